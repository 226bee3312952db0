import Foundation
import Synchronization

/// A server below HTTP, for what no proper server does: one connection after the other, each handled by a function.
final class SocketServer: Sendable {
    /// What is done with a connection; it is closed afterwards.
    typealias Handler = @Sendable (_ connection: Connection) -> Void

    /// What arrived of a request.
    struct Received: Hashable, Sendable {
        /// The request line and the header fields, with the blank line behind them.
        var head: String
        /// The body, as long as the head says.
        var body: [UInt8] = []

        /// The method, the first word of the head.
        var method: String { String(head.prefix { $0 != " " }) }

        /// The values of the field `name`, in the order in which they came.
        func values(_ name: String) -> [String] {
            head.split(separator: "\r\n").dropFirst().compactMap { line in
                let parts = line.split(separator: ":", maxSplits: 1)
                guard parts.count == 2, parts[0].lowercased() == name.lowercased() else { return nil }
                return String(parts[1].drop { $0 == " " })
            }
        }
    }

    /// One accepted connection.
    struct Connection: Sendable {
        /// Which connection it is, from zero on.
        let number: Int
        fileprivate let server: SocketServer
        fileprivate let descriptor: Int32

        /// Reads a whole request, and keeps it among the server's; nil when the other side closed before one began.
        func readRequest() -> Received? {
            var request = Received(head: readHead())
            guard !request.head.isEmpty else { return nil }
            let length = request.values("Content-Length").first.flatMap { Int($0) } ?? 0
            var byte: UInt8 = 0
            while request.body.count < length, recv(descriptor, &byte, 1, 0) == 1 { request.body.append(byte) }
            server.log.withLock { $0.requests.append(request) }
            return request
        }

        private func readHead() -> String {
            var text = ""
            var byte: UInt8 = 0
            while !text.utf8.elementsEqual("".utf8) || text.isEmpty, recv(descriptor, &byte, 1, 0) == 1 {
                text.unicodeScalars.append(Unicode.Scalar(byte))
                if text.hasSuffix("\r\n\r\n") { break }
            }
            return text
        }

        /// Writes all of `text`.
        func write(_ text: String) {
            let bytes = Array(text.utf8)
            _ = send(descriptor, bytes, bytes.count, 0)
        }

        /// Waits until the other side has closed the connection.
        func waitForEnd() {
            var byte: UInt8 = 0
            while recv(descriptor, &byte, 1, 0) == 1 {}
        }

        /// Has the connection closed by a reset.
        func resets() {
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
        }
    }

    private let listener: Int32
    private let accepted = Mutex(0)
    /// The port on loopback.
    let port: Int

    /// How many connections there were.
    var connections: Int { accepted.withLock { $0 } }

    /// Listens on a free port of loopback.
    init(_ handler: @escaping Handler) {
        (listener, port) = Self.listen()
        Thread.detachNewThread { [self] in
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else { return }
                accepted.withLock { $0 += 1 }
                Thread.detachNewThread {
                    handler(Connection(descriptor: descriptor))
                    close(descriptor)
                }
            }
        }
    }

    /// Stops to listen; open connections stay as they are.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// A port of loopback on which nobody listens.
    static func unusedPort() -> Int {
        let (descriptor, port) = listen()
        close(descriptor)
        return port
    }

    private static func listen() -> (descriptor: Int32, port: Int) {
        #if canImport(Glibc)
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
        let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                _ = bind(descriptor, pointer, length)
                _ = getsockname(descriptor, pointer, &length)
            }
        }
        #if canImport(Glibc)
        _ = Glibc.listen(descriptor, 64)
        #else
        _ = Darwin.listen(descriptor, 64)
        #endif
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }
}
