#if canImport(FoundationNetworking)
import Foundation
import FoundationNetworking
#else
import Foundation
#endif
import HTTPTypes
import PacelineRuntime

extension URLRequest {
    /// The request in Foundation's terms; nil when it has no valid URL.
    init?(_ request: HTTPRequest, body: RequestBody) {
        guard let scheme = request.scheme, let authority = request.authority, let path = request.path,
            let url = URL(string: "\(scheme)://\(authority)\(path)")
        else { return nil }
        self.init(url: url)
        httpMethod = request.method.rawValue
        httpShouldHandleCookies = false
        for field in request.headerFields {
            // A field that comes several times becomes a list, with the separator that is right for it (RFC 9110,
            // section 5.3, and for cookies RFC 9113, section 8.2.3).
            setValue(request.headerFields[field.name], forHTTPHeaderField: field.name.rawName)
        }
        if let bytes = body.bytes { httpBody = Data(bytes) }
    }
}

extension HTTPResponse {
    /// The head of a response in HTTP's terms.
    init(_ response: HTTPURLResponse) {
        var fields = HTTPFields()
        for (name, value) in response.allHeaderFields {
            guard let name = name as? String, let fieldName = HTTPField.Name(name), let value = value as? String else {
                continue
            }
            fields.append(HTTPField(name: fieldName, value: value))
        }
        self.init(status: Status(code: response.statusCode), headerFields: fields)
    }
}

extension TransportError {
    /// What Foundation's error says of the request.
    ///
    /// Only failures before a connection stood prove that nothing was sent. An unsupported URL is not among them: on
    /// Linux a response in an unknown version of HTTP is reported as one.
    init(_ error: any Error) {
        let code = (error as? URLError)?.code
        let beforeConnection: Set<URLError.Code> = [
            .badURL, .cannotFindHost, .cannotConnectToHost, .dnsLookupFailed, .notConnectedToInternet,
            .secureConnectionFailed, .serverCertificateUntrusted, .serverCertificateHasBadDate,
            .serverCertificateNotYetValid, .serverCertificateHasUnknownRoot, .clientCertificateRejected,
            .clientCertificateRequired, .appTransportSecurityRequiresSecureConnection,
        ]
        let wasNotSent = code.map(beforeConnection.contains) ?? false
        // Foundation's error holds the URL, whose query may hold a credential; its code alone does not.
        let underlying: (any Error)? = code.map { URLError($0) }
        // A cancelled or timed-out exchange may go on for a while; one that broke off, or was answered by nothing or by
        // what is no HTTP, does not: its connection is closed.
        let isClosed = code == .networkConnectionLost || code == .badServerResponse
        let delivery: Delivery = wasNotSent ? .notSent : isClosed ? .connectionClosed : .maybeSent
        self.init(delivery, Self.words(for: error), underlying: underlying)
    }

    /// The error in words that hold no URL: its query may carry a credential.
    private static func words(for error: any Error) -> String {
        guard let code = (error as? URLError)?.code else { return "the exchange failed" }
        switch code {
        case .cancelled: return "the exchange was cancelled"
        case .cannotFindHost, .dnsLookupFailed: return "the host was not found"
        case .cannotConnectToHost: return "the connection was refused"
        case .notConnectedToInternet: return "there is no network"
        case .networkConnectionLost: return "the connection was lost"
        case .timedOut: return "the exchange timed out"
        #if canImport(FoundationNetworking)
        // Named otherwise on Linux: the first is a response of no byte, the second one in an unknown version of HTTP.
        case .badServerResponse: return "the connection was lost before a response came"
        case .unsupportedURL: return "the server's response is not HTTP"
        #else
        case .badServerResponse: return "the server's response is not HTTP"
        #endif
        default:
            let words = error.localizedDescription
            return "the exchange failed (\(words.contains("://") ? "URLError \(code.rawValue)" : words))"
        }
    }
}
