extension StringProtocol {
    /// Whether the text is a token of HTTP (RFC 9110, section 5.6.2): the name of a header field, or half of a media
    /// type.
    package var isToken: Bool {
        !isEmpty && utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"(),/:;<=>?@[\\]{}\"".utf8.contains($0) }
    }
}
