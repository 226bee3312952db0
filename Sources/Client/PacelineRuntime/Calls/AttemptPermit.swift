import HTTPTypes
import PacelineLimiter
import Synchronization

/// The permit of an attempt's request, while its exchange runs in a task of its own.
///
/// Whoever hears what becomes of the request says it here. Middleware may send on more than once, one after the other:
/// each further request has a permit of its own, which takes the place of the one before. Once the permit has been
/// taken back, nothing more is sent and nothing is heard: an exchange that was left to itself may go on for long.
final class AttemptPermit: Sendable {
    /// What became of the request that was sent last.
    enum Phase: Sendable {
        case unsent
        case underWay
        case answered(HTTPResponse)
        case failed(TransportError)
    }

    /// What a request is that is about to be sent.
    enum Start: ~Copyable {
        case first
        /// A further one: the one before ended so, and its permit is to be ended.
        case further(Permit?, Phase)
        /// One before is still under way.
        case overlapping
        case tooLate
    }

    /// What is left when the attempt is over.
    struct End: ~Copyable {
        /// The permit of the last request; nil where a further request waited for its own.
        var permit: Permit?
        let phase: Phase
        /// How many requests were sent.
        let requests: Int
    }

    private struct State: ~Copyable {
        var permit: Permit?
        var phase = Phase.unsent
        var requests = 0
        var isOver = false
    }

    private let state: Mutex<State>

    init(_ permit: consuming Permit) { state = Mutex(State(permit: permit)) }

    /// Whether a request may still be sent.
    var isOpen: Bool { state.withLock { !$0.isOver && ($0.permit?.mayStart() ?? true) } }

    /// A request is about to be sent.
    func start() -> Start {
        state.withLock { state in
            if state.isOver { return .tooLate }
            let before = state.phase
            if case .underWay = before { return .overlapping }
            state.phase = .underWay
            if case .unsent = before {
                state.requests = 1
                return .first
            }
            return .further(state.permit.take(), before)
        }
    }

    /// Takes back the permit of a request that was not sent since its permit had lost its worth: the process was
    /// stopped for so long that others have what it was granted. Nil where that is not why.
    func takeWorthless() -> Permit? {
        state.withLock { state in
            guard !state.isOver, let permit = state.permit.take() else { return nil }
            guard permit.mayStart() else {
                state.requests -= 1
                return permit
            }
            state.permit = consume permit
            return nil
        }
    }

    /// Has a further request go on with a permit of its own; false where the attempt is over: then the permit is
    /// refunded.
    func renew(_ permit: consuming Permit) -> Bool {
        var permit: Permit? = permit
        state.withLock { state in
            guard !state.isOver else { return }
            state.permit = permit.take()
            state.requests += 1
        }
        guard let unused = permit.take() else { return true }
        unused.refund()
        return false
    }

    /// The head of a response has come: the permit is told of it by `report`.
    func answered(_ head: HTTPResponse, _ report: HeadReport) {
        state.withLock { state in
            guard let permit = state.permit.take() else { return }
            report.tell(permit)
            state.phase = .answered(head)
            state.permit = consume permit
        }
    }

    /// No response will come.
    func failed(_ error: TransportError) {
        state.withLock { if !$0.isOver { $0.phase = .failed(error) } }
    }

    /// Ends the attempt.
    func end() -> End {
        state.withLock { state in
            state.isOver = true
            return End(permit: state.permit.take(), phase: state.phase, requests: state.requests)
        }
    }
}
