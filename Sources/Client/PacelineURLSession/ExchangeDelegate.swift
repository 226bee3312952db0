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
    private typealias Exchange = (response: ArrivingResponse, slot: ConnectionSlots.Slot?)

    private let exchanges = Mutex<[Int: Exchange]>([:])

    /// Has `response` told of the task, whose connection counts as `slot` until the session is done with it.
    func add(_ response: ArrivingResponse, on slot: ConnectionSlots.Slot?, for task: URLSessionTask) {
        exchanges.withLock { $0[task.taskIdentifier] = (response, slot) }
    }

    private func response(_ task: URLSessionTask) -> ArrivingResponse? {
        exchanges.withLock { $0[task.taskIdentifier]?.response }
    }

    /// The session is done with the task. The slot is given back outside the lock: it wakes who waits for it.
    private func remove(_ task: URLSessionTask) -> ArrivingResponse? {
        exchanges.withLock { $0.removeValue(forKey: task.taskIdentifier) }?.response
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
        // It cannot be kept back: a task that is suspended starts over when it is resumed, which would send the request
        // a second time.
        guard let response = response(dataTask), case .stop = data.withUnsafeBytes(response.received) else { return }
        dataTask.cancelApart()
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        remove(task)?.ended(error.map { TransportError($0) })
    }
}
