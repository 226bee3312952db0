#if AsyncHTTPClient
import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL
import PacelineRuntime

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension TransportError {
    /// What the client's error says of the request.
    ///
    /// Only failures before a connection stood, and requests that the client would not send, prove that nothing was
    /// sent. A connection that is found closed is not among them: the same error is thrown when the request was
    /// written.
    init(_ error: any Error) {
        switch error {
        case let error as HTTPClientError: self.init(error)
        case let error as BodyFailure: self.init(.maybeSent, error)
        case is CancellationError: self.init(.maybeSent, "the exchange was cancelled", underlying: error)
        case let error as NIOConnectionError:
            self.init(.notSent, Self.words(for: error), underlying: error)
        case let error as IOError where error.errnoCode == ECONNREFUSED:
            self.init(.notSent, "the connection was refused", underlying: error)
        case NIOSSLError.handshakeFailed, is NIOSSLExtraError:
            self.init(.notSent, "a secure connection could not be made", underlying: error)
        case ChannelError.connectTimeout: self.init(.notSent, "the connection timed out", underlying: error)
        case is IOError, ChannelError.ioOnClosedChannel, ChannelError.alreadyClosed, ChannelError.eof:
            self.init(.connectionClosed, "the connection was lost", underlying: error)
        default: self.init(.maybeSent, "the exchange failed (\(type(of: error)))", underlying: error)
        }
    }

    private init(_ error: HTTPClientError) {
        let beforeTheRequest: [HTTPClientError] = [
            .invalidURL, .emptyHost, .emptyScheme, .alreadyShutdown, .traceRequestWithBody, .connectTimeout,
            .socksHandshakeTimeout, .httpProxyHandshakeTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout,
            .invalidProxyResponse, .proxyAuthenticationRequired, .invalidHeaderFieldValues([]),
        ]
        // Errors are compared by what they are, not by what they hold: values of fields may be credentials.
        let wasNotSent = beforeTheRequest.contains { $0.shortDescription == error.shortDescription }
        if error == .bodyLengthMismatch {
            self.init(.maybeSent, BodyFailure.otherLength)
            return
        }
        let mayBeKept = error.shortDescription != HTTPClientError.invalidHeaderFieldValues([]).shortDescription
        let delivery: Delivery =
            wasNotSent ? .notSent : error == .remoteConnectionClosed ? .connectionClosed : .maybeSent
        self.init(delivery, Self.words(for: error), underlying: mayBeKept ? error : nil)
    }

    private static func words(for error: NIOConnectionError) -> String {
        let wasFound = error.dnsAError == nil || error.dnsAAAAError == nil
        let wasRefused = error.connectionErrors.contains { ($0.error as? IOError)?.errnoCode == ECONNREFUSED }
        return wasRefused
            ? "the connection was refused" : wasFound ? "the connection could not be made" : "the host was not found"
    }

    private static func words(for error: HTTPClientError) -> String {
        switch error {
        case .cancelled: "the exchange was cancelled"
        case .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout: "the connection timed out"
        case .remoteConnectionClosed: "the connection was lost"
        default: "the exchange failed (\(error.shortDescription))"
        }
    }
}
#endif
