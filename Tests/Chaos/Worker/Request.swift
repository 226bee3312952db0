import Dispatch
import Foundation

/// One request on a connection of its own, by the system's calls: what is sent is sent once, and the check whether it
/// may be stands directly before its first byte.
final class Request: @unchecked Sendable {
    enum End {
        case answered(status: Int, retryAfter: Double?)
        /// Not a byte was sent.
        case notSent
        /// It may have arrived.
        case lost
    }

    private static let queue = DispatchQueue(label: "requests", attributes: .concurrent)
    // What is shared is the socket, under the lock.
    private let lock = NSLock()
    private var socket: Int32 = -1
    private var isCancelled = false

    /// Sends it unless `mayStart` says no.
    func send(port: UInt16, label: String, mayStart: @escaping @Sendable () -> Bool) async -> End {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                Request.queue.async { [self] in
                    continuation.resume(returning: run(port, label, mayStart))
                    lock.withLock {
                        if socket >= 0 { close(socket) }
                        socket = -1
                    }
                }
            }
        } onCancel: {
            lock.withLock {
                isCancelled = true
                if socket >= 0 { shutdown(socket, Int32(SHUT_RDWR)) }
            }
        }
    }

    private func run(_ port: UInt16, _ label: String, _ mayStart: () -> Bool) -> End {
        let file = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard file >= 0,
            lock.withLock({
                socket = file
                return !isCancelled
            })
        else { return .notSent }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { return .notSent }
        let text = "GET /x HTTP/1.1\r\nHost: judge\r\nX-Client: \(label)\r\nConnection: close\r\n\r\n"
        guard mayStart() else { return .notSent }
        // A connection that a cancellation has shut is no reason to end.
        guard Foundation.send(file, text, text.utf8.count, Int32(MSG_NOSIGNAL)) == text.utf8.count else { return .lost }
        var answer: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(file, &part, part.count)
            guard count > 0 else { break }
            answer.append(contentsOf: part.prefix(count))
        }
        let lines = String(decoding: answer, as: UTF8.self).split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count >= 2, let status = Int(words[1]) else { return .lost }
        let retryAfter = lines.first { $0.lowercased().hasPrefix("retry-after:") }
            .flatMap { Double($0.dropFirst(12).trimmingCharacters(in: .whitespaces)) }
        return .answered(status: status, retryAfter: retryAfter)
    }
}
