public import HTTPTypes
public import PacelineRuntime

/// A request that a ``FakeTransport`` was given.
public struct FakeCall: Sendable {
    /// The operation that was called.
    public let operation: OperationDescriptor
    /// Method, URL and header fields.
    public let request: HTTPRequest
    /// The body; empty where there is none.
    public let bytes: [UInt8]
    /// When it was sent, since the fake was made, on the time of its limiter.
    public let time: Duration

    /// The body, read from JSON.
    ///
    /// - Throws: `JSONError` when it is something else.
    public func body<Value: JSONValue>(as type: Value.Type = Value.self) throws(JSONError) -> Value {
        try JSONReader.decode(type, from: bytes)
    }

    /// The path, as it was sent, without the query.
    public var path: String { String((request.path ?? "").prefix { $0 != "?" }) }

    /// The values that the query has for `name`, decoded, in order.
    public func query(_ name: String) -> [String] {
        request.queryItems.filter { $0.name == name }.map(\.value)
    }
}
