/// The body of a request.
public struct RequestBody: Hashable, Sendable {
    /// The bytes, which are held in memory; nil where there is no body.
    public let bytes: [UInt8]?

    /// No body.
    public static let none = RequestBody(bytes: nil)

    /// A body that is held in memory.
    public static func bytes(_ bytes: [UInt8]) -> RequestBody { RequestBody(bytes: bytes) }
}

/// What a call sends as it is: a binary body.
public struct UploadBody: Hashable, Sendable {
    let bytes: [UInt8]

    /// Bytes that are held in memory.
    public static func bytes(_ bytes: some Sequence<UInt8>) -> UploadBody { UploadBody(bytes: Array(bytes)) }

    /// A text in UTF-8.
    public static func text(_ text: String) -> UploadBody { UploadBody(bytes: Array(text.utf8)) }
}

extension UploadBody: ExpressibleByArrayLiteral {
    /// The listed bytes.
    public init(arrayLiteral bytes: UInt8...) { self.init(bytes: bytes) }
}
