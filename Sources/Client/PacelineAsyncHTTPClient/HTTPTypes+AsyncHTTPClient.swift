#if AsyncHTTPClient
import AsyncHTTPClient
import HTTPTypes
import NIOHTTP1
import PacelineRuntime

extension HTTPClient.Request {
    /// The request in the client's terms; throws when it has no URL.
    init(_ request: HTTPRequest, body: HTTPClient.Body?, asksForCompression: Bool) throws {
        guard let scheme = request.scheme, let authority = request.authority, let path = request.path else {
            throw HTTPClientError.invalidURL
        }
        var headers = HTTPHeaders()
        headers.reserveCapacity(request.headerFields.count + 4)
        for field in request.headerFields where field.name != .cookie {
            headers.add(name: field.name.rawName, value: field.value)
        }
        // One field for all cookies (RFC 6265, section 5.4).
        if request.headerFields.contains(.cookie), let cookies = request.headerFields[.cookie] {
            headers.add(name: "Cookie", value: cookies)
        }
        if asksForCompression, !request.headerFields.contains(.acceptEncoding) {
            headers.add(name: "Accept-Encoding", value: "gzip, deflate")
        }
        try self.init(
            url: "\(scheme)://\(authority)\(path)", method: HTTPMethod(rawValue: request.method.rawValue),
            headers: headers, body: body)
    }
}

extension HTTPResponse {
    /// The head of a response in HTTP's terms.
    init(_ head: HTTPResponseHead) {
        var fields = HTTPFields()
        fields.reserveCapacity(head.headers.count)
        for (name, value) in head.headers {
            // What is no name of a field (RFC 9110, section 5.1) has no meaning here either.
            if let fieldName = HTTPField.Name(name) { fields.append(HTTPField(name: fieldName, value: value)) }
        }
        self.init(status: Status(code: Int(head.status.code)), headerFields: fields)
    }
}
#endif
