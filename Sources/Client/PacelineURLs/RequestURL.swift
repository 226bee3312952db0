/// The URL of a request: what a response's reference to another one is resolved against (RFC 3986, section 5.2).
///
/// Such references are data of the server's: what is no plain URL of `http` or `https` is refused, and ``origin`` tells
/// whether a credential may follow.
package struct RequestURL: Hashable, Sendable {
    /// `http` or `https`.
    package let scheme: String
    /// The host, perhaps with a port, as written.
    package let authority: String
    /// Path and query, percent-encoded; begins with a slash.
    package let path: String

    /// The URL of a request that is sent.
    package init(scheme: String, authority: String, path: String) {
        self.scheme = scheme.lowercased()
        self.authority = authority
        self.path = path.hasPrefix("/") ? path : "/" + path
    }

    /// Reads an absolute URL.
    ///
    /// - Throws: ``URLProblem`` unless it is one of `http` or `https` without a user.
    /// - Complexity: O(n)
    package init(_ text: String) throws(URLProblem) {
        guard text.hasScheme else { throw .notAbsolute }
        self = try RequestURL(text, relativeTo: RequestURL(scheme: "", authority: "", path: "/"))
    }

    /// Where a reference leads from the URL of a request. A fragment is dropped, since no request has one.
    ///
    /// - Throws: ``URLProblem`` where it leads to no URL of `http` or `https` without a user.
    /// - Complexity: O(n)
    package init(_ reference: String, relativeTo base: RequestURL) throws(URLProblem) {
        guard !reference.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { throw .control }
        // In bytes: what combines with a mark to one character leaves it the mark that it is.
        var rest = Array(reference.utf8.prefix { $0 != UInt8(ascii: "#") })[...]
        var (scheme, authority) = (base.scheme, base.authority)
        if reference.hasScheme, let colon = rest.firstIndex(of: UInt8(ascii: ":")) {
            scheme = String(decoding: rest[..<colon], as: UTF8.self).lowercased()
            guard scheme == "http" || scheme == "https" else { throw .otherScheme }
            rest = rest[(colon + 1)...]
            guard rest.starts(with: "//".utf8) else { throw .notAbsolute }
        }
        let isNetwork = rest.starts(with: "//".utf8)
        if isNetwork {
            rest = rest.dropFirst(2)
            let end = rest.firstIndex { "/?".utf8.contains($0) } ?? rest.endIndex
            authority = try ServerURL.authority(rest[..<end])
            rest = rest[end...]
        }
        let mark = rest.firstIndex(of: UInt8(ascii: "?")) ?? rest.endIndex
        let path = String(decoding: rest[..<mark], as: UTF8.self)
        let query = mark < rest.endIndex ? String(decoding: rest[mark...], as: UTF8.self) : nil
        self.init(
            scheme: scheme, authority: authority,
            path: try Self.path(path, query, base: isNetwork ? nil : base.path))
    }

    /// - Parameter base: Path and query on which a relative path leads on; nil behind an authority.
    private static func path(_ path: String, _ query: String?, base: String?) throws(URLProblem) -> String {
        // Many servers write brackets, which no query can hold (RFC 3986, section 3.4).
        let own = query.map { $0.pathEncoded(keepsEscapes: true, others: "?[]") } ?? ""
        let basePath = base.map { String($0.prefix { $0 != "?" }) } ?? "/"
        guard !path.isEmpty else {
            if query == nil, let base { return base }
            return basePath + own
        }
        let folder =
            path.utf8.first == UInt8(ascii: "/")
            ? "" : String(basePath[...(basePath.lastIndex(of: "/") ?? basePath.startIndex)])
        let whole = (folder + path.pathEncoded(keepsEscapes: true)).withoutDotSegments
        // An escaped dot is a step to what stands on the way.
        guard !whole.hasDotSegment else { throw .dotSegment }
        return whole + own
    }

    /// The URL as text.
    package var text: String { "\(scheme)://\(authority)\(path)" }

    /// Scheme, host and port (RFC 6454, section 4), in one way of writing.
    package var origin: String {
        let host = authority.lowercased()
        let port = scheme == "https" ? ":443" : ":80"
        return "\(scheme)://\(host.hasSuffix(port) ? String(host.dropLast(port.count)) : host)"
    }
}
