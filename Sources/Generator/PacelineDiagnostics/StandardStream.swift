#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Standard output and standard error, which whoever starts the process may have closed.
package enum StandardStream: Int32 {
    case output = 1
    case error = 2

    /// Makes closed streams harmless: no file that is opened later takes their numbers, and a reader that goes away
    /// ends no run that still has files to write.
    package static func prepare() {
        for number: Int32 in 0...2 where fcntl(number, F_GETFD) < 0 { _ = open("/dev/null", O_RDWR) }
        signal(SIGPIPE, SIG_IGN)
    }

    /// Writes a text at once, also into a pipe, where `print` would hold it back.
    ///
    /// - Returns: The system's number of what went wrong; nil when all was written.
    @discardableResult
    package func write(_ text: String) -> Int32? {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Self.system(rawValue, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                return errno
            }
            rest = rest.dropFirst(count)
        }
        return nil
    }

    /// The system's `write`, whose name is ours here.
    private static var system: (Int32, UnsafeRawPointer?, Int) -> Int {
        #if canImport(Glibc)
        Glibc.write
        #elseif canImport(Musl)
        Musl.write
        #else
        Darwin.write
        #endif
    }
}
