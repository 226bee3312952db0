import Testing

/// What goes wrong with an exchange.
enum Fault: CaseIterable, Sendable, CustomTestStringConvertible {
    case connectionRefused
    case resetBeforeHead
    case resetInBody
    /// The body stops in the middle, and the connection stays open.
    case slowBody
    case truncatedJSON
    case internalError
    /// 503 with `Retry-After: 1`.
    case unavailable
    /// A refusal that only its message tells, with status 400.
    case refusal
    case wrongContentType

    static let refusalMessage = "Calls per minute exceeded"

    var testDescription: String { "\(self)" }

    /// Does it to a connection on which a request was read.
    func happen(on connection: SocketServer.Connection) {
        switch self {
        case .connectionRefused: break
        case .resetBeforeHead: connection.resets()
        case .resetInBody:
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\"")
            connection.resets()
        case .slowBody:
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\"")
            connection.waitForEnd()
        case .truncatedJSON: connection.write(Self.response("200 OK", "{\"a\": [1, 2"))
        case .internalError: connection.write(Self.response("500 Internal Server Error", "{\"error\": \"oops\"}"))
        case .unavailable: connection.write(Self.response("503 Service Unavailable\r\nRetry-After: 1", "{}"))
        case .refusal: connection.write(Self.response("400 Bad Request", "{\"error\": \"\(Self.refusalMessage)\"}"))
        case .wrongContentType:
            connection.write(Self.response("200 OK\r\nContent-Type: text/html", "<html>Please sign in</html>"))
        }
    }

    /// The response with a status line, perhaps with fields behind it, and a body.
    static func response(_ status: String, _ body: String) -> String {
        "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
    }
}

extension SocketServer {
    /// A server whose first `count` requests meet with `fault`; the others are answered well. Each connection takes
    /// one.
    convenience init(_ fault: Fault, times count: Int) {
        self.init { connection in
            guard connection.readRequest() != nil else { return }
            if connection.number < count {
                fault.happen(on: connection)
            } else {
                connection.write(Fault.response("200 OK", "{\"a\": 1}"))
            }
        }
    }
}
