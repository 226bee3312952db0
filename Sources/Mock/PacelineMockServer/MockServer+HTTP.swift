#if MockServer
import Hummingbird
import Logging
import NIOCore
import PacelineMock

extension MockServer {
    /// Serves on loopback (127.0.0.1) until SIGTERM or SIGINT, or until the task is cancelled. Requests that are under
    /// way when a signal comes are answered first, unless they have not come whole; after a cancellation connections
    /// are closed.
    ///
    /// - Parameters:
    ///   - port: 0 picks a free one.
    ///   - stopsOnSignals: whether the process's SIGTERM and SIGINT are taken as the wish to stop.
    ///   - onListening: called once, with the port, when connections are accepted.
    /// - Throws: when the port cannot be had, or when a line of the log could not be written.
    public func run(
        port: Int = 0, stopsOnSignals: Bool = false, onListening: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws {
        // What the framework logs of connections is of no use to who runs a mock; what stops the server is thrown.
        var logger = Logger(label: "paceline-mock")
        logger.logLevel = .critical
        let readTimeout = TimeAmount.nanoseconds(mock.options.readTimeout.wholeNanoseconds)
        let application = Application(
            responder: Responder(server: self),
            server: .http1(configuration: .init(additionalChannelHandlers: [ReadDeadline(after: readTimeout)])),
            configuration: .init(address: .hostname("127.0.0.1", port: port), backlog: 1_024),
            onServerRunning: { channel in onListening(channel.localAddress?.port ?? port) },
            logger: logger)
        if stopsOnSignals {
            try await application.runService()
        } else {
            try await application.run()
        }
        try mock.checkLog()
    }

    private struct Responder: HTTPResponder {
        typealias Context = BasicRequestContext

        var server: MockServer

        func respond(to request: Request, context: Context) async throws -> Hummingbird.Response {
            let received = server.mock.now
            let mockRequest = MockRequest(
                method: request.method.rawValue, target: request.head.path ?? "/",
                fields: request.headers.map { .init($0.name.rawName, $0.value) } + request.host,
                body: try await request.collectedBody())
            let visit = await server.mock.visit(mockRequest, received: received)
            return server.response(to: visit, isHead: request.method == .head)
        }
    }
}

extension Request {
    /// The field that HTTPTypes keeps apart as the authority, so that a parameter called `Host` is found.
    fileprivate var host: [MockRequest.Pair] {
        head.authority.map { [.init("Host", $0)] } ?? []
    }

    /// The whole body; what goes past the bound is read and dropped, so that the connection stays usable.
    fileprivate func collectedBody() async throws -> MockRequest.Body {
        var bytes: [UInt8] = []
        var isTooLarge = false
        for try await buffer in body {
            isTooLarge = isTooLarge || bytes.count + buffer.readableBytes > Mock.longestBody
            if !isTooLarge { bytes.append(contentsOf: buffer.readableBytesView) }
        }
        return isTooLarge ? .tooLarge : .bytes(bytes)
    }
}

extension MockServer {
    /// - Parameter isHead: the request was HEAD: the response has GET's fields and no content (RFC 9110, section
    ///   9.3.2).
    fileprivate func response(to visit: Mock.Visit, isHead: Bool) -> Hummingbird.Response {
        let bytes = visit.response.body
        let body: ResponseBody
        if !isHead, !bytes.isEmpty, visit.isInFlight || mock.options.bodyDelay > .zero {
            body = heldBack(bytes, of: visit)
        } else {
            visit.end()
            body = ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        }
        let response = Hummingbird.Response(
            status: .init(code: visit.response.status), headers: visit.response.headers, body: body)
        return isHead ? response.createHeadResponse() : response
    }

    /// A body of which the second half comes later. What is in flight ends just before its last byte is handed over:
    /// the client must not know of the end before the server does.
    private func heldBack(_ bytes: [UInt8], of visit: Mock.Visit) -> ResponseBody {
        ResponseBody(contentLength: bytes.count) { writer in
            try await writer.write(ByteBuffer(bytes: bytes[..<(bytes.count / 2)]))
            await mock.holdBody()
            visit.end()
            try await writer.write(ByteBuffer(bytes: bytes[(bytes.count / 2)...]))
            try await writer.finish(nil)
        }
    }
}

extension MockResponse {
    fileprivate var headers: HTTPFields {
        var headers = HTTPFields()
        for field in fields {
            if let name = HTTPFields.Element.Name(field.name) { headers.append(.init(name: name, value: field.value)) }
        }
        return headers
    }
}
#endif
