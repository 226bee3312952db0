import Foundation
import HTTPTypes
import PacelineRuntime

/// Has the requests of a client of swift-openapi-generator wait for their limits: `Client(serverURL:…, transport:…,
/// middlewares: [LimitsMiddleware(limits: Parcels.limitedRequests(account: "acme"))])`. Let it be the last one, behind
/// a middleware that repeats requests.
struct LimitsMiddleware: ClientMiddleware {
    let limits: LimitedRequests

    func intercept(
        _ request: HTTPRequest, body: HTTPBody?, baseURL: URL, operationID: String,
        next: @Sendable (HTTPRequest, HTTPBody?, URL) async throws -> (HTTPResponse, HTTPBody?)
    ) async throws -> (HTTPResponse, HTTPBody?) {
        try await limits.admit(request, operation: operationID) { try await next(request, body, baseURL) }
    }
}
