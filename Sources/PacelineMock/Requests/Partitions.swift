import PacelineModel

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

extension Policy.Partition {
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
        case .principal("ip", _), .structure(.server):
            return ""
        case .principal:
            return schemes.map { request.credential(for: $0) ?? "" }.joined(separator: "\n")
        case .clientParameter(let name):
            let parameter = operation.parameters.first { $0.source == .client(name) }
            return parameter.flatMap { $0.value(in: request, pathValues: pathValues) } ?? ""
        case .structure(.operation): return operation.id
        case .structure(.path): return operation.path.text
        case .structure(.method): return operation.method.rawValue
        case .structure(.tag): return operation.group ?? ""
        case .request(.path(let name), _): return pathValues[name] ?? ""
        case .request(.query(let name), _): return request.queryValue(name) ?? ""
        case .request(.header(let name), _): return request.field(name) ?? ""
        }
    }
}
