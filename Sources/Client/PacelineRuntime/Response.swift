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
}

extension Response {
    /// The body as it is.
    public var download: Download { Download(body) }
}
