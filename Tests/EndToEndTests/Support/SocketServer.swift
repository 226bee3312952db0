import Foundation
import Synchronization

/// A server below HTTP, for what no proper server does: each connection is handled by a function, on a thread of its
/// own.
final class SocketServer: Sendable {
    /// What is done with a connection; it is closed afterwards.
    typealias Handler = @Sendable (_ connection: Connection) -> Void

    private let listener: Int32
    private let log = Mutex((connections: 0, requests: [Received]()))
    /// The port on loopback.
    let port: Int

    /// How many connections there were.
    var connections: Int { log.withLock { $0.connections } }
    /// The requests that were read, in the order in which they were complete.
    var requests: [Received] { log.withLock { $0.requests } }

    /// Listens on a free port of loopback.
    init(_ handler: @escaping Handler) {
        (listener, port) = boundSocket()
        listen(listener, 256)
        Thread.detachNewThread { [self] in
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else {
                    // Not before: the number would be another server's, whose connections this loop would take.
                    close(listener)
                    return
                }
                let number = log.withLock { log in
                    defer { log.connections += 1 }
                    return log.connections
                }
                Thread.detachNewThread {
                    handler(Connection(number: number, server: self, descriptor: descriptor))
                    close(descriptor)
                }
            }
        }
    }

    /// Responses each request with what `response` returns, on connections that are kept open.
    convenience init(answering response: @escaping @Sendable (Received) -> String) {
        self.init { connection in
            while let request = connection.readRequest() { connection.write(response(request)) }
        }
    }

    /// Stops to listen; open connections stay as they are.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
    }
}

extension SocketServer {
    /// What arrived of a request.
    struct Received: Hashable, Sendable {
        /// The request line and the header fields.
        var head: String
        /// The body, as long as the head says.
        var body: [UInt8] = []

        /// The method, the first word of the head.
        var method: String { String(head.prefix { $0 != " " }) }

        /// The values of the field `name`, in the order in which they came.
        func values(_ name: String) -> [String] {
            head.split(separator: "\r\n").dropFirst().compactMap { line in
                let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2, parts[0].lowercased() == name.lowercased() else { return nil }
                return String(parts[1].drop { $0 == " " })
            }
        }
    }

    /// One accepted connection.
    struct Connection: Sendable {
        /// Which one it is, from zero on.
        let number: Int
        fileprivate let server: SocketServer
        fileprivate let descriptor: Int32

        /// Reads a whole request and keeps it among the server's; nil when the other side closed before its head ended.
        func readRequest() -> Received? {
            guard let head = readHead() else { return nil }
            var request = Received(head: head)
            var missing = request.values("Content-Length").first.flatMap { Int($0) } ?? 0
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while missing > 0 {
                let count = recv(descriptor, &buffer, min(missing, buffer.count), 0)
                guard count > 0 else { break }
                request.body += buffer[..<count]
                missing -= count
            }
            server.log.withLock { $0.requests.append(request) }
            return request
        }

        private func readHead() -> String? {
            var bytes: [UInt8] = []
            var byte: UInt8 = 0
            while recv(descriptor, &byte, 1, 0) == 1 {
                bytes.append(byte)
                if bytes.suffix(4).elementsEqual("\r\n\r\n".utf8) { return String(decoding: bytes, as: UTF8.self) }
            }
            return nil
        }

        /// Writes all of `text`.
        func write(_ text: String) { write(Array(text.utf8)) }

        /// Writes all of `bytes`; false when the other side has closed the connection.
        @discardableResult func write(_ bytes: [UInt8]) -> Bool {
            #if canImport(Glibc)
            send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
            #else
            send(descriptor, bytes, bytes.count, 0) == bytes.count
            #endif
        }

        /// Says that nothing more will be written; the other side may go on.
        func endWriting() { shutdown(descriptor, Int32(SHUT_WR)) }

        /// Reads so many bytes and looks at none.
        func readSome(_ count: Int) {
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            var missing = count
            while missing > 0 {
                let read = recv(descriptor, &buffer, min(missing, buffer.count), 0)
                guard read > 0 else { return }
                missing -= read
            }
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
}
