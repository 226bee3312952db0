import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Testing

/// A client on virtual time whose transport answers as scripted.
///
/// Windows have no clock margin and gates no jitter, so that every time can be foretold.
struct CallFixture: Sendable {
    let time: ManualTimeSource
    let limiter: RateLimiter
    let transport: RecordingTransport
    let core: ClientCore
    private let executor: RestingExecutor

    init(
        _ responses: ScriptedResponse..., policies: [RateLimitPolicy] = [.perMinute], plan: String? = nil,
        credentials: CredentialSet = CredentialSet(), limits: LimitSettings = LimitSettings(clockMargin: .none),
        retry: RetryOptions = .default, attemptTimeout: Duration? = nil,
        configure: (inout ClientOptions) -> Void = { _ in }
    ) {
        self.init(
            responses, policies: policies, plan: plan, credentials: credentials, limits: limits, retry: retry,
            attemptTimeout: attemptTimeout, configure: configure)
    }

    init(
        _ responses: [ScriptedResponse], policies: [RateLimitPolicy], plan: String? = nil,
        credentials: CredentialSet = CredentialSet(), limits: LimitSettings = LimitSettings(clockMargin: .none),
        retry: RetryOptions = .default, attemptTimeout: Duration? = nil,
        configure: (inout ClientOptions) -> Void = { _ in }
    ) {
        let (time, executor) = (ManualTimeSource(), RestingExecutor())
        var source = time.source
        source.executor = executor
        self.time = time
        self.executor = executor
        limiter = RateLimiter(time: source, random: { 0 })
        transport = RecordingTransport(time: source) { sent in
            responses.isEmpty ? .status(200, "{}") : responses[min(sent.number, responses.count - 1)]
        }
        var options = ClientOptions(
            limiter: limiter, limits: limits, retry: retry, attemptTimeout: attemptTimeout, random: { 0.5 })
        configure(&options)
        core = ClientCore(
            api: APIDescriptor(
                generatedFor: .paceline0_2, id: "Library", client: "Library/1.2", policies: policies, plan: plan),
            server: "https://library.example/v1", principals: ["account": "acme"], credentials: credentials,
            transport: transport, options: options)
    }

    /// Makes a call and returns the response's text. The time does not move by itself.
    func call(
        _ operation: OperationDescriptor = .list, _ options: CallOptions = .default
    ) async throws(CallError) -> String {
        try await core.text(RequestBuilder(operation, options))
    }

    /// Makes a call and moves the time to the next waking whenever all that can be done is done and someone sleeps,
    /// until the call has ended.
    func result(
        _ operation: OperationDescriptor = .list, _ options: CallOptions = .default
    ) async -> Result<String, CallError> {
        await result { () throws(CallError) in try await call(operation, options) }
    }

    /// The same for any way to call.
    func result<Value: Sendable>(
        of call: @escaping @Sendable () async throws(CallError) -> Value
    ) async -> Result<Value, CallError> {
        await withTaskGroup(of: Result<Value, CallError>?.self) { group in
            group.addTask(executorPreference: executor) {
                do throws(CallError) { return .success(try await call()) } catch { return .failure(error) }
            }
            group.addTask {
                while (try? await time.sleepers(atLeast: 1)) != nil {
                    await executor.rest()
                    if let wake = time.nextWake { time.advance(to: wake) }
                }
                return nil
            }
            let first = await group.next()
            group.cancelAll()
            return first.flatMap { $0 } ?? .failure(CallError(.cancelled, "the test was cancelled"))
        }
    }

    /// The error of a call that is expected to fail.
    func failure(
        _ operation: OperationDescriptor = .list, _ options: CallOptions = .default,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> CallError {
        let result = await result(operation, options)
        return try #require(throws: CallError.self, sourceLocation: sourceLocation) { try result.get() }
    }

    /// When requests were sent, in seconds.
    var sentAt: [Double] { transport.sent.map { Double($0.time.nanoseconds) / 1e9 } }

    /// The state of the first policy's bucket.
    var bucket: BucketSnapshot { core.limits.snapshot()[0] }
}

extension Task where Failure == any Error {
    /// The result of a call. The call is cancelled when the test is, as by its time limit, so that no mistake hangs.
    var outcome: Result<Success, any Error> {
        get async {
            await withTaskCancellationHandler {
                await result
            } onCancel: {
                cancel()
            }
        }
    }
}

/// Something that happens once, and that a test waits for.
struct Signal: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream() }

    func set() { continuation.yield() }

    func wait() async { _ = await stream.first { _ in true } }
}

extension HTTPFields {
    /// Fields by their names in text; what is no name is left out.
    init(_ pairs: [(String, String)]) {
        self.init()
        for (name, value) in pairs {
            if let name = HTTPField.Name(name) { append(HTTPField(name: name, value: value)) }
        }
    }
}

extension LimitSettings {
    /// Windows without clock margin, and nothing found out where nothing is declared.
    static let unobserved = LimitSettings(clockMargin: .none, undeclared: .off)
}

extension RateLimitPolicy {
    /// Two requests per minute and account, refused with 429.
    static let perMinute = RateLimitPolicy(name: "per-minute", numbers: .quota(2, per: .seconds(60)), per: ["account"])
    /// One request per minute, refused by message alone.
    static let one = RateLimitPolicy(
        name: "one", numbers: .quota(1, per: .seconds(60)),
        refusal: RefusalPattern(statuses: [], messages: ["Too much"]))
}

extension OperationDescriptor {
    static let list = OperationDescriptor(
        id: "listBooks", group: "Books", method: .get, path: "/books", limits: [AppliedLimit(.perMinute)])
    static let add = OperationDescriptor(
        id: "addBook", group: "Books", method: .post, path: "/books", limits: [AppliedLimit(.perMinute)])

    /// An operation without limits.
    static func unlimited(_ method: Method) -> OperationDescriptor {
        OperationDescriptor(id: "free", method: method, path: "/free")
    }

    /// An operation under the given limits.
    static func limited(_ policies: RateLimitPolicy..., cost: Double = 1) -> OperationDescriptor {
        OperationDescriptor(
            id: "limited", method: .post, path: "/limited", limits: policies.map { AppliedLimit($0, cost: cost) })
    }
}
