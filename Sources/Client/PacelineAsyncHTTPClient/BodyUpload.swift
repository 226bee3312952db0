#if AsyncHTTPClient
import AsyncHTTPClient
import NIOCore
import PacelineRuntime
import Synchronization

/// Reads a body while the client sends it, no faster than the network takes it.
final class BodyUpload: Sendable {
    private struct State {
        var task: Task<Void, Never>?
        /// Waits until there is room for the next chunk. The client never answers a write that it will not do.
        var write: CheckedContinuation<Void, any Error>?
        /// Why nothing more is read.
        var end: End?
    }

    private enum End {
        /// All of it was sent, or could not be read.
        case done
        /// The exchange is over.
        case over
        /// The server has answered and does not want the rest.
        case unwanted
    }

    private let body: RequestBody
    private let eventLoop: any EventLoop
    private let state = Mutex(State())

    init(_ body: RequestBody, on eventLoop: any EventLoop) {
        self.body = body
        self.eventLoop = eventLoop
    }

    /// The body for the client.
    func body(length: Int?) -> HTTPClient.Body {
        .stream(contentLength: length.map { Int64($0) }) { writer in
            let promise = self.eventLoop.makePromise(of: Void.self)
            let task = Task {
                do {
                    try await self.body.forEachChunk { chunk in
                        try await self.send(ByteBuffer(bytes: chunk), by: writer)
                    }
                    self.state.withLock { $0.end = $0.end ?? .done }
                    promise.succeed()
                } catch {
                    let end = self.state.withLock { state in
                        state.end = state.end ?? .done
                        return state.end
                    }
                    if case .unwanted = end { promise.succeed() } else { promise.fail(error) }
                }
            }
            let isOver = self.state.withLock { state in
                state.task = task
                return if case .done? = state.end { false } else { state.end != nil }
            }
            if isOver { task.cancel() }
            return promise.futureResult
        }
    }

    private func send(_ chunk: ByteBuffer, by writer: HTTPClient.Body.StreamWriter) async throws {
        let future = writer.write(.byteBuffer(chunk))
        try await withCheckedThrowingContinuation { continuation in
            let isOver = state.withLock { state in
                if state.end == nil { state.write = continuation }
                return state.end != nil
            }
            if isOver { return continuation.resume(throwing: CancellationError()) }
            future.whenComplete { result in
                self.state.withLock { $0.write.take() }?.resume(with: result)
            }
        }
    }

    /// Whether the rest of the body is still to be sent.
    var isUnderWay: Bool { state.withLock { $0.end == nil } }

    /// The exchange has ended: what has not been read is not needed.
    func stop() { end(.over) }

    /// The response has ended before the request has.
    func finishEarly() { end(.unwanted) }

    private func end(_ end: End) {
        let before = state.withLock { state -> State? in
            guard state.end == nil else { return nil }
            let before = state
            state = State(end: end)
            return before
        }
        before?.write?.resume(throwing: CancellationError())
        before?.task?.cancel()
    }
}
#endif
