#if AsyncHTTPClient
import AsyncHTTPClient
import HTTPTypes
import NIOCore
import NIOHTTP1
import PacelineRuntime
import Synchronization

/// Hands what the client reports to the response that it belongs to, and keeps the server back while that is not read.
final class ResponseDelegate: HTTPClientResponseDelegate {
    typealias Response = Void

    private let response: ArrivingResponse
    /// Not shut down while it is at work for this.
    private let client: ClientReference
    private let visits = Atomic(0)

    init(_ response: ArrivingResponse, of client: ClientReference) {
        self.response = response
        self.client = client
    }

    func didVisitURL(task: HTTPClient.Task<Void>, _ request: HTTPClient.Request, _ head: HTTPResponseHead) {
        visits.add(1, ordering: .relaxed)
    }

    func didReceiveHead(task: HTTPClient.Task<Void>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        guard visits.load(ordering: .relaxed) <= 1 else {
            let error = TransportError(
                .maybeSent, "the HTTP client followed a redirect, which its configuration must disallow")
            response.ended(error)
            return task.eventLoop.makeFailedFuture(error)
        }
        response.received(HTTPResponse(head))
        return task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(task: HTTPClient.Task<Void>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
        switch buffer.withUnsafeReadableBytes(response.received) {
        case .goOn: return task.eventLoop.makeSucceededVoidFuture()
        case .stop: return task.eventLoop.makeFailedFuture(HTTPClientError.cancelled)
        case .wait:
            let promise = task.eventLoop.makePromise(of: Void.self)
            response.whenThereIsRoom { promise.succeed() }
            return promise.futureResult
        }
    }

    func didFinishRequest(task: HTTPClient.Task<Void>) { response.ended() }

    func didReceiveError(task: HTTPClient.Task<Void>, _ error: any Error) { response.ended(TransportError(error)) }
}
#endif
