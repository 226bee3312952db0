import HTTPTypes
import PacelineRuntime
import PacelineURLSession
import Testing

#if AsyncHTTPClient
import PacelineAsyncHTTPClient
#endif

/// The transports that the contract is tested of: those that this build has.
enum TransportKind: CaseIterable, Sendable, CustomTestStringConvertible {
    case urlSession
    /// URLSession on connections that are used again where that is allowed.
    case reusingURLSession
    #if AsyncHTTPClient
    case asyncHTTPClient
    #endif

    /// A transport of this kind, with connections of its own.
    func make() -> any Transport {
        switch self {
        case .urlSession: .urlSession
        case .reusingURLSession: URLSessionTransport(connectionReuse: .idempotent)
        #if AsyncHTTPClient
        case .asyncHTTPClient: .asyncHTTPClient
        #endif
        }
    }

    /// Whether Foundation sends the requests.
    var isURLSession: Bool { self == .urlSession || self == .reusingURLSession }

    /// Those that send each request once, whatever the server does.
    static var exact: [TransportKind] { allCases.filter { $0 != .reusingURLSession } }

    var testDescription: String { "\(self)" }
}

extension HTTPRequest {
    /// A request to a server on loopback.
    static func loopback(_ port: Int, _ path: String = "/", _ method: Method = .get) -> HTTPRequest {
        HTTPRequest(method: method, scheme: "http", authority: "127.0.0.1:\(port)", path: path)
    }
}

extension Transport {
    /// The error of an exchange that is expected to fail before its head.
    func failure(_ request: HTTPRequest, body: RequestBody = .none) async throws -> TransportError {
        try await #require(throws: TransportError.self) { _ = try await send(request, body: body) }
    }
}
