#if canImport(FoundationNetworking)
import Foundation
import FoundationNetworking
#else
import Foundation
#endif
import HTTPTypes
import PacelineRuntime
import Synchronization

/// Hands what the session reports to the exchange that it belongs to.
final class ExchangeDelegate: NSObject, URLSessionDataDelegate, Sendable {
    /// What belongs to a task.
    struct Exchange: Sendable {
        let response: ArrivingResponse
        /// Its connection counts as this until the session is done with it.
        let slot: ConnectionSlots.Slot?
        /// What it sends.
        let body: RequestBody
        /// The file that the body is read from, for as long as this holds it.
        let upload: UploadFile?
        #if canImport(FoundationNetworking)
        /// What waits of a body that is handed on while it arrives; nil for any other.
        let backlog: Backlog?
        #else
        /// Whether the server is kept back of a body that is handed on while it arrives; nil for any other.
        let suspension: Suspension?
        #endif

        init(
            _ response: ArrivingResponse, on slot: ConnectionSlots.Slot?, sending body: RequestBody,
            from upload: UploadFile?, isStreamed: Bool, task: URLSessionTask
        ) {
            self.response = response
            self.slot = slot
            self.body = body
            self.upload = upload
            #if canImport(FoundationNetworking)
            backlog = isStreamed ? Backlog(of: response) { task.cancelApart() } : nil
            #else
            suspension = isStreamed ? Suspension() : nil
            #endif
        }

        /// Nothing more will come.
        func ended(_ error: TransportError? = nil) {
            #if canImport(FoundationNetworking)
            if let backlog { return backlog.ended(error) }
            #endif
            response.ended(error)
        }
    }

    private let exchanges = Mutex<[Int: Exchange]>([:])

    /// Has the exchange told of the task.
    func add(_ exchange: Exchange, for task: URLSessionTask) {
        exchanges.withLock { $0[task.taskIdentifier] = exchange }
    }

    private func response(_ task: URLSessionTask) -> ArrivingResponse? {
        exchanges.withLock { $0[task.taskIdentifier]?.response }
    }

    /// The session is done with the task. The slot is given back outside the lock: it wakes who waits for it.
    private func remove(_ task: URLSessionTask) -> Exchange? {
        exchanges.withLock { $0.removeValue(forKey: task.taskIdentifier) }
    }

    /// Refuses redirects: the request that a redirect causes would be one that the limiter never counted.
    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    /// Takes a response that asks for a credential (RFC 9110, section 11.3) as it is: credentials are the caller's, and
    /// a request that Foundation sent again with one would be one that the limiter never counted.
    func urlSession(
        _ session: URLSession, task: URLSessionTask, didReceive challenge: URLAuthenticationChallenge,
        completionHandler: @escaping @Sendable (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
    ) {
        guard challenge.failureResponse is HTTPURLResponse else {
            // Not the server's response but the connection asks: whom to trust, or for a certificate.
            return completionHandler(.performDefaultHandling, nil)
        }
        #if canImport(FoundationNetworking)
        // Head and body have been handed on. Foundation on Linux would wait for a credential for ever.
        remove(task)?.ended()
        task.cancelApart()
        #else
        completionHandler(.rejectProtectionSpace, nil)
        #endif
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
        // On Linux interim responses (RFC 9110, section 15.2) are reported like the final one, which follows.
        if let response = response as? HTTPURLResponse, response.statusCode >= 200 {
            self.response(dataTask)?.received(HTTPResponse(response))
        }
        completionHandler(.allow)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        guard let exchange = exchanges.withLock({ $0[dataTask.taskIdentifier] }) else { return }
        #if canImport(FoundationNetworking)
        if let backlog = exchange.backlog { return backlog.received(data) }
        #endif
        switch data.withUnsafeBytes(exchange.response.received) {
        case .goOn: break
        case .stop: dataTask.cancelApart()
        case .wait:
            #if !canImport(FoundationNetworking)
            // What was under way already still comes; each suspension would want an end of its own.
            guard let suspension = exchange.suspension, suspension.begin() else { break }
            dataTask.suspend()
            exchange.response.whenThereIsRoom {
                suspension.end()
                dataTask.resume()
            }
            #endif
        }
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, didSendBodyData bytesSent: Int64, totalBytesSent: Int64,
        totalBytesExpectedToSend: Int64
    ) {
        exchanges.withLock { $0[task.taskIdentifier]?.body }?.sent(Int(bytesSent))
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        remove(task)?.ended(error.map { TransportError($0) })
    }
}

#if !canImport(FoundationNetworking)
/// Whether a task is suspended until what came has been read.
final class Suspension: Sendable {
    private let isSuspended = Atomic(false)

    /// True where it was not.
    func begin() -> Bool { !isSuspended.exchange(true, ordering: .acquiringAndReleasing) }

    func end() { isSuspended.store(false, ordering: .releasing) }
}
#endif
