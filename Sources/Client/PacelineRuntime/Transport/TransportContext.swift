package import PacelineLimiter

/// What a transport has to know of an exchange besides the request.
public struct TransportContext: Sendable {
    /// The most bytes of the response's body, decompressed, that will be read.
    ///
    /// What comes after them may be dropped and the connection closed, once the reader has been given one byte more.
    public var maximumBodyBytes: Int
    /// The operation whose call sends the request; nil for a request of no call.
    public internal(set) var operation: OperationDescriptor?
    /// What a successful response is read as; nil where it is not JSON of one type.
    package internal(set) var result: Any.Type?
    /// Whether the body of a success is handed on while it arrives: then ``maximumBodyBytes`` bounds what was not read
    /// yet.
    public internal(set) var isStreamed = false
    private let isStillTimely: (@Sendable () -> Bool)?
    /// When the exchange is over for a transport that keeps time, and what tells it.
    package var deadline: (deadlines: Deadlines, instant: Instant)?

    /// A context for a body of so many bytes, whose request may start while `mayStart` says so; always by default.
    public init(maximumBodyBytes: Int = .max, mayStart: (@Sendable () -> Bool)? = nil) {
        self.maximumBodyBytes = maximumBodyBytes
        isStillTimely = mayStart
    }

    /// Whether the request may still be sent. A transport asks directly before it writes the first byte, since the
    /// request may have waited for a connection; one that may not be sent fails with
    /// ``TransportError/Delivery/notSent``.
    public func mayStart() -> Bool { isStillTimely?() ?? true }
}
