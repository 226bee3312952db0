#if Redis
import NIOCore
import NIOPosix
import NIOSSL

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension RedisError {
    /// What an error of the network means for the caller. The connection is of no use after any of them.
    init(_ error: any Error) {
        switch error {
        case let error as RedisError: self = error
        case is CancellationError: self = .cancelled
        case let error as RESPError:
            self.init(.noAnswer, "what came is not the protocol of Redis: \(error)")
        case let error as NIOConnectionError: self.init(error)
        case let error as IOError: self.init(error)
        case ChannelError.connectTimeout: self = .noConnectionInTime
        case NIOSSLError.handshakeFailed(let cause): self.init(handshake: "\(cause)")
        case let error as NIOSSLExtraError where error == .failedToValidateHostname:
            self.init(.refused, "the server's certificate is one of another host")
        case is NIOSSLError where error as? NIOSSLError != .uncleanShutdown, is NIOSSLExtraError:
            self.init(.noAnswer, "the secure connection failed (\(error))")
        default: self = .closed
        }
    }

    private init(_ error: NIOConnectionError) {
        if let failure = error.connectionErrors.first {
            self.init(failure.error)
        } else {
            self.init(.noAnswer, "the host was not found")
        }
    }

    private init(_ error: IOError) {
        switch error.errnoCode {
        case ECONNREFUSED: self.init(.noAnswer, "the connection was refused; does the server run, on this port?")
        case ENOENT: self.init(.noAnswer, "there is no socket at this path; does the server run?")
        case EACCES, EPERM: self.init(.refused, "the process may not open the connection (permission denied)")
        case ENETUNREACH, EHOSTUNREACH: self.init(.noAnswer, "the host cannot be reached")
        default: self = .closed
        }
    }

    /// - Parameter cause: The words of BoringSSL, which has no codes for these that could be asked for.
    private init(handshake cause: String) {
        if cause.contains("CERTIFICATE_VERIFY_FAILED") {
            self.init(
                .refused, "the server's certificate is not trusted; name the file of its authority (trustRoots)")
        } else if cause.contains("WRONG_VERSION_NUMBER") {
            self.init(.refused, "the server does not speak TLS on this port; write redis://, or its port for TLS")
        } else {
            self.init(.noAnswer, "the secure connection could not be made (\(cause))")
        }
    }
}
#endif
