#if AsyncHTTPClient
import AsyncHTTPClient
import NIOCore
import PacelineRuntime
import Synchronization

/// Reads a body while the client sends it, no faster than the network takes it.
final class BodyUpload: Sendable {
    private struct State {
        var task: Task<Void, Never>?
        var isOver = false
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
                        try await writer.write(.byteBuffer(ByteBuffer(bytes: chunk))).get()
                    }
                    promise.succeed()
                } catch {
                    promise.fail(error)
                }
            }
            self.keep(task)
            return promise.futureResult
        }
    }

    private func keep(_ task: Task<Void, Never>) {
        let isOver = state.withLock { state in
            state.task = task
            return state.isOver
        }
        if isOver { task.cancel() }
    }

    /// The exchange has ended: what has not been read is not needed.
    func stop() {
        let task = state.withLock { state in
            state.isOver = true
            return state.task.take()
        }
        task?.cancel()
    }
}
#endif
