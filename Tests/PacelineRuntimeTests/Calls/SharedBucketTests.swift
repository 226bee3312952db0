import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Testing

/// Clients of one limiter that do not agree about a limit, and settings that mean nothing.
@Suite(.timeLimit(.minutes(1))) struct SharedBucketTests {
    private static func settings(_ override: LimitSettings.Override) -> LimitSettings {
        var settings = LimitSettings(clockMargin: .none)
        settings.override(.perMinute, with: override)
        return settings
    }

    /// A second client of the fixture's limiter and transport.
    private func client(
        _ fixture: CallFixture, _ settings: LimitSettings, of policies: [RateLimitPolicy] = [.perMinute]
    ) -> ClientCore {
        ClientCore(
            api: APIDescriptor(generatedFor: .paceline0_2, id: "Library", policies: policies),
            server: "https://library.example/v1", principals: ["account": "acme"], credentials: CredentialSet(),
            transport: fixture.transport,
            options: ClientOptions(limiter: fixture.limiter, limits: settings, random: { 0.5 }))
    }

    private static let hidden = RateLimitPolicy(name: "hidden", numbers: .undisclosed, per: ["account"])

    /// One limit cannot be a window and a number of calls at a time: the second client's calls fail, and say why.
    @Test(arguments: [true, false]) func kindsDiffer(isWindowFirst: Bool) async throws {
        var other = LimitSettings(clockMargin: .none)
        other.override(Self.hidden, with: .init(concurrency: 2))
        let plain = LimitSettings(clockMargin: .none)
        let fixture = CallFixture(policies: [Self.hidden], limits: isWindowFirst ? plain : other)
        let second = client(fixture, isWindowFirst ? other : plain, of: [Self.hidden])
        let operation = OperationDescriptor.limited(Self.hidden)
        let error = await #expect(throws: CallError.self) {
            try await second.send(RequestBuilder(operation, .default))
        }
        #expect(error?.code == .invalidRequest)
        #expect(error?.policy == "hidden")
        #expect(error?.message.contains("hidden") == true)
        #expect(fixture.sentAt.isEmpty)
        _ = try await fixture.call(operation)
        #expect(fixture.sentAt == [0])
    }

    /// The same where the bucket's key stands in the request, so that it is declared by the call.
    @Test func kindsDifferByTheCall() async throws {
        let policy = RateLimitPolicy(
            name: "each", numbers: .undisclosed, per: [.request(.path("id"), word: "id")],
            refusal: RefusalPattern(messages: ["Too much"]))
        let operation = OperationDescriptor(
            id: "o", method: .get, path: "/{id}", limits: [AppliedLimit(policy)])
        var settings = LimitSettings()
        settings.override(policy, with: .init(concurrency: 1))
        let fixture = CallFixture(.hangs(), policies: [policy])
        let second = client(fixture, settings, of: [policy])
        let request = Self.request(operation, id: "1")
        let first = Task { try await fixture.core.send(request) }
        _ = try await fixture.transport.sent(atLeast: 1)
        let error = await #expect(throws: CallError.self) { try await second.send(request) }
        #expect(error?.policy == "each")
        first.cancel()
        _ = await first.outcome
    }

    /// Clients that disagree about a number all keep to the strictest, whoever calls last, until the stricter one is
    /// gone.
    @Test(arguments: [true, false]) func strictestHolds(isStrictFirst: Bool) async throws {
        let (strict, loose) = (Self.settings(.init(quota: 3)), Self.settings(.init(quota: 5)))
        let fixture = CallFixture(limits: isStrictFirst ? strict : loose)
        let second = client(fixture, isStrictFirst ? loose : strict)
        #expect(fixture.bucket.capacity == 3)
        _ = try await fixture.call()
        _ = try await second.text(RequestBuilder(.list, .default))
        _ = try await fixture.call()
        #expect(fixture.bucket.capacity == 3)
        #expect(fixture.bucket.held == 3)
        #expect(fixture.bucket.nextFree == .zero + .seconds(60))
        withExtendedLifetime(second) {}
    }

    /// Of two windows the one that lets less through in the long run holds: the smaller quota, as often as the larger
    /// one holds it.
    @Test(
        arguments: [
            (1, 60, 1, 120, 120), (2, 60, 1, 60, 60), (1, 60, 3, 240, 80), (1, 100, 3, 240, 100), (2, 60, 5, 240, 120),
        ] as [(Double, Int, Double, Int, Int)], [true, false])
    func strictestWindowHolds(_ numbers: (Double, Int, Double, Int, Int), isTurned: Bool) async throws {
        let one = Self.settings(.init(quota: numbers.0, window: .seconds(numbers.1)))
        let other = Self.settings(.init(quota: numbers.2, window: .seconds(numbers.3)))
        let fixture = CallFixture(limits: isTurned ? other : one)
        let second = client(fixture, isTurned ? one : other)
        #expect(fixture.bucket.capacity == min(numbers.0, numbers.2))
        for _ in 0..<Int(fixture.bucket.capacity) { _ = try await fixture.call() }
        #expect(fixture.bucket.nextFree == .zero + .seconds(numbers.4))
        withExtendedLifetime(second) {}
    }

    @Test func looserAgainWithoutTheStricter() async throws {
        let fixture = CallFixture(limits: Self.settings(.init(quota: 5)))
        do {
            let second = client(fixture, Self.settings(.init(quota: 3)))
            _ = try await second.text(RequestBuilder(.list, .default))
            #expect(fixture.bucket.capacity == 3)
            withExtendedLifetime(second) {}
        }
        #expect(fixture.bucket.capacity == 5)
        #expect(fixture.bucket.held == 1)
    }

    /// Numbers that no limit can have are the second client's mistake, told by its calls.
    @Test(
        arguments: [
            .init(quota: .nan), .init(quota: -1), .init(window: .zero), .init(window: .seconds(-1)), .init(burst: .nan),
            .init(granularity: .seconds(-1)),
        ] as [LimitSettings.Override])
    func impossibleNumbers(override: LimitSettings.Override) async throws {
        let fixture = CallFixture(limits: Self.settings(override))
        let error = try await fixture.failure()
        #expect(error.code == .invalidRequest)
        #expect(error.policy == "per-minute")
        #expect(fixture.sentAt.isEmpty)
    }

    /// Whatever else a setting may be, it ends no process.
    @Test func oddSettings() async throws {
        var settings = Self.settings(.init(quota: .infinity, window: .seconds(Int64.max), costFactor: -.infinity))
        settings.clockMargin = .init(fraction: .nan, maximum: .seconds(-1))
        settings.latencySpread = .seconds(-1)
        settings.grace = .seconds(-1)
        let retry = RetryOptions(
            attempts: .min, backoff: Backoff(base: .seconds(Int64.max), multiplier: .nan, maximum: .seconds(Int64.max)),
            refusals: .min, budget: .init(tokens: .max, ratio: .nan))
        let fixture = CallFixture(
            .fails(.maybeSent), .status(429, fields: [.retryAfter: "Sunday, 06-Nov-94 08:49:37 GMT"]), .status(503),
            .status(200), limits: settings, retry: retry
        ) { options in
            options.wallTime = { .nan }
            options.random = { .nan }
        }
        for _ in 0..<4 { _ = await fixture.result() }
        #expect(fixture.sentAt.count == 2, "after the refusal nobody waits for so long a window")
        for factor in [Double.nan, 1e300, 0] {
            let other = CallFixture(limits: Self.settings(.init(costFactor: factor)))
            _ = await other.result()
        }
        for backoff in [Backoff(base: .seconds(1), multiplier: -.infinity), Backoff(maximum: .seconds(Int64.max))] {
            #expect(backoff.delay(afterFailure: .max, random: 2) >= backoff.minimum)
        }
    }

    /// An absurd time shuts nobody out: calls fail with it at once, one may try after 10 minutes, and people can
    /// reopen.
    @Test func absurdTime() async throws {
        let years = "315360000"
        let fixture = CallFixture(
            .status(429, fields: [.retryAfter: years]), .status(429, fields: [.retryAfter: years]), .status(200))
        _ = try await fixture.failure()
        let early = try await fixture.failure()
        #expect(early.code == .exhausted)
        #expect(early.retryAfter == .seconds(366 * 86_400))
        fixture.time.advance(by: .seconds(600))
        _ = try await fixture.failure()
        #expect(fixture.sentAt == [0, 600])
        _ = try await fixture.failure()
        #expect(fixture.sentAt == [0, 600])
        fixture.core.limits.reopen()
        #expect(fixture.bucket.gatedUntil == nil)
        _ = try await fixture.call()
        #expect(fixture.sentAt == [0, 600, 600])
    }

    /// People reopen one policy's buckets, or one key's, and leave the others shut.
    @Test func reopenedByPolicyAndKey() async throws {
        let (a, b) = (Self.each("a"), Self.each("b"))
        let fixture = CallFixture(.status(429), policies: [a, b], retry: .never)
        for id in ["1", "2"] {
            for policy in [a, b] {
                let request = Self.request(
                    OperationDescriptor(id: "o", method: .get, path: "/{id}", limits: [AppliedLimit(policy)]), id: id)
                await #expect(throws: CallError.self) { try await fixture.core.send(request) }
            }
        }
        fixture.core.limits.reopen(a, key: "2")
        #expect(Set(shut(fixture)) == ["a 1", "b 1", "b 2"])
        fixture.core.limits.reopen(b)
        #expect(shut(fixture) == ["a 1"])
    }

    private static func request(_ operation: OperationDescriptor, id: String) -> RequestBuilder {
        var request = RequestBuilder(operation, .default)
        request.path("id", id)
        return request
    }

    private static func each(_ name: String) -> RateLimitPolicy {
        RateLimitPolicy(
            name: name, numbers: .quota(9, per: .seconds(60)), per: [.request(.path("id"), word: "id")])
    }

    private func shut(_ fixture: CallFixture) -> [String] {
        fixture.core.limits.snapshot().filter { $0.gatedUntil != nil }.map { "\($0.name.suffix(1)) \($0.key)" }
    }

    /// What was not fetched and dropped is counted.
    @Test func droppedEvents() async throws {
        let fixture = CallFixture(policies: [])
        let many = RateLimitPolicy(name: "many", numbers: .quota(9000, per: .seconds(60)))
        let core = client(fixture, LimitSettings(), of: [many])
        let events = core.limits.events
        #expect(events.droppedCount == 0)
        for _ in 0..<1100 { try await core.send(RequestBuilder(.limited(many), .default)) }
        #expect(events.droppedCount == 1100 - 1024)
    }
}
