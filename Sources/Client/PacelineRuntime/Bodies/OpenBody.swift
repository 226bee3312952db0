import PacelineLimiter
import Synchronization

/// The body of a response while it arrives. For one reader; it goes on where it was left.
///
/// The request's permit ends with the body: when it has been read to its end, when it breaks off or is cancelled, and
/// when nobody holds it any more. One that breaks off is gone on with by a further request, where the server offers
/// that.
final class OpenBody: Sendable {
    private struct State: ~Copyable {
        /// What is read; nil at the end.
        var source: Source?
        var permit: Permit?
        /// A chunk that was looked at and not yet taken.
        var first: [UInt8]?
        /// The bytes that were read.
        var count = 0
        /// Requests to go on since the last byte came, and all of them.
        var vainResumptions = 0
        var resumptions = 0
        /// The bytes of the whole; nil where that is not known.
        var total: Int?
        /// How it ended before its end.
        var failure: CallError?
        var isCancelled = false
        /// The wait for the next chunk.
        var wait: ResponseBody.Wait?
        /// Asks for the rest.
        var resuming: Task<Resumption.Rest?, any Error>?
    }

    /// So often a download goes on at the most.
    private static let mostResumptions = 100

    private enum Source: Sendable {
        case stream(ResponseBody)
        /// That of a request to go on.
        case rest(OpenBody)
    }

    private let state: Mutex<State>
    private let call: Call
    private let attempts: Int
    private let meter: TransferMeter?
    private let resumption: Resumption?
    /// The body's length; nil where it is not known.
    let expectedLength: Int?

    /// - Parameter permit: The request's; nil where the response is a middleware's own.
    init(_ stream: ResponseBody, of call: Call, _ response: Response, attempts: Int, _ permit: consuming Permit?) {
        let length = response.headerFields.bodyLength
        state = Mutex(State(source: .stream(stream), permit: permit, total: length))
        self.call = call
        self.attempts = attempts
        expectedLength = length
        meter = call.builder.options.onProgress.map { TransferMeter(.received, total: length, $0) }
        // What a middleware made of the body has no places that the server knows.
        resumption = stream.isTransports ? Resumption(of: response, to: call) : nil
    }

    deinit { end() }

    /// The client's bound for what is collected.
    var maximumBytes: Int { call.core.options.maximumBodyBytes }

    /// Whether there is nothing to be read. Waits for the first bytes, unless the length is known.
    func isEmpty() async throws(CallError) -> Bool {
        if let expectedLength { return expectedLength == 0 }
        guard let chunk = try await nextInTime() else { return true }
        state.withLock { $0.first = chunk }
        return false
    }

    /// Waits for the next bytes as long as the call may take.
    private func nextInTime() async throws(CallError) -> [UInt8]? {
        guard let deadline = call.deadline else { return try await next() }
        let limiter = call.core.options.limiter
        let first = await withDeadline(deadline, limiter, grace: .zero) { await Result(catching: self.next) }
        guard let first else {
            cancel()
            if Task.isCancelled { throw error(.cancelled, "the call was cancelled") }
            throw error(.timeout, "the response's body did not begin in time")
        }
        return try first.get()
    }

    /// Waits for the next bytes; nil at the end.
    func next() async throws(CallError) -> [UInt8]? {
        if let first = state.withLock({ $0.first.take() }) { return first }
        while true {
            let (source, failure) = state.withLock { ($0.source, $0.failure) }
            guard let source else {
                if let failure { throw failure }
                return nil
            }
            do throws(CallError) {
                guard let chunk = try await chunk(of: source) else {
                    try checkEnd(of: source)
                    end()
                    return nil
                }
                guard !chunk.isEmpty else { continue }
                try count(chunk.count)
                return chunk
            } catch {
                if error.underlying is AlreadyRead { throw error }
                if let failure = state.withLock({ $0.isCancelled ? $0.failure : nil }) { throw failure }
                end(error)
                try await resume(after: error)
            }
        }
    }

