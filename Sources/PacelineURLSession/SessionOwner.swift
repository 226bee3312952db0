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
        session = URLSession(configuration: configuration, delegate: exchanges, delegateQueue: nil)
    }

    deinit { session.finishTasksAndInvalidate() }
}
