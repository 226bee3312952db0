#if AsyncHTTPClient
import AsyncHTTPClient
import NIOCore
import PacelineRuntime
import Synchronization

/// The body of a response, read chunk by chunk, by one reader at a time.
///
/// Dropping it before its end closes the connection.
final class BodyStream: Sendable {
    /// The client's iterator. The state hands it to one reader at a time, so it may cross tasks.
    private struct Chunks: @unchecked Sendable {
        var iterator: HTTPClientResponse.Body.AsyncIterator
    }

    private enum State {
        case open(Chunks)
        /// Someone waits for a chunk.
        case reading
        case ended(TransportError?)
    }

    private let state: Mutex<State>
    private let client: ClientReference

    init(_ body: HTTPClientResponse.Body, of client: ClientReference) {
        state = Mutex(.open(Chunks(iterator: body.makeAsyncIterator())))
        self.client = client
    }

    /// Waits for the next bytes; nil at the end.
    func next() async throws(TransportError) -> [UInt8]? {
        let taken = state.withLock { state in
            defer { if case .open = state { state = .reading } }
            return state
        }
        switch taken {
        case .reading: throw TransportError(.maybeSent, "the response's body is already being read")
        case .ended(let error?): throw error
        case .ended(nil): return nil
        case .open(var chunks):
            do {
                let chunk = try await chunks.iterator.next()
                let rest: State = chunk == nil ? .ended(nil) : .open(chunks)
                state.withLock { $0 = rest }
                return chunk.map { Array($0.readableBytesView) }
            } catch {
                let error = TransportError(error)
                state.withLock { $0 = .ended(error) }
                throw error
            }
        }
    }
}
#endif
