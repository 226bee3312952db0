import HTTPTypes

/// Finds the operation that a request is of, by its method and its path.
struct OperationIndex: Sendable {
    /// An operation with the values that stand in a request's path.
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
        let query: Set<String>

        /// Of two templates that match a path, the one is meant that is less open where they first differ (OpenAPI 3.1,
        /// "Paths Object"), then the one that asks for more.
        func goes(before other: Entry) -> Bool {
            let (own, others) = (segments.map(\.openness), other.segments.map(\.openness))
            return own == others ? query.count > other.query.count : own.lexicographicallyPrecedes(others)
        }
    }

    private let entries: [Key: [Entry]]

    /// The index of `operations`, each below the path that `base` returns for it.
    init(_ operations: [OperationDescriptor], base: (OperationDescriptor) -> String = { _ in "" }) {
        let all = operations.map { operation in
            let template = operation.path.prefix { $0 != "#" }
            let (path, query) = Self.parts(template)
            return Entry(
                operation: operation,
                segments: (Self.segments(base(operation)[...]) + Self.segments(path)).map(PathSegment.init),
                query: query)
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
        let (path, query) = Self.parts(path.prefix { $0 != "#" })
        let segments = Self.segments(path).map { Array(String($0).percentDecoded.utf8) }
        for entry in entries[Key(method: method.rawValue, segments: segments.count)] ?? [] {
            guard id.map({ $0 == entry.operation.id }) ?? entry.query.isSubset(of: query),
                let values = Self.values(entry, segments)
            else { continue }
            return Match(operation: entry.operation, values: values)
        }
        return nil
    }

    private static func values(_ entry: Entry, _ segments: [[UInt8]]) -> [(name: String, value: String)]? {
        var values: [(name: String, value: String)] = []
        for (pattern, segment) in zip(entry.segments, segments) {
            guard let found = pattern.values(in: segment) else { return nil }
            values += found
        }
        return values
    }

    private static func parts(_ text: Substring) -> (path: Substring, query: Set<String>) {
        guard let mark = text.firstIndex(of: "?") else { return (text, []) }
        let pairs = text[text.index(after: mark)...].split(separator: "&").map { String($0).percentDecoded }
        return (text[..<mark], Set(pairs))
    }

    /// What stands between the slashes; a slash at the end does not count.
    private static func segments(_ path: Substring) -> [Substring] {
        var segments = path.split(separator: "/", omittingEmptySubsequences: false)
        if segments.first?.isEmpty == true { segments.removeFirst() }
        if segments.last?.isEmpty == true { segments.removeLast() }
        return segments
    }
}
