import HTTPTypes
import PacelineLimiter
import Synchronization

/// One call that several callers share: it is made once, and each of them gets what comes of it.
///
/// It goes on as long as anybody waits for it. A caller leaves when it is cancelled or its time is over; with the last
/// one the call is cancelled, too.
final class CoalescedCall: Sendable {
    /// What came of the call: the response and how many requests it took.
    typealias Outcome = Result<(response: Response, attempts: Int), CallError>

    private struct State {
        var callers: [Int: CoalescedCaller] = [:]
        var lastCaller = 0
        /// The caller with which the call was cancelled: it waits until the call's permit has ended.
        var canceller: CoalescedCaller?
        /// The limiter does not move those who wait: a wait has the priority with which it began, that of the most
        /// urgent caller until then.
        var priority: Priority
        /// What the first request sends, with the credentials that were asked for when its caller called; nil once the
        /// call has waited.
        var authorized: AuthorizedRequest?
        /// Whether nobody may join any more.
        var isOver = false
        var hasEnded = false
        var task: Task<Void, Never>?
        /// Whether a request is under way, and not waited for a permit or a repetition.
        var isSending = false
        /// The requests that have ended.
        var requests = 0
        /// The latest report of a wait that goes on, and when it was made.
        var wait: (report: CallWait, at: Instant)?

        /// The error of a caller that leaves.
        func errorOfLeaving(isCancelled: Bool) -> CallError {
            guard !isCancelled else { return CallError(.cancelled, "the call was cancelled", attempts: requests) }
            guard isSending else {
                return CallError(.deadline, "the call that it shares did not start in time", attempts: requests)
            }
            return CallError(.timeout, "the response did not come in time", attempts: requests + 1)
        }
    }

    let key: CoalescedCalls.Key
    private let calls: CoalescedCalls
    private let state: Mutex<State>

    init(_ key: CoalescedCalls.Key, of calls: CoalescedCalls, priority: Priority) {
        self.key = key
        self.calls = calls
        state = Mutex(State(priority: priority))
    }

    /// The priority with which it waits next.
    var priority: Priority { state.withLock { $0.priority } }

    // MARK: Callers

    /// Adds the first caller.
    func begin(_ options: CallOptions) -> CoalescedCaller { state.withLock { add(options, &$0) } }

    /// Adds a caller; nil where the call is over, and where it waits at a lower priority than the caller's.
    func join(_ options: CallOptions) -> CoalescedCaller? {
        state.withLock { state in
            guard !state.isOver, state.isSending || state.priority >= options.priority else { return nil }
            state.priority = max(state.priority, options.priority)
            return add(options, &state)
        }
    }

    private func add(_ options: CallOptions, _ state: inout State) -> CoalescedCaller {
        state.lastCaller += 1
        let caller = CoalescedCaller(state.lastCaller, of: self, options)
        state.callers[state.lastCaller] = caller
        return caller
    }

    /// Ends the wait of a caller that was cancelled, or whose time is over.
    func leave(_ caller: CoalescedCaller, isCancelled: Bool) {
        let (error, task) = state.withLock { state -> (CallError?, Task<Void, Never>?) in
            let isWaiting = state.callers.removeValue(forKey: caller.number) != nil
            guard isWaiting || state.canceller === caller else { return (nil, nil) }
            state.canceller = nil
            let error = state.errorOfLeaving(isCancelled: isCancelled)
            guard isWaiting, state.callers.isEmpty else { return (error, nil) }
            state.isOver = true
            guard isCancelled else { return (error, state.task) }
            state.canceller = caller
            return (nil, state.task)
        }
        if let task {
            calls.remove(self)
            task.cancel()
        }
        if let error { caller.end(.failure(error)) }
    }

    // MARK: The call

    /// Starts the call, which is not bounded by the time of any caller. Values of the first caller's task hold for it.
    ///
    /// - Parameters:
    ///   - made: What it sends, but for its credentials.
    ///   - authorized: The same with those that were asked for to compare it.
    func start(
        _ core: ClientCore, _ request: RequestBuilder, _ made: HTTPRequest, _ authorized: AuthorizedRequest,
        _ type: Any.Type?
    ) {
        let time = core.options.limiter.time
        var request = request
        request.options.timeout = nil
        request.options.onWait = { [weak self] in self?.tell($0, at: time.now()) }
        request.options.onProgress = { [weak self] in self?.tell($0) }
        state.withLock { $0.authorized = authorized }
        let task = Task(executorPreference: time.executor) { [self, request] in
            let call = Call(core: core, request: request, reading: .collected(type), coalesced: self)
            var run = CallRun(call, sending: made)
            do throws(CallError) {
                end(.success((try await run.response().0, run.attempts)))
            } catch {
                end(.failure(error))
            }
        }
        state.withLock { if !$0.hasEnded { $0.task = task } }
    }

    private func end(_ outcome: Outcome) {
        // Whoever calls when it has heard the outcome makes a new call.
        calls.remove(self)
        let waiting = state.withLock { state in
            let waiting = state.callers.values.sorted { $0.number < $1.number } + [state.canceller].compactMap { $0 }
            state = State(priority: state.priority, isOver: true, hasEnded: true)
            return waiting
        }
        for caller in waiting { caller.end(outcome) }
    }

    // MARK: How it goes on

    /// A permit was granted: a request begins.
    func admitted() {
        state.withLock {
            $0.isSending = true
            $0.wait = nil
        }
    }

    /// The first request with its credentials; nil where they are to be asked for anew, since it has waited, or is not
    /// the first.
    func takeAuthorized() -> AuthorizedRequest? { state.withLock { $0.authorized.take() } }

    /// A request is sent. Where it is not what the callers came with, since a credential has changed, nobody may join
    /// any more: what the response says is for the new one.
    func sends(_ request: HTTPRequest) {
        guard request != key.request else { return }
        state.withLock { $0.isOver = true }
        calls.remove(self)
    }

    /// A request has ended.
    func ended(requests: Int) {
        state.withLock {
            $0.isSending = false
            $0.requests = requests
        }
    }

    private func tell(_ wait: CallWait, at now: Instant) {
        let listeners = listeners {
            $0.wait = (wait, now)
            $0.authorized = nil
        }
        for caller in listeners { caller.options.onWait?(wait) }
    }

    private func tell(_ progress: TransferProgress) {
        for caller in listeners({ _ in }) { caller.options.onProgress?(progress) }
    }

    /// Tells a caller that has joined of the wait that goes on.
    func tellWait(to caller: CoalescedCaller, now: Instant) {
        guard let onWait = caller.options.onWait, let (report, at) = state.withLock({ $0.wait }) else { return }
        var wait = report
        wait.waited += now - at
        wait.remaining = max(.zero, wait.remaining - (now - at))
        onWait(wait)
    }

    private func listeners(_ note: (inout State) -> Void) -> [CoalescedCaller] {
        state.withLock { state in
            note(&state)
            return Array(state.callers.values)
        }
    }
}
