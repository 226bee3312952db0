/// The values that a response brings one after the other, while it arrives.
///
/// ```swift
/// for try await event in try await client.chat.createCompletionStream(body: question) {
///     print(event.data.text, terminator: "")
/// }
/// ```
///
/// It is read once, by one reader: what has been read does not come again. The call's permit ends with the stream, so a
/// limit of requests at a time counts it until it has been read to its end, has broken off, is given up (``cancel()``)
/// or let go of. While a value is waited for, ``ClientOptions/idleTimeout`` bounds the time in which nothing at all
/// comes, not even a comment. Of a stream only one value is held in memory, of at most
/// ``ClientOptions/maximumBodyBytes``.
///
/// A response that breaks off before its first value is asked for again as any failed call is: within its
/// ``RetryOptions``, and where a repetition does no harm. Later the error is the caller's, unless
/// ``CallOptions/resumesStreams`` says otherwise.
public struct ValueStream<Element: Sendable>: AsyncSequence, Sendable {
    /// What reading can throw.
    public typealias Failure = CallError

    private let reader: StreamReader<Element>

    init(_ reader: StreamReader<Element>) { self.reader = reader }

    /// Gives up what has not been read.
    public func cancel() { reader.cancel() }

    /// Reads the values.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(reader: reader) }

    /// Reads the values of a ``ValueStream``.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let reader: StreamReader<Element>

        /// The next value; nil at the end of the stream.
        ///
        /// - Throws: ``CallError`` with the code `decoding` for a value that is not what the document says; the next
        ///   one can be asked for all the same. With `transport` or `timeout` when the stream breaks off or a value
        ///   is too large, with `cancelled` when it was given up.
        public mutating func next() async throws(CallError) -> Element? { try await reader.next() }

        /// The next value; nil at the end of the stream.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(CallError) -> Element? {
            try await reader.next()
        }
    }
}
