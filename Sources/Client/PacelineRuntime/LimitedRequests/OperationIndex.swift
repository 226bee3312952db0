import HTTPTypes

/// Finds the operation that a request is of, by its method and its path.
struct OperationIndex: Sendable {
    /// An operation with the values of its template's parameters in a request's path and query.
    struct Match {
        let operation: OperationDescriptor
        /// Decoded.
        let values: [(name: String, value: String)]
    }

    private struct Key: Hashable, Sendable {
        let method: String
        let segments: Int
    }

    private struct Entry: Sendable {
        let operation: OperationDescriptor
        let segments: [PathSegment]
        /// The pairs of a query that stands in the template; a request has them, and may have more.
        let query: [PathSegment]

        /// Of two templates that match a path, the one is meant that is less open where they first differ (OpenAPI 3.1,
        /// "Paths Object"), then the one that asks for more.
        func goes(before other: Entry) -> Bool {
            if query.count != other.query.count, openness == other.openness { return query.count > other.query.count }
            return (openness + query.map(\.openness)).lexicographicallyPrecedes(
                other.openness + other.query.map(\.openness))
        }

        private var openness: [Int] { segments.map(\.openness) }

        /// The values in the segments of a path and the pairs of a query; nil where these do not match. The query need
        /// not where the operation is known.
        func values(in path: [[UInt8]], _ pairs: [[UInt8]], isKnown: Bool) -> [(name: String, value: String)]? {
            var values: [(name: String, value: String)] = []
            for (pattern, segment) in zip(segments, path) {
                guard let found = pattern.values(in: segment) else { return nil }
                values += found
            }
            for pattern in query {
                let found = pairs.lazy.compactMap { pattern.values(in: $0) }.first
                guard found != nil || isKnown else { return nil }
                values += found ?? []
            }
            return values
        }
    }

    private let entries: [Key: [Entry]]

    /// The index of `operations`, each below the path that `base` returns for it.
    init(_ operations: [OperationDescriptor], base: (OperationDescriptor) -> String = { _ in "" }) {
        let all = operations.map { operation in
            let template = operation.path.prefix { $0 != "#" }
            let (path, pairs) = Self.parts(template)
            return Entry(
                operation: operation,
                segments: (Self.segments(base(operation)[...]) + Self.segments(path)).map(PathSegment.init),
                query: pairs.map(PathSegment.init))
        }
        entries = Dictionary(grouping: all) {
            Key(method: $0.operation.method.rawValue, segments: $0.segments.count)
        }.mapValues { $0.sorted { $0.goes(before: $1) } }
    }

    /// The operation of a request with this method and path, which may have a query; nil where no template matches.
    ///
    /// - Parameter id: The only operation that is meant, where it is known.
    /// - Complexity: O(n) in the templates of the method that have as many segments as the path
    func match(_ method: HTTPRequest.Method, _ path: String, id: String? = nil) -> Match? {
        let (path, pairs) = Self.parts(path.prefix { $0 != "#" })
        let (segments, query) = (Self.segments(path).map(Self.decoded), pairs.map(Self.decoded))
        for entry in entries[Key(method: method.rawValue, segments: segments.count)] ?? []
        where id == nil || id == entry.operation.id {
            guard let values = entry.values(in: segments, query, isKnown: id != nil) else { continue }
            return Match(operation: entry.operation, values: values)
        }
        return nil
    }

    private static func decoded(_ part: Substring) -> [UInt8] { Array(String(part).percentDecoded.utf8) }

    private static func parts(_ text: Substring) -> (path: Substring, pairs: [Substring]) {
        guard let mark = text.firstIndex(of: "?") else { return (text, []) }
        return (text[..<mark], text[text.index(after: mark)...].split(separator: "&"))
    }

    /// What stands between the slashes; a slash at the end does not count.
    private static func segments(_ path: Substring) -> [Substring] {
        var segments = path.split(separator: "/", omittingEmptySubsequences: false)
        if segments.first?.isEmpty == true { segments.removeFirst() }
        if segments.last?.isEmpty == true { segments.removeLast() }
        return segments
    }
}
