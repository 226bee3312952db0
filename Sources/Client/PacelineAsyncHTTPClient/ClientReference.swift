#if AsyncHTTPClient
import AsyncHTTPClient
import Dispatch

/// An HTTP client that is shut down with the last reference to it, unless it is borrowed.
///
/// A body that is still read holds a reference, too: the end of a transport does not cut off its responses.
final class ClientReference: Sendable {
    let client: HTTPClient
    private let isOwned: Bool

    init(owning client: HTTPClient) {
        self.client = client
        isOwned = true
    }

    init(borrowing client: HTTPClient) {
        self.client = client
        isOwned = false
    }

    deinit {
        // It can only fail for a client that was shut down before.
        if isOwned { client.shutdown(queue: .global()) { _ in } }
    }
}
#endif
