import Synchronization

/// Bounds the connections to a host that exist at a time, for requests that have one of their own: who comes when all
/// are taken waits for the next one that is given back, first come, first served.
final class ConnectionSlots: Sendable {
    private typealias Waiter = CheckedContinuation<Bool, Never>

    private struct State {
        /// The connections that are taken, by host.
        var taken: [String: Int] = [:]
        /// Those who wait, by ticket.
        var waiters: [Int: Waiter] = [:]
        /// The tickets of those who came, by host, those included that have given up.
        var queues: [String: ArraySlice<Int>] = [:]
        var lastTicket = 0
    }

    private let state = Mutex(State())
    private let perHost: Int

    /// At most `perHost` connections to each host.
    init(perHost: Int) { self.perHost = max(1, perHost) }

    /// Waits for a connection to `host`, which is given back with the last reference to the result; nil when the task
    /// is cancelled. O(1), amortised.
    func take(_ host: String) async -> Slot? {
        let ticket = state.withLock { state in
            state.lastTicket += 1
            return state.lastTicket
        }
        let isTaken = await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let response: Bool? = state.withLock { state in
                    // Asked under the lock: a cancellation that comes later finds the waiter.
                    if Task.isCancelled { return false }
                    guard state.taken[host, default: 0] >= perHost else {
                        state.taken[host, default: 0] += 1
                        return true
                    }
                    state.waiters[ticket] = waiter
                    state.queues[host, default: []].append(ticket)
                    return nil
                }
                if let response { waiter.resume(returning: response) }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: ticket) }?.resume(returning: false)
        }
        return isTaken ? Slot(of: self, host) : nil
    }

    /// Hands the connection to the one who has waited longest.
    private func giveBack(_ host: String) {
        let next = state.withLock { state -> Waiter? in
            while let ticket = state.queues[host]?.popFirst() {
                if let waiter = state.waiters.removeValue(forKey: ticket) { return waiter }
            }
            state.queues[host] = nil
            let taken = state.taken[host, default: 1] - 1
            state.taken[host] = taken > 0 ? taken : nil
            return nil
        }
        next?.resume(returning: true)
    }

    /// A connection that may exist for as long as this does.
    final class Slot: Sendable {
        private let slots: ConnectionSlots
        private let host: String

        fileprivate init(of slots: ConnectionSlots, _ host: String) {
            self.slots = slots
            self.host = host
        }

        deinit { slots.giveBack(host) }
    }
}
