#if AsyncHTTPClient
import AsyncHTTPClient
import Foundation
import HTTPTypes
import NIOCore
import NIOHTTP1
import PacelineRuntime

extension HTTPClient {
    /// Executes a request that waits for its limits first.
    func execute(
        _ request: HTTPClientRequest, timeout: TimeAmount, within limits: LimitedRequests
    ) async throws -> HTTPClientResponse {
        let (_, response) = try await limits.admit(HTTPRequest(request)) {
            let response = try await self.execute(request, timeout: timeout)
            return (HTTPResponse(response), response)
        }
        return response
    }
}

extension HTTPRequest {
    init(_ request: HTTPClientRequest) {
        let url = URLComponents(string: request.url)
        let query = url?.percentEncodedQuery.map { "?" + $0 } ?? ""
        self.init(
            method: Method(rawValue: request.method.rawValue) ?? .get, scheme: url?.scheme, authority: url?.host,
            path: (url?.percentEncodedPath ?? "") + query, headerFields: HTTPFields(request.headers))
    }
}

extension HTTPResponse {
    init(_ response: HTTPClientResponse) {
        self.init(
            status: Status(code: Int(response.status.code)), headerFields: HTTPFields(response.headers))
    }
}

extension HTTPFields {
    fileprivate init(_ headers: HTTPHeaders) {
        self.init()
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { append(HTTPField(name: name, value: value)) }
        }
    }
}
#endif