    /// Gives up what has not been read.
    func cancel() {
        let (source, wait, resuming) = state.withLock { state in
            state.isCancelled = true
            return (state.source, state.wait, state.resuming)
        }
        end(error(.cancelled, "the response's body was given up"))
        // Whoever reads it at the moment holds it, too.
        switch source {
        case .stream(let stream): stream.giveUp()
        case .rest(let body): body.cancel()
        case nil: break
        }
        wait?.expire()
        resuming?.cancel()
    }

    private func count(_ bytes: Int) throws(CallError) {
        let isTooMuch = state.withLock { state in
            state.count += bytes
            state.vainResumptions = 0
            return state.resumptions > 0 && state.count > state.total ?? .max
        }
        if isTooMuch { throw error(.transport, "the response's body is longer than the server told") }
        meter?.add(bytes)
    }

    /// What a further request got ends where the whole does.
    private func checkEnd(of source: Source) throws(CallError) {
        guard case .rest = source, state.withLock({ $0.count < $0.total ?? 0 }) else { return }
        throw error(.transport, "the response's body ended too early")
    }

    private func chunk(of source: Source) async throws(CallError) -> [UInt8]? {
        switch source {
        case .rest(let body): return try await body.next()
        case .stream(let stream):
            let wait = ResponseBody.Wait()
            let isAlone = state.withLock { state in
                guard state.wait == nil else { return false }
                state.wait = wait
                // Given up in between: nobody else would end it.
                if state.isCancelled { wait.expire() }
                return true
            }
            guard isAlone else { throw error(.transport, "the response's body is already being read", AlreadyRead()) }
            defer { state.withLock { $0.wait = nil } }
            do throws(TransportError) {
                return try await stream.next(call.core.options.idleTimeout, call.core.options.limiter, wait)
            } catch {
                if Task.isCancelled { throw self.error(.cancelled, "the call was cancelled") }
                if error.isTimeout { throw self.error(.timeout, "the response's body did not go on in time", error) }
                throw self.error(.transport, error.message, error.underlying is AlreadyRead ? AlreadyRead() : error)
            }
        }
    }

    func error(_ code: CallError.Code, _ message: String, _ underlying: (any Error)? = nil) -> CallError {
        CallError(code, message, underlying: underlying).of(call.operation, attempts: attempts)
    }

    /// Ends the exchange, and with it the permit: the head has shown that the limits had room.
    private func end(_ failure: CallError? = nil) {
        // What is let go of ends what its transport does, outside the lock, and before others may start.
        _ = state.withLock { state -> Source? in
            if state.source != nil || state.isCancelled { state.failure = state.failure ?? failure }
            return state.source.take()
        }
        let permit = state.withLock { $0.permit.take() }
        permit?.finish()
    }

    /// Goes on with a further request where the last one broke off, or throws why not.
    private func resume(after failure: CallError) async throws(CallError) {
        guard let resumption, failure.code == .transport || failure.code == .timeout else { throw failure }
        let task = state.withLock { state -> Task<Resumption.Rest?, any Error>? in
            let isAllThere = state.count >= state.total ?? .max
            guard !state.isCancelled, !isAllThere, state.resumptions < Self.mostResumptions else { return nil }
            state.vainResumptions += 1
            state.resumptions += 1
            let (count, vain, total) = (state.count, state.vainResumptions, state.total)
            let task = Task(executorPreference: call.time.executor) {
                try await resumption.rest(from: count, of: total, after: failure, vain: vain)
            }
            state.resuming = task
            return task
        }
        guard let task else { throw failure }
        let result = await withTaskCancellationHandler {
            await task.result
        } onCancel: {
            task.cancel()
        }
        let rest = try? result.get()
        let isKept = state.withLock { state in
            state.resuming = nil
            guard let rest, !state.isCancelled else { return false }
            state.source = .rest(rest.body)
            state.total = rest.total
            state.failure = nil
            return true
        }
        guard !isKept else { return }
        rest?.body.cancel()
        if Task.isCancelled { throw error(.cancelled, "the call was cancelled") }
        if state.withLock({ $0.isCancelled }) { throw error(.cancelled, "the response's body was given up") }
        if case .failure(let other) = result { throw failure.adding("; going on failed: \(other)") }
        throw failure
    }
}
