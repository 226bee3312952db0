import HTTPTypes
import Synchronization

/// The calls of one client that are under way and that identical ones may join.
final class CoalescedCalls: Sendable {
    /// What makes calls identical.
    struct Key: Hashable, Sendable {
        /// The operation's address; its calls keep it in use.
        let operation: ObjectIdentifier
        /// What is sent, credentials included. It is kept while the call is under way, and shown nowhere.
        let request: HTTPRequest
        /// When the call says itself how it is repeated.
        let retry: RetryOptions?
    }

    private let calls = Mutex<[Key: CoalescedCall]>([:])

    /// How many calls there are.
    var count: Int { calls.withLock { $0.count } }

    /// Adds a caller to the call of this key that is under way, else to a new one, which is to be started.
    ///
    /// A more urgent caller does not wait in the place of a less urgent one: while that call still waits for its
    /// permit, there is a new one, which later callers join.
    func join(_ key: Key, _ options: CallOptions) -> (caller: CoalescedCaller, isNew: Bool) {
        calls.withLock { calls in
            if let caller = calls[key]?.join(options) { return (caller, false) }
            let call = CoalescedCall(key, of: self, priority: options.priority)
            calls[key] = call
            return (call.begin(options), true)
        }
    }

    /// Takes out a call that nobody may join any more.
    func remove(_ call: CoalescedCall) {
        calls.withLock { if $0[call.key] === call { $0[call.key] = nil } }
    }
}
