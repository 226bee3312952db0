/// A server's URL, taken apart.
struct ServerAddress: Hashable, Sendable {
    var scheme: String
    var authority: String
    /// The path before the operations' own, without a slash at its end; empty at the root.
    var path: String

    /// Takes `url` apart; nil unless it is `http` or `https` with a host and neither a user (RFC 9110, section 4.2.4),
    /// a query nor a fragment.
    init?(_ url: String) {
        guard let colon = url.range(of: "://") else { return nil }
        let scheme = url[..<colon.lowerBound].lowercased()
        guard scheme == "https" || scheme == "http" else { return nil }
        let rest = url[colon.upperBound...]
        guard !rest.contains(where: { $0 == "?" || $0 == "#" || $0.isWhitespace || $0 == "{" }) else { return nil }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        guard slash != rest.startIndex else { return nil }
        self.scheme = scheme
        guard !rest[..<slash].contains("@") else { return nil }
        authority = String(rest[..<slash])
        var path = rest[slash...]
        while path.last == "/" { path.removeLast() }
        self.path = String(path)
    }
}

extension String {
    /// The first occurrence of `text`.
    fileprivate func range(of text: String) -> Range<Index>? {
        ranges(of: text).first
    }
}
