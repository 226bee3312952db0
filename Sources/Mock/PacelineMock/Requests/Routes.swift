import PacelineModel

/// Which operation a request means.
struct Routes: Sendable {
    enum Match: Hashable, Sendable {
        /// The operation's place in the API, and the values of its path parameters.
        case operation(Int, pathValues: [String: String])
        /// The path is known, with these methods.
        case otherMethods([String])
        case unknown
    }

    private struct Route {
        var operation: Int
        var method: String
        var path: PathTemplate
        var openness: [Int]
    }

    private let routes: [Route]
    private let prefixes: [String]

    /// A path is taken with and without the path of a server's URL: clients are pointed at the mock by a base URL that
    /// has it or has it not, and both should work.
    init(operations: [Operation], servers: [Server] = []) {
        let routes = operations.enumerated().map { index, operation in
            Route(
                operation: index, method: operation.method.rawValue.uppercased(), path: operation.path,
                openness: operation.path.openness)
        }
        // Ties keep document order.
        self.routes = routes.sorted {
            ($0.openness.lexicographicallyPrecedes($1.openness))
                || ($0.openness == $1.openness && $0.operation < $1.operation)
        }
        var seen: Set<String> = [""]
        prefixes = (servers + operations.compactMap(\.server)).map(\.pathPrefix).filter { seen.insert($0).inserted }
    }

    /// - Parameter path: percent-encoded, without a query.
    func match(method: String, path: String) -> Match {
        var methods: [String] = []
        for path in readings(of: path) {
            for route in routes {
                guard let values = route.path.values(in: path) else { continue }
                if route.method == method { return .operation(route.operation, pathValues: values) }
                if !methods.contains(route.method) { methods.append(route.method) }
            }
        }
        // HEAD is GET without the content (RFC 9110, section 9.3.2), whether or not the document says so.
        if method == "HEAD", methods.contains("GET") { return match(method: "GET", path: path) }
        return methods.isEmpty ? .unknown : .otherMethods(methods)
    }

    /// The path without a server's prefix, which is how the document writes it, then as it stands.
    private func readings(of path: String) -> [String] {
        prefixes.filter { path.hasPrefix("\($0)/") }.map { String(path.dropFirst($0.count)) } + [path]
    }
}
