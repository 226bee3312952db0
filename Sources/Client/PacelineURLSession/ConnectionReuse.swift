import HTTPTypes
import PacelineRuntime

/// Which requests may take a connection that an earlier request left open.
///
/// On a connection that is used again, URLSession may send a request a second time by itself: when the server closes
/// the connection before any byte of a response came, it takes that for a connection that was idle too long. Nobody
/// sees the repetition but the server, which may have processed the first one, and which counts both. Neither
/// Foundation nor libcurl below it has a setting against that, but on a new connection no request is repeated.
public struct ConnectionReuse: Hashable, Sendable {
    private enum Rule { case idempotent, never }

    private let rule: Rule

    /// Every request has a connection of its own: each is sent once, at the price of connecting anew. The default.
    public static let never = ConnectionReuse(rule: .never)
    /// Requests without a body whose method is idempotent (RFC 9110, section 9.2.2) take open connections; all others
    /// have one of their own.
    ///
    /// Faster where connecting is dear. No `POST` is ever doubled. A `GET` may be, in the case above, and then counts
    /// twice at the server where the limiter counts one: the server may refuse calls that the limiter let go.
    public static let idempotent = ConnectionReuse(rule: .idempotent)

    /// Whether a request of `method` with `body` may take an open connection.
    func allows(_ method: HTTPRequest.Method, _ body: RequestBody) -> Bool {
        // A body is not sent again as it was: libcurl cannot rewind it, and the repetition would wait for it for ever.
        guard rule == .idempotent, body.isNone else { return false }
        return [.get, .head, .put, .delete, .options, .trace].contains(method)
    }
}
