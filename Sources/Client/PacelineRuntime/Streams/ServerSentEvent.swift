/// An event of a stream of `text/event-stream` (WHATWG, "HTML", section 9.2).
public struct ServerSentEvent<Value: Sendable>: Sendable {
    /// The event's name; `message` where the server gives it none.
    public var event: String
    /// The id of the last event that had one, this one included; nil where there was none.
    public var id: String?
    /// The time that the server has last asked to wait before the stream is opened anew; nil where it has not.
    public var retry: Duration?
    /// What the event says.
    public var data: Value

    /// Creates an event.
    public init(event: String = "message", id: String? = nil, retry: Duration? = nil, data: Value) {
        self.event = event
        self.id = id
        self.retry = retry
        self.data = data
    }
}

extension ServerSentEvent: Equatable where Value: Equatable {}
extension ServerSentEvent: Hashable where Value: Hashable {}

extension ServerSentEvent where Value == String {
    /// Reads the data as JSON, for streams whose events differ by name.
    ///
    /// - Throws: `JSONError` when the data is something else.
    public func decode<Other: JSONValue>(_ type: Other.Type = Other.self) throws(JSONError) -> Other {
        try JSONReader.decode(type, from: Array(data.utf8))
    }
}
