/// A binary response: its body in chunks, or at once.
///
/// ```swift
/// let recording = try await client.calls.getRecording(sessionID: "s-1")
/// let bytes = try await recording.bytes(upTo: 10 << 20)
/// ```
public struct Download: AsyncSequence, Sendable {
    /// Some bytes of the body.
    public typealias Element = [UInt8]
    /// What reading can throw.
    public typealias Failure = CallError

    private let content: [UInt8]

    init(_ content: [UInt8]) { self.content = content }

    /// The body's length in bytes; nil where it is not known.
    public var expectedLength: Int? { content.count }

    /// The whole body.
    /// - Parameter limit: The most bytes that are read.
    /// - Throws: ``CallError`` with the code `transport` when the body is larger, or breaks off.
    public func bytes(upTo limit: Int = .max) async throws(CallError) -> [UInt8] {
        guard content.count <= limit else {
            throw CallError(.transport, "the response's body is larger than \(limit) bytes")
        }
        return content
    }

    /// Reads the chunks.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(rest: content) }

    /// Reads the chunks of a ``Download``.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var rest: [UInt8]?

        /// The next chunk; nil at the end of the body.
        public mutating func next() async throws(CallError) -> [UInt8]? { take() }

        /// The next chunk; nil at the end of the body.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(CallError) -> [UInt8]? {
            take()
        }

        private mutating func take() -> [UInt8]? {
            defer { rest = nil }
            return rest?.isEmpty == true ? nil : rest
        }
    }
}
