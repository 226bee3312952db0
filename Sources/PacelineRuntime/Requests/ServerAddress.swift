/// A server's URL, taken apart.
struct ServerAddress: Hashable, Sendable {
    var scheme: String
    var authority: String
    /// The path before the operations' own, without a slash at its end; empty at the root.
    var path: String

    /// The URL in one way of writing.
    var text: String { "\(scheme)://\(authority.lowercased())\(path)" }

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

extension ServerAddress {
    /// The server that `reference` names: a URL of its own, or a path on this server (RFC 3986, section 5.2). nil when it
    /// is neither.
    func resolve(_ reference: String) -> ServerAddress? {
        if reference.hasPrefix("//") { return ServerAddress("\(scheme):\(reference)") }
        guard !reference.contains("://") else { return ServerAddress(reference) }
        let isFromRoot = reference.hasPrefix("/")
        return ServerAddress("\(scheme)://\(authority)\(isFromRoot ? "" : path + "/")\(reference)")
    }
}

extension String {
    /// The first occurrence of `text`.
    fileprivate func range(of text: String) -> Range<Index>? {
        ranges(of: text).first
    }
}
