extension StringProtocol {
    /// Whether the text is a token of HTTP (RFC 9110, section 5.6.2): the name of a header field, or half of a media
    /// type.
    package var isToken: Bool { String(self).isOfTokenCharacters }
}

extension String {
    /// By itself, as what is generic over texts is slow from another module.
    fileprivate var isOfTokenCharacters: Bool {
        for byte in utf8 where !byte.isTokenCharacter { return false }
        return !isEmpty
    }
}

extension UInt8 {
    fileprivate var isTokenCharacter: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: Self.tokenSigns.contains(self)
        }
    }

    private static let tokenSigns = Array("!#$%&'*+-.^_`|~".utf8)
}
