#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
public import Logging
public import PacelineLimiter

/// The settings of a client. Every one has a default that suits most.
public struct ClientOptions: Sendable {
    /// The limiter that counts the calls. The quota belongs to the account and not to the client object, so by default
    /// all clients of the process share one.
    public var limiter: RateLimiter
    /// How the declared limits are kept.
    public var limits: LimitSettings
    /// The functions that estimate what requests will cost, by the names that the document has for them.
    public var estimators: [String: CostEstimator]
    /// When requests are sent again.
    public var retry: RetryOptions
    /// The longest time from sending a request to the end of its response; nil means no bound.
    ///
    /// Where a body is not held in memory it bounds what is left: it begins anew with each part of the request's body
    /// that was sent, and ends with the head of a response whose body is a ``Download`` or a
    /// ``ValueStream``.
    public var attemptTimeout: Duration?
    /// The longest time between two parts of a body that is a ``Download`` or a ``ValueStream``, counted while somebody
    /// waits for the next one; nil means no bound.
    public var idleTimeout: Duration?
    /// The largest body that is read, in bytes after decompression; it bounds what a response takes in memory, too: a
    /// larger one is cut off while it arrives, and the elements of lists and maps may take eight times as much. Of a
    /// ``Download`` it bounds what has arrived and was not read yet, and of a ``ValueStream`` also a single value.
    public var maximumBodyBytes: Int
    /// What requests say of who sends them (RFC 9110, section 10.1.5).
    public var userAgent: UserAgent
    /// Which requests get a key by which the server tells a repetition from a new request.
    public var idempotencyKeys: IdempotencyKeys
    /// The header fields of responses by which a server names a request, the first that is there: for
    /// ``Response/requestID`` and the texts of errors.
    public var requestIDFields: [String]
    /// Whether identical GETs that are under way at the same time share one request and one permit; a call's own
    /// ``CallOptions/coalesce`` overrides it. Off by default, since a caller that joins a request gets a response that
    /// may have been made before it called: not what it wants who has just changed the resource.
    ///
    /// Identical are calls of one client and one operation with the same URL, the same header fields, the same
    /// credential and the same ``CallOptions/retry``, without a body. A ``Download`` and a ``ValueStream`` are never
    /// shared. Each caller has its own timeout and may be cancelled without harm to the others; with the last one the
    /// request is cancelled.
    public var coalesce: Bool
    /// What stands around each attempt, the first one outermost.
    public var middleware: [any Middleware]
    /// Told at debug level of waits, refusals and repetitions, and at trace level of each request.
    public var logger: Logger?
    /// Numbers in `0..<1`, for jitter.
    public var random: @Sendable () -> Double
    /// Seconds since 1970 by the client's clock. It is asked only for times of day in responses that have no Date
    /// field, and trusted no further than a window's length.
    public var wallTime: @Sendable () -> Double

    /// The default settings; change what differs.
    public init(
        limiter: RateLimiter = .shared, limits: LimitSettings = .declared,
        estimators: [String: CostEstimator] = [:], retry: RetryOptions = .default,
        attemptTimeout: Duration? = .seconds(60), idleTimeout: Duration? = .seconds(60),
        maximumBodyBytes: Int = 64 << 20, userAgent: UserAgent = .default,
        idempotencyKeys: IdempotencyKeys = .declared, requestIDFields: [String] = Response.requestIDFields,
        coalesce: Bool = false, middleware: [any Middleware] = [], logger: Logger? = nil,
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) },
        wallTime: (@Sendable () -> Double)? = nil
    ) {
        self.limiter = limiter
        self.limits = limits
        self.estimators = estimators
        self.retry = retry
        self.attemptTimeout = attemptTimeout
        self.idleTimeout = idleTimeout
        self.maximumBodyBytes = maximumBodyBytes
        self.userAgent = userAgent
        self.idempotencyKeys = idempotencyKeys
        self.requestIDFields = requestIDFields
        self.coalesce = coalesce
        self.middleware = middleware
        self.logger = logger
        self.random = random
        self.wallTime = wallTime ?? { Date().timeIntervalSince1970 }
    }

    /// The bytes that the elements of lists and maps may take in memory. What a body holds takes a few times its bytes,
    /// as a rule; that much is there for the largest one.
    var room: Int {
        let (room, overflow) = maximumBodyBytes.multipliedReportingOverflow(by: 8)
        return overflow ? .max : room
    }
}
