public import HTTPTypes

/// A response of the server, with its whole body.
///
/// Header fields that the document declares are read by subscript: `response[Petstore.Headers.xNext]`.
public struct Response: Sendable {
    /// The status code.
    public var status: Int
    /// The header fields.
    public var headerFields: HTTPFields
    /// The body.
    public var body: [UInt8]
    /// How exactly its dates must have the form that the document says.
    var dates = DateReading.lenient
    /// The bytes that the elements of its lists and maps may take in memory.
    var room = Int.max
    /// Where the server names the request.
    var requestIDNames: [HTTPField.Name] = []
}

extension Response {
    /// The fields by which servers name requests, unless a client says otherwise.
    public static let requestIDFields = [
        "X-Request-Id", "Request-Id", "X-Amzn-RequestId", "X-Amz-Request-Id", "X-GitHub-Request-Id", "X-Ms-Request-Id",
        "X-Correlation-Id", "X-Trace-Id", "CF-Ray",
    ]

    /// The server's own name for the request, to be told to those who run it; nil where it told none. Of a hostile one,
    /// the first 200 characters.
    public var requestID: String? {
        for name in requestIDNames {
            if let value = headerFields[values: name].first, !value.isEmpty { return String(value.prefix(200)) }
        }
        return nil
    }
}

extension Response {
    /// The body as it is.
    public var download: Download { Download(body) }
}
