import Foundation

/// A port of loopback on which nobody listens, and nobody else will: it stays bound as long as this lives.
final class RefusingPort: Sendable {
    let number: Int
    private let descriptor: Int32

    init() { (descriptor, number) = boundSocket() }

    deinit { close(descriptor) }
}

/// A socket that is bound to a free port of loopback and refuses connections until it listens.
func boundSocket() -> (descriptor: Int32, port: Int) {
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
    return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
}
