import PacelineModel
import PacelinePolicy

extension Parameter {
    /// The parameter's text in the request; nil when it is absent.
    func value(in request: MockRequest, pathValues: [String: String]) -> String? {
        switch location {
        case .path: pathValues[name]
        case .query: request.queryValue(name)
        case .header: request.field(name)
        case .cookie: request.cookie(name)
        }
    }
}

extension RateLimitPartition {
    /// The value by which a request's bucket is told from others.
    ///
    /// A server knows the account (user, project …) by the credential, so each set of credentials is an account of its
    /// own here and the same credentials are the same account, whatever the request's parameters say. That also means
    /// that a client which changes its token in a run gets a fresh quota from the mock, which a real account would not
    /// give it. `ip` and `server` are one value each: every client of a mock on loopback has the same address, and it
    /// is one server.
    func value(
        in request: MockRequest, operation: Operation, pathValues: [String: String], schemes: [SecurityScheme]
    ) -> String {
        switch self {
        case .client("ip"), .server: ""
        case .client(let word) where Self.principals.contains(word):
            schemes.map { request.credential(for: $0) ?? "" }.joined(separator: "\n")
        case .client(let name):
            operation.parameters.first { $0.source == .client(name) }
                .flatMap { $0.value(in: request, pathValues: pathValues) } ?? ""
        case .operation: operation.sharedID ?? operation.id
        case .path: operation.path.text
        case .method: operation.method.rawValue
        case .tag: operation.group ?? ""
        case .request(let value, _, let groups):
            value.text(in: request, pathValues: pathValues).map { text in
                groups.first { $0.value.contains(text) }.map { "group \($0.key)" } ?? text
            } ?? ""
        }
    }
}
