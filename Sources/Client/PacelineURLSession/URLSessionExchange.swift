#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import HTTPTypes
import PacelineRuntime
import Synchronization

/// One request's way through a session: first the head, then chunks of the body, then the end.
///
/// The session delivers on its own queue; one reader at a time waits for what is next. What arrives before it is read
/// is kept: a task that is suspended starts over when it is resumed, which would send the request a second time. What
/// nobody will read, past ``ResponseBound/bodyBytes``, is not kept.
final class URLSessionExchange: Sendable {
    private enum Waiter {
        case head(CheckedContinuation<Result<HTTPResponse, TransportError>, Never>)
        case chunk(CheckedContinuation<Result<[UInt8]?, TransportError>, Never>)
    }

    private struct State {
        var head: HTTPResponse?
        var buffer: [UInt8] = []
        /// The bytes of the body that came.
        var received = 0
        var end: Result<Void, TransportError>?
        var waiter: Waiter?
        /// The connection, until the exchange ends.
        var slot: ConnectionSlots.Slot?
    }

    private let state: Mutex<State>
    private let bound: Int

    /// An exchange on a connection that counts as `slot`, of whose body at most `bound` bytes are read.
    init(bound: Int, slot: ConnectionSlots.Slot?) {
        self.bound = bound
        state = Mutex(State(slot: slot))
    }

    /// Waits for the head.
    func head() async -> Result<HTTPResponse, TransportError> {
        await withCheckedContinuation { continuation in
            let ready: Result<HTTPResponse, TransportError>? = state.withLock { state in
                if let head = state.head { return .success(head) }
                switch state.end {
                case .failure(let error): return .failure(error)
                case .success: return .failure(TransportError(.maybeSent, "the server's response has no head"))
                case nil:
                    state.waiter = .head(continuation)
                    return nil
                }
            }
            if let ready { continuation.resume(returning: ready) }
        }
    }

    /// Waits for the next bytes; nil at the end.
    func chunk() async -> Result<[UInt8]?, TransportError> {
        await withCheckedContinuation { continuation in
            let ready: Result<[UInt8]?, TransportError>? = state.withLock { state in
                if !state.buffer.isEmpty {
                    defer { state.buffer = [] }
                    return .success(state.buffer)
                }
                switch state.end {
                case .failure(let error): return .failure(error)
                case .success: return .success(nil)
                case nil:
                    state.waiter = .chunk(continuation)
                    return nil
                }
            }
            if let ready { continuation.resume(returning: ready) }
        }
    }

    func received(_ head: HTTPResponse) {
        let waiter = state.withLock { state -> Waiter? in
            state.head = head
            guard case .head = state.waiter else { return nil }
            defer { state.waiter = nil }
            return state.waiter
        }
        if case .head(let continuation) = waiter { continuation.resume(returning: .success(head)) }
    }

    /// Keeps bytes of the body for the reader, and returns whether that was the last that it needs: it has been given
    /// more than it will read.
    func received(_ data: Data) -> Bool {
        let (waiter, isPastBound) = state.withLock { state -> (Waiter?, Bool) in
            guard state.received <= bound else { return (nil, false) }
            state.received += data.count
            let isPastBound = state.received > bound
            if case .chunk = state.waiter {
                defer { state.waiter = nil }
                return (state.waiter, isPastBound)
            }
            state.buffer.append(contentsOf: data)
            return (nil, isPastBound)
        }
        if case .chunk(let continuation) = waiter { continuation.resume(returning: .success([UInt8](data))) }
        return isPastBound
    }

    func ended(_ error: TransportError?) {
        let (waiter, slot) = state.withLock { state in
            state.end = error.map(Result.failure) ?? .success(())
            defer { (state.waiter, state.slot) = (nil, nil) }
            return (state.waiter, state.slot)
        }
        // Given back outside the lock: it wakes who waits for it.
        withExtendedLifetime(slot) {}
        switch waiter {
        case .head(let continuation):
            let failure = error ?? TransportError(.maybeSent, "the server's response has no head")
            continuation.resume(returning: .failure(failure))
        case .chunk(let continuation):
            continuation.resume(returning: error.map(Result.failure) ?? .success(nil))
        case nil: break
        }
    }
}
