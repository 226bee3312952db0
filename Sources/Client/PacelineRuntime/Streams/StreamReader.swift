import HTTPTypes
import PacelineLimiter
import Synchronization

/// Reads a response's values while it arrives, and makes the call again where it breaks off before the first.
final class StreamReader<Element: Sendable>: Sendable {
    /// Makes an element of its part of the stream.
    typealias Read = @Sendable (StreamPart) throws(JSONError) -> Element

    fileprivate struct State {
        var run: CallRun
        var response: Response
        /// What is read; nil at the end.
        var body: OpenBody?
        var parser: any StreamParser
        /// The parts that were read.
        var count = 0
        /// Requests to go on since the last part.
        var vainResumptions = 0
        /// Whether no more bytes come.
        var isComplete = false
        var isOver = false
        var failure: CallError?
        /// Makes the call again.
        var repeating: Task<StreamOpening, any Error>?
    }

    private let state: Mutex<State>
    private let shape: StreamShape
    private let read: Read

    init(_ opening: StreamOpening, _ shape: StreamShape, read: @escaping Read) {
        state = Mutex(
            State(
                run: opening.run, response: opening.response, body: opening.body, parser: opening.parser(shape),
                isComplete: opening.body == nil))
        self.shape = shape
        self.read = read
    }

    /// What to do next.
    private enum Step {
        case read(StreamPart, Response)
        case wait(OpenBody)
        case end
        case fail(CallError)
    }

    /// The next element; nil at the end of the stream.
    func next() async throws(CallError) -> Element? {
        while true {
            switch step() {
            case .read(let part, let response): return try element(of: part, response)
            case .wait(let body): try await takeChunk(of: body)
            case .end: return nil
            case .fail(let error): throw error
            }
        }
    }

    /// Gives up what has not been read.
    func cancel() {
        let (body, repeating) = state.withLock { state in
            if !state.isOver { state.failure = state.error(.cancelled, "the stream was given up") }
            state.isOver = true
            return (state.body.take(), state.repeating)
        }
        body?.cancel()
        repeating?.cancel()
    }

    private func step() -> Step {
        let (step, left) = state.withLock { state -> (Step, OpenBody?) in
            if state.isOver { return (state.failure.map { .fail($0) } ?? .end, nil) }
            if state.repeating != nil {
                return (.fail(state.error(.transport, "the stream is already being read", nil, AlreadyRead())), nil)
            }
            do throws(StreamElementTooLarge) {
                while let part = try state.nextPart() {
                    guard !shape.isEnd(part) else { return (.end, state.end()) }
                    guard !shape.needsData || !part.data.isEmpty else { continue }
                    state.note()
                    return (.read(part, state.response), nil)
                }
            } catch {
                let failure = state.error(
                    .transport, "an element of the stream is larger than \(error.limit) bytes")
                return (.fail(failure), state.end(failure))
            }
            guard !state.isComplete, let body = state.body else { return (.end, state.end()) }
            return (.wait(body), nil)
        }
        // Outside the lock, since it ends what its transport does.
        left?.cancel()
        return step
    }

    private func element(of part: StreamPart, _ response: Response) throws(CallError) -> Element {
        let problem: JSONError
        do throws(JSONError) {
            if let text = part.problem { throw JSONError(message: text) }
            return try read(part)
        } catch {
            problem = error
        }
        // What it was is shown in the error's text.
        var shown = response
        shown.body = part.data
        throw state.withLock { state in
            state.error(
                .decoding, "element \(state.count) of the stream is not what the document says: \(problem)", shown,
                problem)
        }
    }

    private func takeChunk(of body: OpenBody) async throws(CallError) {
        do throws(CallError) {
            let chunk = try await body.next()
            state.withLock { state in
                if let chunk { state.parser.append(chunk) } else { state.isComplete = true }
            }
        } catch {
            if error.underlying is AlreadyRead { throw error }
            try await goOn(after: error)
        }
    }

    /// Makes the call again where its response broke off, or throws why not.
    private func goOn(after failure: CallError) async throws(CallError) {
        let executor = state.withLock { $0.run.call.time.executor }
        let task = state.withLock { state -> Task<StreamOpening, any Error>? in
            guard !state.isOver, failure.code == .transport || failure.code == .timeout else { return nil }
            state.body = nil
            let place = state.parser.place
            guard state.count > 0 else {
                let run = state.run
                state.repeating = Task(executorPreference: executor) {
                    try await run.repeated(after: failure, wait: place.retry)
                }
                return state.repeating
            }
            guard shape.canResume, let id = place.id, state.run.call.builder.options.resumesStreams else { return nil }
            state.vainResumptions += 1
            let (call, vain) = (state.run.call, state.vainResumptions)
            state.repeating = Task(executorPreference: executor) {
                try await call.resumedStream(behind: id, after: failure, vain: vain, wait: place.retry)
            }
            return state.repeating
        }
        guard let task else { throw end(failure) }
        let result = await withTaskCancellationHandler {
            await task.result
        } onCancel: {
            task.cancel()
        }
        switch result {
        case .success(let opening):
            if let problem = opening.problem(shape) {
                opening.body?.cancel()
                throw end(problem)
            }
            if !take(opening) { opening.body?.cancel() }
        case .failure(let error): throw end(error as? CallError ?? failure)
        }
    }

    /// Goes on with what a further request got; false where nobody waits for it any more.
    private func take(_ opening: StreamOpening) -> Bool {
        state.withLock { state in
            state.repeating = nil
            guard !state.isOver else { return false }
            (state.run, state.response, state.body) = (opening.run, opening.response, opening.body)
            // Made again before the first value, the stream begins anew.
            state.parser = opening.parser(shape, behind: state.count > 0 ? state.parser.place : StreamPlace())
            state.isComplete = opening.body == nil
            return true
        }
    }

    /// Ends the stream; the error that its reader sees.
    private func end(_ failure: CallError) -> CallError {
        let (_, seen) = state.withLock { state in (state.end(failure), state.failure ?? failure) }
        return seen
    }
}

extension StreamReader.State {
    fileprivate mutating func nextPart() throws(StreamElementTooLarge) -> StreamPart? {
        if let part = try parser.next() { return part }
        return isComplete ? try parser.rest() : nil
    }

    fileprivate mutating func note() {
        count += 1
        vainResumptions = 0
    }

    /// Ends the stream, and hands back the body whose rest is not read.
    fileprivate mutating func end(_ failure: CallError? = nil) -> OpenBody? {
        if !isOver { self.failure = failure }
        isOver = true
        repeating = nil
        return body.take()
    }

    fileprivate func error(
        _ code: CallError.Code, _ message: String, _ response: Response? = nil, _ underlying: (any Error)? = nil
    ) -> CallError {
        CallError(code, message, response: response, underlying: underlying)
            .of(run.call.operation, attempts: run.attempts)
    }
}
