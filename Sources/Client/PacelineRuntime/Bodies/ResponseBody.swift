import PacelineLimiter

/// The body of a response, in the chunks in which it arrives. It can be read once.
public struct ResponseBody: AsyncSequence, Sendable {
    /// Some bytes of the body.
    public typealias Element = [UInt8]
    /// What reading can throw.
    public typealias Failure = TransportError

    private let nextChunk: @Sendable () async throws(TransportError) -> [UInt8]?
    /// What the transport makes it of, where that keeps time.
    private var arriving: ArrivingResponse?

    /// A body whose chunks come from `next`, which returns nil at the end and again after it.
    public init(next: @escaping @Sendable () async throws(TransportError) -> [UInt8]?) {
        self.nextChunk = next
    }

    init(of response: ArrivingResponse, next: @escaping @Sendable () async throws(TransportError) -> [UInt8]?) {
        self.nextChunk = next
        arriving = response
    }

    /// A body that is already there.
    public init(_ bytes: [UInt8]) {
        let rest = OnceBytes(bytes)
        self.nextChunk = { rest.take() }
    }

    /// Lets the body take its time from now on, but for the time between two chunks.
    func beginStreaming(_ idleTimeout: Duration?, _ deadlines: Deadlines) {
        arriving?.beginStreaming(idleTimeout, deadlines)
    }

    /// Whether it is as the transport hands it on.
    var isTransports: Bool { arriving != nil }

    /// Ends what brings it, whoever reads it.
    func giveUp() { arriving?.giveUp() }

    /// A wait for the next chunk, which whoever gives the body up can end.
    typealias Wait = Race<Result<[UInt8]?, TransportError>>

    /// The next chunk, nil at the end of the body; without a transport that keeps time it is waited for until
    /// `idleTimeout` is over, or `wait` has ended.
    func next(
        _ idleTimeout: Duration?, _ limiter: RateLimiter, _ wait: Wait
    ) async throws(TransportError) -> [UInt8]? {
        guard arriving == nil else { return try await nextChunk() }
        let work = { @Sendable in await Result(catching: nextChunk) }
        let chunk =
            if let idleTimeout {
                await MovableDeadline(limiter.time.now() + idleTimeout, limiter)
                    .run(wait, grace: Exchange.cancellationGrace, work)
            } else {
                await wait.run(on: limiter.time.executor, work)
            }
        guard let chunk else { throw Task.isCancelled ? .cancelled : .timedOut }
        return try chunk.get()
    }

    /// Reads the body to its end.
    ///
    /// Throws a ``TransportError`` when the connection breaks off, or when the body is larger than `limit` bytes.
    public func collect(upTo limit: Int) async throws(TransportError) -> [UInt8] {
        guard let bytes = try await bytes(upTo: limit) else {
            throw TransportError(.maybeSent, "the response's body is larger than \(limit) bytes")
        }
        return bytes
    }

    /// The whole body; nil when it is larger than `limit` bytes.
    func bytes(upTo limit: Int) async throws(TransportError) -> [UInt8]? {
        var bytes: [UInt8] = []
        while let chunk = try await nextChunk() {
            guard bytes.count + chunk.count <= limit else { return nil }
            if bytes.isEmpty { bytes = chunk } else { bytes.append(contentsOf: chunk) }
        }
        return bytes
    }

    /// Reads the chunks.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(nextChunk: nextChunk) }

    /// Reads the chunks of a ``ResponseBody``.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let nextChunk: @Sendable () async throws(TransportError) -> [UInt8]?

        /// The next chunk, nil at the end of the body.
        public mutating func next() async throws(TransportError) -> [UInt8]? { try await nextChunk() }

        /// The next chunk, nil at the end of the body.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(TransportError) -> [UInt8]? {
            try await nextChunk()
        }
    }
}
