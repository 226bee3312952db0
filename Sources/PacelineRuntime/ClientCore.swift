import HTTPTypes
import PacelineLimiter

/// What every generated client is made of: server, credentials, transport and limits, and the calls over them.
public final class ClientCore: Sendable {
    let api: APIDescriptor
    let server: String
    let credentials: CredentialSet
    let transport: any Transport
    let options: ClientOptions
    /// The limits that the client keeps to.
    public let limits: ClientLimits

    /// A client of `api` at the URL `server`.
    ///
    /// - Parameters:
    ///   - api: The API's identity and limits.
    ///   - server: The base URL: `http` or `https`, a host, perhaps a path.
    ///   - principals: The values for the words of the policies' `per`, such as the account.
    ///   - credentials: What the security schemes ask for.
    ///   - transport: What sends the requests.
    ///   - options: The client's settings.
    public init(
        api: APIDescriptor, server: String, principals: [String: String] = [:], credentials: CredentialSet,
        transport: any Transport, options: ClientOptions
    ) {
        self.api = api
        self.server = server
        self.credentials = credentials
        self.transport = transport
        self.options = options
        limits = ClientLimits(api, principals: principals, settings: options.limits, limiter: options.limiter)
    }

    /// The same client for other principals: other buckets, all else alike.
    public func with(principals: [String: String]) -> ClientCore {
        ClientCore(
            api: api, server: server, principals: principals, credentials: credentials, transport: transport,
            options: options)
    }

    /// Makes the call and reads the answer's body as JSON.
    ///
    /// Throws ``CallError`` for everything but a success that the document describes.
    public func value<Value: JSONValue>(_ request: RequestBuilder) async throws(CallError) -> Value {
        try await answer(request) { answer throws(CallError) in
            do throws(JSONError) { return try JSONReader.decode(Value.self, from: answer.body) } catch {
                throw CallError(
                    .decoding, "the answer is not what the document says: \(error)", answer: answer, underlying: error)
            }
        }
    }

    /// Makes a call whose success carries nothing to read.
    ///
    /// Throws ``CallError`` for everything but a success.
    public func send(_ request: RequestBuilder) async throws(CallError) {
        try await answer(request) { _ in }
    }

    /// Makes the call and returns the answer's body as it is.
    ///
    /// Throws ``CallError`` for everything but a success.
    public func bytes(_ request: RequestBuilder) async throws(CallError) -> [UInt8] {
        try await answer(request) { $0.body }
    }

    /// Makes the call and returns the answer's body as text.
    ///
    /// Throws ``CallError`` for everything but a success, and when the body is not UTF-8.
    public func text(_ request: RequestBuilder) async throws(CallError) -> String {
        try await answer(request) { answer throws(CallError) in
            guard let text = String(validating: answer.body, as: UTF8.self) else {
                throw CallError(.decoding, "the answer is not UTF-8 text", answer: answer)
            }
            return text
        }
    }

    /// Makes the call and reads its answer with `read`.
    private func answer<Value>(
        _ request: RequestBuilder, read: (CallError.Answer) throws(CallError) -> Value
    ) async throws(CallError) -> Value {
        var call = Call(core: self, request: request)
        let answer = try await call.answer()
        do throws(CallError) { return try read(answer) } catch {
            throw error.of(request.operation, attempts: call.attempts)
        }
    }
}
