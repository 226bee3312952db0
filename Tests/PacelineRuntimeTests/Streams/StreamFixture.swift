import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting

/// Streams of a client on virtual time, under a window and a limit of one request at a time.
struct StreamFixture: Sendable {
    static let policies = [
        RateLimitPolicy(name: "per-minute", numbers: .quota(100, per: .seconds(60))),
        RateLimitPolicy(name: "at-a-time", numbers: .concurrency(1)),
    ]

    let fixture: CallFixture

    init(_ responses: ScriptedResponse..., configure: (inout ClientOptions) -> Void = { _ in }) {
        self.init(responses, configure: configure)
    }

    init(_ responses: [ScriptedResponse], configure: (inout ClientOptions) -> Void = { _ in }) {
        let backoff = Backoff(base: .seconds(2), minimum: .seconds(1))
        fixture = CallFixture(
            responses, policies: Self.policies, retry: RetryOptions(attempts: 3, backoff: backoff)
        ) { options in
            // Whoever is asleep waits for the time to go on, not for bytes.
            options.idleTimeout = nil
            configure(&options)
        }
    }

    var sent: [RecordingTransport.Sent] { fixture.transport.sent }

    /// Requests in flight, by the limiter: each ends once.
    var inFlight: Double { fixture.core.limits.snapshot().map(\.inFlight).reduce(0, +) }

    func events(
        _ method: OperationDescriptor.Method = .get, end: String? = nil, canResume: Bool = false,
        idempotency: OperationDescriptor.Idempotency = .method, _ options: CallOptions = .default
    ) async throws(CallError) -> ValueStream<ServerSentEvent<Int>> {
        let operation = OperationDescriptor(
            id: "watch", method: method, path: "/watch", limits: Self.policies.map { AppliedLimit($0) },
            idempotency: idempotency)
        return try await fixture.core.events(RequestBuilder(operation, options), end: end, canResume: canResume)
    }

    /// What a reader of the whole stream sees, while the time moves on by itself: the values, and the error that ended
    /// it.
    func read(
        _ open: @escaping @Sendable () async throws(CallError) -> ValueStream<ServerSentEvent<Int>>
    ) async -> (values: [Int], error: CallError?) {
        let result = await fixture.result { () throws(CallError) in
            var values: [Int] = []
            do throws(CallError) {
                for try await event in try await open() { values.append(event.data) }
            } catch {
                return (values, Optional(error))
            }
            return (values, nil)
        }
        return (try? result.get()) ?? ([], nil)
    }
}

extension ScriptedResponse {
    /// A stream of events.
    static func events(_ text: String) -> ScriptedResponse {
        .status(200, text, fields: [.contentType: "text/event-stream"])
    }
}
