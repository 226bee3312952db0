/// A binary response: its body in chunks while it arrives, in a file, or at once.
///
/// ```swift
/// let recording = try await client.calls.getRecording(sessionID: "s-1")
/// try await recording.write(to: "s-1.wav")
/// ```
///
/// It is read once: what has been read does not come again. The call's permit ends with the body, so a limit of
/// requests at a time counts it until it has been read, given up (``cancel()``) or let go of. A download by GET that
/// breaks off is gone on with by a range request, where the server offers that and can tell that it still has the same
/// bytes; such a request waits for the limits like any other.
public struct Download: AsyncSequence, Sendable {
    /// Some bytes of the body.
    public typealias Element = [UInt8]
    /// What reading can throw.
    public typealias Failure = CallError

    private enum Content: Sendable {
        case bytes(OnceBytes, count: Int)
        case open(OpenBody)
    }

    private let content: Content

    init(_ bytes: [UInt8]) { content = .bytes(OnceBytes(bytes), count: bytes.count) }

    init(_ body: OpenBody) { content = .open(body) }

    /// The body's length in bytes; nil where the server does not tell it.
    public var expectedLength: Int? {
        switch content {
        case .bytes(_, let count): count
        case .open(let body): body.expectedLength
        }
    }

    /// The whole body, or what is left of it.
    /// - Parameter limit: The most bytes that are read; nil takes the client's ``ClientOptions/maximumBodyBytes``.
    /// - Throws: ``CallError`` with the code `transport` when the body is larger, with that or `timeout` when it breaks
    ///   off, with `cancelled` when the task is.
    public func bytes(upTo limit: Int? = nil) async throws(CallError) -> [UInt8] {
        let limit = limit ?? maximumBytes
        var bytes: [UInt8] = []
        if let expectedLength { bytes.reserveCapacity(Swift.min(expectedLength, limit, 64 << 20)) }
        while let chunk = try await next() {
            guard bytes.count + chunk.count <= limit else {
                cancel()
                throw failure(.transport, "the response's body is larger than \(limit) bytes")
            }
            if bytes.isEmpty, bytes.capacity < chunk.count { bytes = chunk } else { bytes += chunk }
        }
        return bytes
    }

    /// Gives up what has not been read.
    public func cancel() {
        switch content {
        case .bytes(let bytes, _): _ = bytes.take()
        case .open(let body): body.cancel()
        }
    }

    /// Reads the chunks.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(download: self) }

    /// Reads the chunks of a ``Download``.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let download: Download

        /// The next chunk; nil at the end of the body.
        public mutating func next() async throws(CallError) -> [UInt8]? { try await download.next() }

        /// The next chunk; nil at the end of the body.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(CallError) -> [UInt8]? {
            try await download.next()
        }
    }

    func failure(_ code: CallError.Code, _ message: String, _ underlying: (any Error)? = nil) -> CallError {
        if case .open(let body) = content { return body.error(code, message, underlying) }
        return CallError(code, message, underlying: underlying)
    }

    private var maximumBytes: Int {
        if case .open(let body) = content { body.maximumBytes } else { .max }
    }

    func next() async throws(CallError) -> [UInt8]? {
        switch content {
        case .bytes(let bytes, _): bytes.take()
        case .open(let body): try await body.next()
        }
    }
}
