#if AsyncHTTPClient
import AsyncHTTPClient
import HTTPTypes
import NIOHTTP1
import PacelineRuntime

extension HTTPClientRequest {
    /// The request in the client's terms; nil when it has no URL.
    init?(_ request: HTTPRequest, body: RequestBody, asksForCompression: Bool) {
        guard let scheme = request.scheme, let authority = request.authority, let path = request.path else {
            return nil
        }
        self.init(url: "\(scheme)://\(authority)\(path)")
        method = HTTPMethod(rawValue: request.method.rawValue)
        for field in request.headerFields where field.name != .cookie {
            headers.add(name: field.name.rawName, value: field.value)
        }
        // One field for all cookies (RFC 6265, section 5.4).
        if let cookies = request.headerFields[.cookie] { headers.add(name: "Cookie", value: cookies) }
        if asksForCompression, request.headerFields[.acceptEncoding] == nil {
            headers.add(name: "Accept-Encoding", value: "gzip, deflate")
        }
        if let bytes = body.bytes { self.body = .bytes(bytes) }
    }
}

extension HTTPResponse {
    /// The head of a response in HTTP's terms.
    init(_ response: HTTPClientResponse) {
        var fields = HTTPFields()
        for (name, value) in response.headers {
            // What is no name of a field (RFC 9110, section 5.1) has no meaning here either.
            if let fieldName = HTTPField.Name(name) { fields.append(HTTPField(name: fieldName, value: value)) }
        }
        self.init(status: Status(code: Int(response.status.code)), headerFields: fields)
    }
}
#endif
