import HTTPTypes
import PacelineLimiter

/// What every generated client is made of: server, credentials, transport and limits, and the calls over them.
public final class ClientCore: Sendable {
    let api: APIDescriptor
    let server: ServerAddress
    let usesOperationServers: Bool
    let credentials: CredentialSet
    let transport: any Transport
    /// Whether exchanges end in time by themselves: their transport does, and there is no middleware, which may do as
    /// it likes.
    let keepsTime: Bool
    let options: ClientOptions
    /// What bounds the repetitions of failed requests: one for all copies of the client, since they meet the same
    /// server.
    let budget: RetryBudget
    /// The value of the User-Agent field; nil for none.
    let userAgent: String?
    /// The names of ``ClientOptions/requestIDFields``.
    let requestIDFields: [HTTPField.Name]
    /// The calls under way that others may join.
    let coalesced = CoalescedCalls()
    /// The limits that the client keeps to.
    public let limits: ClientLimits

    /// A client of `api` at `server`.
    ///
    /// - Parameters:
    ///   - api: The API's identity and limits.
    ///   - server: The server that it calls.
    ///   - usesOperationServers: Whether operations that have a server of their own are called there.
    ///   - principals: The values for the words of the policies' `per`, such as the account.
    ///   - credentials: What the security schemes ask for.
    ///   - transport: The HTTP transport.
    ///   - options: The client's settings.
    public convenience init(
        api: APIDescriptor, server: ServerAddress, usesOperationServers: Bool = false,
        principals: [String: String] = [:],
        credentials: CredentialSet, transport: any Transport, options: ClientOptions
    ) {
        self.init(
            api: api, server: server, usesOperationServers: usesOperationServers, principals: principals,
            credentials: credentials, transport: transport, options: options, budget: RetryBudget())
    }

    private init(
        api: APIDescriptor, server: ServerAddress, usesOperationServers: Bool, principals: [String: String],
        credentials: CredentialSet, transport: any Transport, options: ClientOptions, budget: RetryBudget
    ) {
        self.api = api
        self.server = server
        self.usesOperationServers = usesOperationServers
        self.credentials = credentials
        self.transport = transport
        let keeper = transport as? any TransportKeepingTime
        keepsTime = keeper.map { options.middleware.isEmpty || $0.isTimeSimulated } ?? false
        self.options = options
        self.budget = budget
        userAgent = options.userAgent.text(of: api.client)
        requestIDFields = options.requestIDFields.compactMap { HTTPField.Name($0) }
        let table = LimitTable(
            api, principals: principals, server: server, usesOperationServers: usesOperationServers,
            credentials: credentials, settings: options.limits, estimators: options.estimators, retry: options.retry,
            limiter: options.limiter)
        limits = ClientLimits(table, limiter: options.limiter)
    }

    /// The client, where it can make calls.
    ///
    /// Throws ``CallError`` where every call would fail: when a function is missing by which costs are estimated, a
    /// time zone is not known, or the settings do not fit the API.
    public func checked() throws(CallError) -> ClientCore {
        if let problem = limits.table.problem { throw problem }
        return self
    }

    /// The same client for other principals: other buckets, all else alike.
    public func with(principals: [String: String]) -> ClientCore {
        ClientCore(
            api: api, server: server, usesOperationServers: usesOperationServers, principals: principals,
            credentials: credentials, transport: transport, options: options, budget: budget)
    }

    /// Makes the call and reads the response's body as JSON.
    ///
    /// Throws ``CallError`` for everything but a success that the document describes.
    public func value<Value: JSONValue>(_ request: RequestBuilder) async throws(CallError) -> Value {
        try await response(request, as: Value.self) { response throws(JSONError) in try response.decode() }
    }

    /// Makes the call and reads the response's body as JSON; nil when it has none, as some successes do.
    ///
    /// Throws ``CallError`` for everything but a success that the document describes.
    public func optionalValue<Value: JSONValue>(_ request: RequestBuilder) async throws(CallError) -> Value? {
        try await response(request, as: Value.self) { response throws(JSONError) in
            response.body.isEmpty ? nil : try response.decode(Value?.self)
        }
    }

    /// Makes the call of a list's page and reads the response's body as JSON, beside the response itself.
    ///
    /// Throws ``CallError`` for everything but a success that the document describes.
    ///
    /// - Parameter read: Reads the body.
    func page<Value: JSONValue>(
        _ request: RequestBuilder, _ read: @escaping @Sendable (Response) throws(JSONError) -> Value
    ) async throws(CallError) -> (Value, Response) {
        try await response(request, as: Value.self) { response throws(JSONError) in (try read(response), response) }
    }

    /// Makes the call and reads the response by its status.
    ///
    /// Throws ``CallError`` for everything but a success that the document describes.
    public func union<Union: ResponseUnion>(_ request: RequestBuilder) async throws(CallError) -> Union {
        try await response(request) { response throws(JSONError) in try Union(reading: response) }
    }

