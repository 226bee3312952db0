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
    private let place: EventLoopChoice.Place
    private let upload: BodyUpload?
    private let visits = Atomic(0)
    private let early = Mutex(EarlyResponse())

    init(
        _ response: ArrivingResponse, of client: ClientReference, on place: EventLoopChoice.Place, _ upload: BodyUpload?
    ) {
        self.response = response
        self.client = client
        self.place = place
        self.upload = upload
    }

    /// A response that came before its request was sent whole, and does not want the rest: the client then waits for
    /// the request, and does not tell the response's end.
    private struct EarlyResponse {
        /// The bytes that are missing; nil where they cannot be counted.
        var missing: Int?
        var silence: Scheduled<Void>?
    }

    /// How long an early response is silent that has no length, until it is taken to have ended.
    private static let silence = TimeAmount.milliseconds(500)

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
        if head.status.code >= 300, upload?.isUnderWay == true {
            let isCoded = head.headers.contains(name: "Content-Encoding")
            let length = head.headers.first(name: "Content-Length").flatMap { Int($0) }
            early.withLock { $0.missing = isCoded ? nil : length }
            heard(0, on: task.eventLoop)
        }
        return task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(task: HTTPClient.Task<Void>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
        defer { if upload?.isUnderWay == true { heard(buffer.readableBytes, on: task.eventLoop) } }
        switch buffer.withUnsafeReadableBytes(response.received) {
        case .goOn: return task.eventLoop.makeSucceededVoidFuture()
        case .stop: return task.eventLoop.makeFailedFuture(HTTPClientError.cancelled)
        case .wait:
            let promise = task.eventLoop.makePromise(of: Void.self)
            response.whenThereIsRoom { promise.succeed() }
            return promise.futureResult
        }
    }

    /// So many bytes of a response have come whose request is still under way.
    private func heard(_ count: Int, on eventLoop: any EventLoop) {
        let isOver = early.withLock { early in
            guard early.missing != nil || early.silence != nil || count == 0 else { return false }
            early.silence?.cancel()
            early.silence = nil
            if let missing = early.missing {
                early.missing = missing - count
                return missing <= count
            }
            early.silence = eventLoop.scheduleTask(in: Self.silence) { self.endEarly() }
            return false
        }
        if isOver { endEarly() }
    }

    private func endEarly() {
        response.ended()
        upload?.finishEarly()
    }

    func didFinishRequest(task: HTTPClient.Task<Void>) {
        // Its connection is free already. The next exchange may begin before this returns.
        place.leave()
        response.ended()
    }

    func didReceiveError(task: HTTPClient.Task<Void>, _ error: any Error) {
        place.leave()
        response.ended(TransportError(error))
    }
}
#endif
