import PacelineLimiter
import Synchronization

/// Hands a permit from one task to another.
final class PermitBox: Sendable {
    private let permit = Mutex<Permit?>(nil)

    init() {}

    init(_ permit: consuming Permit) { put(permit) }

    func put(_ new: consuming Permit) {
        var new: Permit? = new
        permit.withLock { $0 = new.take() }
    }

    func take() -> Permit? { permit.withLock { $0.take() } }

    /// Whether its request may still be sent.
    func mayStart() -> Bool { permit.withLock { $0?.mayStart() ?? false } }
}
