public import HTTPTypes
public import PacelineLimiter

/// What one call does differently from its client's settings.
///
/// What is set stands behind one reference, since every call hands its options on through several tasks.
public struct CallOptions: Sendable {
    private struct Values: Sendable {
        var headers: HTTPFields
        var query: KeyValuePairs<String, String>
        var timeout: Duration?
        var priority: Priority
        var retry: RetryOptions?
        var onWait: (@Sendable (CallWait) -> Void)?
        var progressInterval: Duration?
        var onProgress: (@Sendable (TransferProgress) -> Void)?
        var idempotencyKey: String?
        var server: String?
        var accept: String?
        var coalesce: Bool?
        var onResponse: (@Sendable (Response) -> Void)?
        var capture: ResponseCapture?
        var resumesStreams: Bool
    }

    private final class Box: Sendable {
        let values: Values

        init(_ values: Values) { self.values = values }
    }

    private var box: Box

    private var values: Values {
        get { box.values }
        set { box = Box(newValue) }
    }

    /// Header fields of this call. They go before those of parameters, and before credentials.
    public var headers: HTTPFields {
        get { box.values.headers }
        set { values.headers = newValue }
    }
    /// What is added to the query, percent-encoded on the way. Names that parameters or credentials have, too, stand
    /// for these.
    public var query: KeyValuePairs<String, String> {
        get { box.values.query }
        set { values.query = newValue }
    }
    /// The longest time that the call may take, waiting included; nil means as long as it needs. It ends with the head
    /// of a response whose body is a ``Download`` or a ``ValueStream``. A call that cannot start in time fails at once.
    public var timeout: Duration? {
        get { box.values.timeout }
        set { values.timeout = newValue }
    }
    /// Its place among the calls that wait for the same limit.
    public var priority: Priority {
        get { box.values.priority }
        set { values.priority = newValue }
    }
    /// When it is sent again; nil means as the client is set.
    public var retry: RetryOptions? {
        get { box.values.retry }
        set { values.retry = newValue }
    }
    /// Told when the call begins to wait, and then once every ``progressInterval``.
    public var onWait: (@Sendable (CallWait) -> Void)? {
        get { box.values.onWait }
        set { values.onWait = newValue }
    }
    /// The time between two reports of a wait for a limit; nil, or what is not more than zero, means that only its
    /// beginning is told.
    public var progressInterval: Duration? {
        get { box.values.progressInterval }
        set { values.progressInterval = newValue }
    }
    /// Told of each part of the request's body that was sent, and of the response's that was read, as far as the
    /// transport tells of it: on any thread. The count begins anew with each request of the call.
    public var onProgress: (@Sendable (TransferProgress) -> Void)? {
        get { box.values.onProgress }
        set { values.onProgress = newValue }
    }
    /// The key by which the server tells a repetition from a new request, in place of a random one; the same for every
    /// request of the call. It stands in the field that the operation has for it, else in the client's
    /// (``ClientOptions/idempotencyKeys``), else in `Idempotency-Key`, and makes the call one that may be repeated.
    public var idempotencyKey: String? {
        get { box.values.idempotencyKey }
        set { values.idempotencyKey = newValue }
    }
    /// The base URL that it goes to; nil means the operation's own server, else the client's.
    public var server: String? {
        get { box.values.server }
        set { values.server = newValue }
    }
    /// Media types to ask for in place of those that the document lists first (RFC 9110, section 12.5.1); see
    /// ``rawResponse(accept:_:)``.
    public var accept: String? {
        get { box.values.accept }
        set { values.accept = newValue }
    }
    /// Whether it shares the request of an identical call that is under way; nil means as the client is set. See
    /// ``ClientOptions/coalesce``.
    public var coalesce: Bool? {
        get { box.values.coalesce }
        set { values.coalesce = newValue }
    }
    /// Told of the response that ends the call, a failure's too, before it is read.
    public var onResponse: (@Sendable (Response) -> Void)? {
        get { box.values.onResponse }
        set { values.onResponse = newValue }
    }
    /// Keeps the response that ends the call, a failure's too.
    public var capture: ResponseCapture? {
        get { box.values.capture }
        set { values.capture = newValue }
    }
    /// Whether a ``ValueStream`` of events that breaks off is gone on with by a further request, which names the last
    /// event in `Last-Event-ID` (WHATWG, "HTML", section 9.2.4). Only operations that declare this header parameter do
    /// so, and only behind an event with an id; the request waits for the limits like any other.
    public var resumesStreams: Bool {
        get { box.values.resumesStreams }
        set { values.resumesStreams = newValue }
    }

    /// Options of one call.
    public init(
        headers: HTTPFields = [:], query: KeyValuePairs<String, String> = [:], timeout: Duration? = nil,
        priority: Priority = .normal, retry: RetryOptions? = nil, progressInterval: Duration? = nil,
        onWait: (@Sendable (CallWait) -> Void)? = nil,
        onProgress: (@Sendable (TransferProgress) -> Void)? = nil, idempotencyKey: String? = nil, server: String? = nil,
        accept: String? = nil, coalesce: Bool? = nil, onResponse: (@Sendable (Response) -> Void)? = nil,
        capture: ResponseCapture? = nil, resumesStreams: Bool = false
    ) {
        box = Box(
            Values(
                headers: headers, query: query, timeout: timeout, priority: priority, retry: retry, onWait: onWait,
                progressInterval: progressInterval, onProgress: onProgress, idempotencyKey: idempotencyKey,
                server: server, accept: accept, coalesce: coalesce, onResponse: onResponse, capture: capture,
                resumesStreams: resumesStreams))
    }

    /// As the client is set.
    public static let `default` = CallOptions()
}
