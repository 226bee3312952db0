import Foundation
import HTTPTypes
import PacelineRuntime

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

extension URLSession {
    /// The data of a request that waits for its limits first.
    func data(for request: URLRequest, within limits: LimitedRequests) async throws -> (Data, HTTPURLResponse) {
        let body = request.httpBody.map { [UInt8]($0) }
        let (_, result) = try await limits.admit(
            HTTPRequest(request), body: body, responseBody: { (data: Data, _: HTTPURLResponse) in [UInt8](data) }
        ) {
            let (data, response) = try await self.data(for: request)
            guard let response = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
            return (HTTPResponse(response), (data, response))
        }
        return result
    }
}

extension HTTPRequest {
    init(_ request: URLRequest) {
        let url = request.url.flatMap { URLComponents(url: $0, resolvingAgainstBaseURL: true) }
        let query = url?.percentEncodedQuery.map { "?" + $0 } ?? ""
        self.init(
            method: Method(rawValue: request.httpMethod ?? "GET") ?? .get, scheme: url?.scheme, authority: url?.host,
            path: (url?.percentEncodedPath ?? "") + query, headerFields: HTTPFields(request.allHTTPHeaderFields ?? [:]))
    }
}

extension HTTPResponse {
    init(_ response: HTTPURLResponse) {
        let fields = response.allHeaderFields.map { ("\($0.key)", "\($0.value)") }
        self.init(
            status: Status(code: response.statusCode), headerFields: HTTPFields(Dictionary(fields) { $0 + ", " + $1 }))
    }
}

extension HTTPFields {
    fileprivate init(_ fields: [String: String]) {
        self.init()
        for (name, value) in fields {
            if let name = HTTPField.Name(name) { self[name] = value }
        }
    }
}
