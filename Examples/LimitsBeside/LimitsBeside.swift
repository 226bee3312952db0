import Foundation
import HTTPTypes
import PacelineRuntime

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

#if AsyncHTTPClient
import AsyncHTTPClient
import NIOCore
import NIOHTTP1
#endif

/// Sends requests by clients that know nothing of limits, and prints how many were refused:
/// `LimitsBeside URL [CALLS [TASKS]] [--no-limits]`.
@main
enum LimitsBeside {
    static func main() async throws {
        var arguments = Array(CommandLine.arguments.dropFirst())
        let hasLimits = !arguments.contains("--no-limits")
        arguments.removeAll { $0 == "--no-limits" }
        let numbers = arguments.dropFirst().compactMap { Int($0) }
        guard let text = arguments.first, let url = URL(string: text) else {
            print("usage: LimitsBeside URL [CALLS [TASKS]] [--no-limits]")
            exit(64)
        }
        let limits = Parcels.limitedRequests(server: Parcels.Server(url: text), account: "acme")
        let client = ForeignClient(
            serverURL: url, transport: SessionTransport(),
            middlewares: hasLimits ? [LimitsMiddleware(limits: limits)] : [])
        let refused = try await load(calls: numbers.first ?? 300, tasks: numbers.dropFirst().first ?? 24) { number in
            try await client.getParcel(id: "\(number)") == .tooManyRequests
        }
        print("refused \(refused)")
        try await sendOne(to: url.appending(path: "parcels"), within: limits)
    }

    /// Makes calls in turn from several tasks; returns how many were refused.
    private static func load(
        calls: Int, tasks: Int, _ call: @escaping @Sendable (Int) async throws -> Bool
    ) async throws -> Int {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for task in 0..<tasks {
                group.addTask {
                    var refused = 0
                    for number in stride(from: task, to: calls, by: tasks) where try await call(number) { refused += 1 }
                    return refused
                }
            }
            return try await group.reduce(0, +)
        }
    }

    /// The same limits for a request of each of the other clients.
    private static func sendOne(to url: URL, within limits: LimitedRequests) async throws {
        let (_, response) = try await URLSession.shared.data(for: URLRequest(url: url), within: limits)
        print("URLSession \(response.statusCode)")
        #if AsyncHTTPClient
        let request = HTTPClientRequest(url: url.absoluteString)
        let answer = try await HTTPClient.shared.execute(request, timeout: .seconds(10), within: limits)
        print("AsyncHTTPClient \(answer.status.code)")
        #endif
    }
}

/// The transport of the foreign client.
private struct SessionTransport: ClientTransport {
    func send(
        _ request: HTTPRequest, body: HTTPBody?, baseURL: URL, operationID: String
    ) async throws -> (HTTPResponse, HTTPBody?) {
        var url = URLRequest(url: URL(string: baseURL.absoluteString + (request.path ?? "/")) ?? baseURL)
        url.httpMethod = request.method.rawValue
        let (data, response) = try await URLSession.shared.data(for: url)
        guard let response = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
        return (HTTPResponse(response), HTTPBody(bytes: [UInt8](data)))
    }
}
