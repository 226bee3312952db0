public import HTTPTypes
public import Logging
public import PacelineLimiter
import PacelineURLs

/// An API's rate limits for requests that another client makes.
///
/// ```swift
/// let limits = Petstore.limitedRequests(account: "acme")
/// let (response, body) = try await limits.admit(request) { try await client.send(request) }
/// ```
///
/// Each request is found among the API's operations by its method and its path, waits until the limits of its operation
/// admit it, and what its response tells of limits is heard. `paceline generate --only limits` generates what it needs.
/// Give it the requests of one API only: their host is not looked at.
public struct LimitedRequests: Sendable {
    /// How the limits are kept.
    public struct Options: Sendable {
        /// The limiter that counts the requests; clients of the same API that share it share their quota.
        public var limiter: RateLimiter
        /// How the declared limits are kept.
        public var limits: LimitSettings
        /// The functions that estimate what requests will cost, by the names that the document has for them.
        public var estimators: [String: CostEstimator]
        /// The longest wait that a server may impose by a refusal, or by numbers that it tells: see
        /// ``RetryOptions/maximumWait``.
        public var maximumWait: Duration?
        /// The security schemes that the requests use, by their names in the document; none for requests without
        /// credentials. nil means that it is not known: then a limit counts for whatever scheme it is.
        public var schemes: [String]?
        /// Told of waits at debug level.
        public var logger: Logger?
        var random: @Sendable () -> Double = { .random(in: 0..<1) }
        var wallTime: (@Sendable () -> Double)?

        /// The default options; change what differs.
        public init(
            limiter: RateLimiter = .shared, limits: LimitSettings = .declared,
            estimators: [String: CostEstimator] = [:], maximumWait: Duration? = nil, schemes: [String]? = nil,
            logger: Logger? = nil
        ) {
            self.limiter = limiter
            self.limits = limits
            self.estimators = estimators
            self.maximumWait = maximumWait
            self.schemes = schemes
            self.logger = logger
        }
    }

    let core: ClientCore
    /// By whole paths, and by paths below the base URL.
    private let (absolute, relative): (OperationIndex, OperationIndex)
    private let byID: [String: OperationDescriptor]
    /// What requests are that no operation matches, by their methods.
    private let others: [OperationDescriptor.Method: OperationDescriptor]

    /// The limits of `api` for requests to `server`.
    ///
    /// - Parameters:
    ///   - api: The API's identity and limits.
    ///   - operations: Its operations, each with what it draws on.
    ///   - others: What a request draws on that is of none of them.
    ///   - server: The server that is called; the path of its URL is taken off the paths of requests.
    ///   - usesOperationServers: Whether operations that have a server of their own are called there.
    ///   - principals: The values for the words of the policies' `per`, such as the account.
    ///   - options: How the limits are kept.
    public init(
        api: APIDescriptor, operations: [OperationDescriptor], others: [AppliedLimit] = [], server: ServerAddress,
        usesOperationServers: Bool = false, principals: [String: String] = [:], options: Options = Options()
    ) {
        core = ClientCore(
            api: api, server: server, usesOperationServers: usesOperationServers, principals: principals,
            credentials: CredentialSet(ofOthers: options.schemes), transport: NoTransport(),
            options: ClientOptions(
                limiter: options.limiter, limits: options.limits, estimators: options.estimators,
                retry: RetryOptions(maximumWait: options.maximumWait), logger: options.logger, random: options.random,
                wallTime: options.wallTime))
        absolute = OperationIndex(operations) { operation in
            let address = usesOperationServers ? server.address(of: operation) : server
            return (try? address.parts().path) ?? ""
        }
        relative = OperationIndex(operations)
        byID = Dictionary(operations.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let methods: [OperationDescriptor.Method] = [.get, .put, .post, .delete, .options, .head, .patch, .trace]
        self.others = Dictionary(
            uniqueKeysWithValues: methods.map { method in
                // No operation's id holds a blank.
                (method, OperationDescriptor(id: "other \(method.rawValue)", method: method, path: "", limits: others))
            })
    }

    /// The limits, where they can be kept.
    ///
    /// Throws ``CallError`` where no request would be admitted: when a function is missing by which costs are
    /// estimated, a time zone is not known, or the settings do not fit the API.
    public func checked() throws(CallError) -> LimitedRequests {
        _ = try core.checked()
        return self
    }

    /// The declared limits, what is left of them, and who waits.
    public var limits: ClientLimits { core.limits }

    /// The operation that a request is of; nil where no template matches.
    ///
    /// A segment of text goes before one with a parameter, percent-encoding does not matter, and a slash at the end
    /// does not count. The path of a request that names a host is the whole one; that of a request which names none, as
    /// those of other generated clients, is below the base URL. Whichever it is, the other reading is tried, too.
    ///
    /// - Complexity: O(n) in the operations of the method whose paths have as many segments
    public func operation(of request: HTTPRequest) -> OperationDescriptor? { match(request, id: nil)?.operation }

    /// The request as limits read it.
    func builder(_ request: HTTPRequest, id: String?, body: [UInt8]?, _ options: CallOptions) -> RequestBuilder {
        let match = match(request, id: id)
        let method = OperationDescriptor.Method(rawValue: request.method.rawValue) ?? .post
        // There is one for each method.
        let operation = match?.operation ?? others[method] ?? OperationDescriptor(id: "other", method: method, path: "")
        return RequestBuilder(operation, options, reading: request, values: match?.values ?? [], body: body)
    }

    private func match(_ request: HTTPRequest, id: String?) -> OperationIndex.Match? {
        let path = request.path ?? "/"
        let isWhole = request.authority?.isEmpty == false
        let (first, second) = isWhole ? (absolute, relative) : (relative, absolute)
        let known = id.flatMap { byID[$0] }
        let match =
            first.match(request.method, path, id: known?.id) ?? second.match(request.method, path, id: known?.id)
        // An operation that is known is meant wherever its requests go; then nothing is read of their paths.
        return match ?? known.map { OperationIndex.Match(operation: $0, values: []) }
    }
}

/// Stands where a client has its transport: others send the requests.
private struct NoTransport: Transport {
    func send(
        _ request: HTTPRequest, body: RequestBody, context: TransportContext
    ) async throws(TransportError) -> (HTTPResponse, ResponseBody) {
        throw TransportError(.notSent, "limited requests are sent by their own client")
    }
}
