import Foundation
import HTTPTypes

// Stands in for the module OpenAPIRuntime of swift-openapi-generator, whose protocols have these shapes. With the real
// one, write `import OpenAPIRuntime` in place of this file.

/// A body; the real one is a sequence of chunks.
struct HTTPBody: Sendable {
    var bytes: [UInt8]
}

/// Sends requests whose paths are below a base URL.
protocol ClientTransport: Sendable {
    func send(
        _ request: HTTPRequest, body: HTTPBody?, baseURL: URL, operationID: String
    ) async throws -> (HTTPResponse, HTTPBody?)
}

/// Stands between a generated client and its transport.
protocol ClientMiddleware: Sendable {
    func intercept(
        _ request: HTTPRequest, body: HTTPBody?, baseURL: URL, operationID: String,
        next: @Sendable (HTTPRequest, HTTPBody?, URL) async throws -> (HTTPResponse, HTTPBody?)
    ) async throws -> (HTTPResponse, HTTPBody?)
}

/// What a generated client does for one operation, without types for its values.
struct ForeignClient: Sendable {
    let serverURL: URL
    let transport: any ClientTransport
    let middlewares: [any ClientMiddleware]

    func getParcel(id: String) async throws -> HTTPResponse.Status {
        let request = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/parcels/\(id)")
        return try await send(request, "getParcel", middlewares[...], to: serverURL).status
    }

    private func send(
        _ request: HTTPRequest, _ operationID: String, _ rest: ArraySlice<any ClientMiddleware>, to url: URL
    ) async throws -> HTTPResponse {
        guard let first = rest.first else {
            return try await transport.send(request, body: nil, baseURL: url, operationID: operationID).0
        }
        let (response, _) = try await first.intercept(request, body: nil, baseURL: url, operationID: operationID) {
            (request, body, url) in (try await send(request, operationID, rest.dropFirst(), to: url), body)
        }
        return response
    }
}