    /// Makes a call whose success carries nothing to read.
    ///
    /// Throws ``CallError`` for everything but a success.
    public func send(_ request: RequestBuilder) async throws(CallError) {
        try await response(request) { _ throws(JSONError) in }
    }

    /// Makes the call and returns the response's body while it arrives.
    ///
    /// Throws ``CallError`` for everything but a success.
    public func download(_ request: RequestBuilder) async throws(CallError) -> Download {
        let (response, body, _) = try await outcome(of: request, .streamed)
        return body.map { Download($0) } ?? response.download
    }

    /// Makes the call and returns the response's body as text.
    ///
    /// Throws ``CallError`` for everything but a success, and when the body is not UTF-8.
    public func text(_ request: RequestBuilder) async throws(CallError) -> String {
        try await response(request) { response throws(JSONError) in try response.text() }
    }

    /// Makes the call and returns the response's body while it arrives; nil when it has none, as some successes do.
    ///
    /// Throws ``CallError`` for everything but a success.
    public func optionalDownload(_ request: RequestBuilder) async throws(CallError) -> Download? {
        let (response, body, _) = try await outcome(of: request, .streamed)
        guard let body else { return response.body.isEmpty ? nil : response.download }
        return try await body.isEmpty() ? nil : Download(body)
    }

    /// Makes the call and returns the response's body as text; nil when it has none, as some successes do.
    ///
    /// Throws ``CallError`` for everything but a success, and when the body is not text.
    public func optionalText(_ request: RequestBuilder) async throws(CallError) -> String? {
        try await response(request) { response throws(JSONError) in response.body.isEmpty ? nil : try response.text() }
    }

    /// Makes the call and returns the text that the response is, in whatever media type it comes.
    ///
    /// Throws ``CallError`` for everything but a success, and when the body is not text.
    public func anyText(_ request: RequestBuilder) async throws(CallError) -> String {
        try await response(request) { response throws(JSONError) in try response.anyText() }
    }

    /// Makes the call and returns the text that the response is, in whatever media type it comes; nil when it has no
    /// body.
    ///
    /// Throws ``CallError`` for everything but a success, and when the body is not text.
    public func optionalAnyText(_ request: RequestBuilder) async throws(CallError) -> String? {
        try await response(request) { response throws(JSONError) in response.body.isEmpty ? nil : try response.anyText()
        }
    }

    /// Makes the call and reads its response with `read`.
    private func response<Value>(
        _ request: RequestBuilder, as type: Any.Type? = nil, read: (Response) throws(JSONError) -> Value
    ) async throws(CallError) -> Value {
        let (response, attempts) = try await collected(request, type)
        do throws(JSONError) { return try read(response) } catch {
            throw CallError(
                .decoding, "the response is not what the document says: \(error)", response: response, underlying: error
            ).of(request.operation, attempts: attempts)
        }
    }

    /// Makes the call, or shares that of another caller, and tells of its response whom its options name.
    private func collected(
        _ request: RequestBuilder, _ type: Any.Type?
    ) async throws(CallError) -> (response: Response, attempts: Int) {
        guard coalesces(request) else {
            let (response, _, run) = try await outcome(of: request, .collected(type))
            return (response, run.attempts)
        }
        return try await telling(request.options) { () async throws(CallError) in
            let (response, attempts) = try await coalescedOutcome(of: request, type)
            return (response, (response, attempts))
        }
    }

    /// Makes the call, and tells of its response whom its options name.
    func outcome(
        of request: RequestBuilder, _ reading: Call.Reading
    ) async throws(CallError) -> (response: Response, body: OpenBody?, run: CallRun) {
        try await telling(request.options) { () async throws(CallError) in
            var run = CallRun(Call(core: self, request: request, reading: reading))
            let (response, body) = try await run.response()
            return (response, (response, body, run))
        }
    }

    /// Hands on the response that ends a call, a failure's, too.
    private func telling<Outcome>(
        _ options: CallOptions, _ call: () async throws(CallError) -> (Response, Outcome)
    ) async throws(CallError) -> Outcome {
        do throws(CallError) {
            let (response, outcome) = try await call()
            tell(options, of: response)
            return outcome
        } catch {
            tell(options, of: error.response)
            throw error
        }
    }
}

extension ClientCore {
    /// Hands on the response that ended a call.
    private func tell(_ options: CallOptions, of response: Response?) {
        options.capture?.keep(response)
        if let response { options.onResponse?(response) }
    }
}

extension ClientCore {
    /// Where a call goes: where its options say, to the operation's own server, or to the client's.
    func address(of request: RequestBuilder) -> ServerAddress {
        if let server = request.options.server { return ServerAddress(server) }
        return usesOperationServers ? server.address(of: request.operation) : server
    }
}
