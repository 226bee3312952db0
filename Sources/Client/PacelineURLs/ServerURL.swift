/// The URL of a server, taken apart: `http` or `https`, a host, perhaps a port and a path (RFC 9110, section 4.2).
///
/// This is the one reader of such URLs, for documents as for callers. What it does not know to be harmless it refuses,
/// so that no text can send a request, and the credential in it, to another host than it seems to name.
package struct ServerURL: Hashable, Sendable {
    /// `http` or `https`.
    package let scheme: String
    /// The host, perhaps with a port, as written.
    package let authority: String
    /// The path before the operations' own, percent-encoded, without a slash at its end; empty at the root.
    package let path: String

    /// Reads an absolute URL. What a path cannot hold is percent-encoded.
    ///
    /// - Throws: ``URLProblem`` unless it is a URL of a server and nothing more.
    /// - Complexity: O(n)
    package init(_ text: String) throws(URLProblem) {
        let bytes = Array(text.utf8)[...]
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[colon...].starts(with: "://".utf8),
            colon > bytes.startIndex
        else { throw .notAbsolute }
        scheme = String(decoding: bytes[..<colon], as: UTF8.self).lowercased()
        guard scheme == "http" || scheme == "https" else { throw .otherScheme }
        let rest = bytes[(colon + 3)...]
        let end = rest.firstIndex { "/?#".utf8.contains($0) } ?? rest.endIndex
        authority = try Self.authority(rest[..<end])
        path = try Self.path(rest[end...])
    }

    /// The URL in one way of writing.
    package var text: String { "\(scheme)://\(authority)\(path)" }

    /// A host with perhaps a port: what RFC 3986 has in section 3.2, without users and without what no name of a host
    /// on the Internet holds.
    static func authority(_ bytes: ArraySlice<UInt8>) throws(URLProblem) -> String {
        guard !bytes.contains(UInt8(ascii: "@")) else { throw .user }
        let hostEnd: Int
        if bytes.first == UInt8(ascii: "[") {
            guard let close = bytes.firstIndex(of: UInt8(ascii: "]")) else { throw .host }
            hostEnd = close + 1
            let address = bytes[(bytes.startIndex + 1)..<close]
            // Which addresses there are is the resolver's to say; these characters do no harm.
            guard address.contains(UInt8(ascii: ":")), address.allSatisfy(\.isPartOfIPv6) else { throw .host }
        } else {
            hostEnd = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
            var labels = bytes[..<hostEnd].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            // A dot at the end says that the name is whole.
            if labels.count > 1, labels.last?.isEmpty == true { labels.removeLast() }
            guard labels.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isPartOfHost) }) else { throw .host }
        }
        if hostEnd < bytes.endIndex {
            guard bytes[hostEnd] == UInt8(ascii: ":") else { throw .host }
            let digits = bytes[(hostEnd + 1)...]
            guard digits.allSatisfy(\.isDigit), let port = UInt16(String(decoding: digits, as: UTF8.self)), port > 0
            else { throw .port }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func path(_ bytes: ArraySlice<UInt8>) throws(URLProblem) -> String {
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "?"): throw .query
            case UInt8(ascii: "#"): throw .fragment
            case UInt8(ascii: "{"), UInt8(ascii: "}"): throw .braces
            case 0..<0x20, 0x7F: throw .control
            default: break
            }
        }
        var path = String(decoding: bytes, as: UTF8.self).pathEncoded(keepsEscapes: true)
        while path.utf8.last == UInt8(ascii: "/") { path.removeLast() }
        guard !path.hasDotSegment else { throw .dotSegment }
        return path
    }
}
