import PacelineLimiter
import Synchronization

/// The body of a response while it arrives. For one reader; it goes on where it was left.
///
/// The request's permit ends with the body: when it has been read to its end, when it breaks off or is cancelled, and
/// when nobody holds it any more. One that breaks off is gone on with by a further request, where the server offers that.
final class OpenBody: Sendable {
    private struct State: ~Copyable {
        /// What is read; nil at the end.
        var source: Source?
        var permit: Permit?
        /// A chunk that was looked at and not yet taken.
        var first: [UInt8]?
        /// The bytes that were read.
        var count = 0
        /// Requests to go on since the last byte came.
        var vainResumptions = 0
        /// Whether it ended before its end.
        var isGivenUp = false
    }

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
        state = Mutex(State(source: .stream(stream), permit: permit))
        self.call = call
        self.attempts = attempts
        expectedLength = response.headerFields.bodyLength
        meter = call.builder.options.onProgress.map { [expectedLength] in
            TransferMeter(.received, total: expectedLength, $0)
        }
        resumption = Resumption(of: response, to: call)
    }

    deinit { end() }

    /// The client's bound for what is collected.
    var maximumBytes: Int { call.core.options.maximumBodyBytes }

    /// Whether there is nothing to be read. Waits for the first bytes, unless the length is known.
    func isEmpty() async throws(CallError) -> Bool {
        if let expectedLength { return expectedLength == 0 }
        guard let chunk = try await next() else { return true }
        state.withLock { $0.first = chunk }
        return false
    }

    /// Waits for the next bytes; nil at the end.
    func next() async throws(CallError) -> [UInt8]? {
        if let first = state.withLock({ $0.first.take() }) { return first }
        while true {
            let (source, isGivenUp) = state.withLock { ($0.source, $0.isGivenUp) }
            guard let source else {
                if isGivenUp { throw error(.cancelled, "the response's body was given up") }
                return nil
            }
            do throws(CallError) {
                guard let chunk = try await chunk(of: source) else {
                    end()
                    return nil
                }
                guard !chunk.isEmpty else { continue }
                state.withLock { state in
                    state.count += chunk.count
                    state.vainResumptions = 0
                }
                meter?.add(chunk.count)
                return chunk
            } catch {
                end(isGivenUp: true)
                try await resume(after: error)
            }
        }
    }

    /// Gives up what has not been read.
    func cancel() { end(isGivenUp: true) }

    private func chunk(of source: Source) async throws(CallError) -> [UInt8]? {
        switch source {
        case .rest(let body): return try await body.next()
        case .stream(let stream):
            do throws(TransportError) {
                return try await stream.next(call.core.options.idleTimeout, call.core.options.limiter)
            } catch {
                if Task.isCancelled { throw self.error(.cancelled, "the call was cancelled") }
                if error.isTimeout { throw self.error(.timeout, "the response's body did not go on in time", error) }
                throw self.error(.transport, error.message, error)
            }
        }
    }

    private func error(_ code: CallError.Code, _ message: String, _ underlying: (any Error)? = nil) -> CallError {
        CallError(code, message, underlying: underlying).of(call.operation, attempts: attempts)
    }

    /// Ends the exchange, and with it the permit: the head has shown that the limits had room.
    private func end(isGivenUp: Bool = false) {
        // What is let go of ends what its transport does, outside the lock.
        let source = state.withLock { state -> Source? in
            if state.source != nil { state.isGivenUp = isGivenUp }
            return state.source.take()
        }
        let permit = state.withLock { $0.permit.take() }
        permit?.finish()
        _ = consume source
    }

    /// Goes on with a further request where the last one broke off, or throws why not.
    private func resume(after failure: CallError) async throws(CallError) {
        let (count, vain) = state.withLock { state in
            state.vainResumptions += 1
            return (state.count, state.vainResumptions)
        }
        guard let resumption, let rest = try await resumption.body(from: count, after: failure, vain: vain) else {
            throw failure
        }
        state.withLock { state in
            state.source = .rest(rest)
            state.isGivenUp = false
        }
    }
}
