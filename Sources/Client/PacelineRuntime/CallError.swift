/// Why a call failed.
///
/// It never holds a credential or the request. Switch over ``code``; new codes may come.
public struct CallError: Error, Sendable {
    /// The kind of failure.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The code as a word.
        public var rawValue: String

        /// A code with the given word.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The server refused the call, as often as the client was willing to repeat it. ``CallError/retryAfter`` says
        /// when it may be made again.
        public static let refused = Code(rawValue: "refused")
        /// The call could not start, or start again, before its timeout. It was not sent for that.
        public static let deadline = Code(rawValue: "deadline")
        /// The quota is spent, or the server refused others, and the policy or the settings say not to wait for so
        /// long. Nothing was sent. ``CallError/retryAfter`` says when it may be.
        public static let exhausted = Code(rawValue: "exhausted")
        /// Too many calls already wait for the limit. Nothing was sent.
        public static let queueFull = Code(rawValue: "queueFull")
        /// The call costs more than a whole window takes. Nothing was sent.
        public static let exceedsQuota = Code(rawValue: "exceedsQuota")
        /// The server answered with a status other than success.
        public static let response = Code(rawValue: "response")
        /// The exchange with the server failed.
        public static let transport = Code(rawValue: "transport")
        /// A middleware failed with an error of its own, which is ``CallError/underlying``.
        public static let middleware = Code(rawValue: "middleware")
        /// The response did not come in time.
        public static let timeout = Code(rawValue: "timeout")
        /// The response is not what the document says.
        public static let decoding = Code(rawValue: "decoding")
        /// The body cannot be written.
        public static let encoding = Code(rawValue: "encoding")
        /// A file that the response was to be written to cannot be written.
        public static let file = Code(rawValue: "file")
        /// A parameter or the server's URL cannot be sent.
        public static let invalidRequest = Code(rawValue: "invalidRequest")
        /// A credential is missing or could not be had.
        public static let credentials = Code(rawValue: "credentials")
        /// A list leads to a page that was read already. Nothing was sent for that.
        public static let pageLoop = Code(rawValue: "pageLoop")
        /// The URL of a list's next page leads to another server, to which no credential must go. Nothing was sent.
        public static let foreignPage = Code(rawValue: "foreignPage")
        /// A list has more pages than ``PageOptions/maximumPages``. Nothing was sent for the next.
        public static let tooManyPages = Code(rawValue: "tooManyPages")
        /// A position in a list cannot be used: the cursor or URL is too long, the URL is none, or the position is one
        /// of another kind of list. Nothing was sent.
        public static let pagePosition = Code(rawValue: "pagePosition")
        /// The task was cancelled.
        public static let cancelled = Code(rawValue: "cancelled")
    }

    /// Everything but the code, behind one reference: an error that is cheap to hand about compiles cheaply, too.
    private final class Details: Sendable {
        let message: String
        let operation: OperationDescriptor?
        let limit: (policy: String, key: String)?
        let attempts: Int
        let retryAfter: Duration?
        let response: Response?
        let underlying: (any Error)?

        init(
            message: String, operation: OperationDescriptor?, limit: (policy: String, key: String)?, attempts: Int,
            retryAfter: Duration?, response: Response?, underlying: (any Error)?
        ) {
            self.message = message
            self.operation = operation
            self.limit = limit
            self.attempts = attempts
            self.retryAfter = retryAfter
            self.response = response
            self.underlying = underlying
        }
    }

    /// The kind of failure.
    public let code: Code
    private let details: Details

    /// A failure outside any operation, or whose operation is added later.
    package init(
        _ code: Code, _ message: String, operation: OperationDescriptor? = nil,
        limit: (policy: String, key: String)? = nil, attempts: Int = 0, retryAfter: Duration? = nil,
        response: Response? = nil, underlying: (any Error)? = nil
    ) {
        self.code = code
        details = Details(
            message: message, operation: operation, limit: limit, attempts: attempts, retryAfter: retryAfter,
            response: response, underlying: underlying)
    }

    /// The same failure, of `operation` after `attempts` requests.
    func of(_ operation: OperationDescriptor, attempts: Int) -> CallError {
        CallError(
            code, message, operation: operation, limit: details.limit, attempts: attempts, retryAfter: retryAfter,
            response: response, underlying: underlying)
    }

    /// The same failure, with more words.
    func adding(_ words: String) -> CallError {
        CallError(
            code, message + words, operation: details.operation, limit: details.limit, attempts: attempts,
            retryAfter: retryAfter, response: response, underlying: underlying)
    }

    /// What happened, in words.
    public var message: String { details.message }
    /// The operation's id.
    public var operation: String? { details.operation?.id }
    /// The operation's group.
    public var group: String? { details.operation?.group }
    /// The policy that refused, or that the call could not wait for.
    public var policy: String? { details.limit?.policy }
    /// The key of that policy's bucket: the values of its `per`.
    public var key: String? { details.limit?.key }
    /// The requests that were handed to the transport, those included that failed before they left.
    public var attempts: Int { details.attempts }
    /// How long to wait before the call may be made again, where that is known.
    public var retryAfter: Duration? { details.retryAfter }
    /// The response, where there was one.
    public var response: Response? { details.response }
    /// The body of the response, as the type that the document declares for the operation and this status; nil where it
    /// declares none, and where the body is something else. It is read each time it is asked for.
    ///
    /// ```swift
    /// switch error.problem {
    /// case let problem as Shop.ValidationProblem: show(problem.fields)
    /// case let problem as Shop.Problem: show(problem.title)
    /// default: show(error.localizedDescription)
    /// }
    /// ```
    public var problem: (any JSONValue)? { response.flatMap { details.operation?.problem(in: $0) } }
    /// The error below this one.
    public var underlying: (any Error)? { details.underlying }
}
