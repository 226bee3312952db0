#if canImport(FoundationNetworking)
import Foundation
import FoundationNetworking
#else
import Foundation
#endif

/// Ends a session, and with it its connections, with the last reference to this. Exchanges that are under way are
/// finished.
final class SessionOwner: Sendable {
    let session: URLSession
    let exchanges = ExchangeDelegate()

    init(_ configuration: URLSessionConfiguration) {
        #if canImport(FoundationNetworking)
        let queue: OperationQueue? = QueueInPlace()
        #else
        let queue: OperationQueue? = nil
        #endif
        session = URLSession(configuration: configuration, delegate: exchanges, delegateQueue: queue)
    }

    deinit { session.finishTasksAndInvalidate() }
}

extension URLSessionTask {
    /// Cancels the task on a thread that may wait: on Linux that waits for the session, which goes on for as long as a
    /// response arrives without a pause, and which may be waiting for the caller.
    func cancelApart() { cancelling.addOperation { self.cancel() } }
}

private let cancelling = OperationQueue()

#if canImport(FoundationNetworking)
/// Tells the delegate of each thing while the session waits.
///
/// On Linux a session unpacks all that has arrived before it looks at anything else, and a queue of its own falls
/// behind: a compressed body would stand in it at its whole length before the delegate saw its first bytes.
private final class QueueInPlace: OperationQueue, @unchecked Sendable {
    override func addOperation(_ block: @escaping @Sendable () -> Void) { block() }
}
#endif
