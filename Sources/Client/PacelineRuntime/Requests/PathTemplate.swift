import PacelineURLs

/// The path of an operation, taken apart once for all its requests.
struct PathTemplate: Sendable {
    /// A literal, percent-encoded, and the name of the parameter behind it.
    private struct Piece: Sendable {
        let literal: String
        let name: String
    }

    private let pieces: [Piece]
    /// What follows the last parameter.
    private let end: String
    /// Whether the path has a query already.
    let hasQuery: Bool

    /// - Complexity: O(n)
    init(_ path: String) {
        // A fragment never leaves the client (RFC 9110, section 7.1).
        var rest = path.prefix { $0 != "#" }
        hasQuery = rest.contains("?")
        var pieces: [Piece] = []
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = String(rest[rest.index(after: open)..<close])
            pieces.append(Piece(literal: String(rest[..<open]).pathLiteralEncoded, name: name))
            rest = rest[rest.index(after: close)...]
        }
        self.pieces = pieces
        end = String(rest).pathLiteralEncoded
    }

    /// The path with these values, which are percent-encoded, for the parameters.
    ///
    /// Throws ``CallError`` where a value is missing or empty, and where a segment becomes `.` or `..`.
    func filled(_ values: [(name: String, value: String)]) throws(CallError) -> String {
        var filled = ""
        for piece in pieces {
            guard let value = values.first(where: { $0.name == piece.name })?.value, !value.isEmpty else {
                // An empty segment would name another resource: /skills/ instead of /skills/1.
                throw CallError(.invalidRequest, "the path parameter \(piece.name) is empty")
            }
            filled += piece.literal
            filled += value
        }
        filled += end
        guard !filled.hasDotSegment else {
            // Such a segment is taken out on the way (RFC 3986, section 6.2.2.3), encoded or not: another resource
            // again.
            throw CallError(.invalidRequest, "a path parameter is . or .., which a URL cannot hold")
        }
        return filled
    }
}
