import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Testing

/// Which buckets a client's calls draw on, and by which numbers.
@Suite(.timeLimit(.minutes(1))) struct LimitSettingsTests {
    private static func settings(_ override: LimitSettings.Override) -> LimitSettings {
        var settings = LimitSettings(clockMargin: .none)
        settings.override(.perMinute, with: override)
        return settings
    }

    /// When five calls were sent that were made one after the other.
    private func times(_ fixture: CallFixture) async throws -> [Double] {
        for _ in 0..<5 { _ = try await fixture.result().get() }
        return fixture.sentAt
    }

    @Test func declared() async throws {
        #expect(try await times(CallFixture()) == [0, 0, 60, 60, 120])
    }

    @Test func clockMargin() async throws {
        #expect(try await times(CallFixture(limits: .declared)) == [0, 0, 60.6, 60.6, 121.2])
    }

    @Test func quota() async throws {
        let fixture = CallFixture(limits: Self.settings(.init(quota: 4)))
        #expect(try await times(fixture) == [0, 0, 0, 0, 60])
        #expect(fixture.core.limits.policies.map(\.numbers.quota) == [4])
        #expect(fixture.core.limits.policies.map(\.description) == ["4 requests per 60 s, per account"])
    }

    @Test func window() async throws {
        let fixture = CallFixture(limits: Self.settings(.init(window: .seconds(3))))
        #expect(try await times(fixture) == [0, 0, 3, 3, 6])
    }

    @Test func retryAfter() async throws {
        let fixture = CallFixture(
            .status(429, fields: [.retryAfter: "30"]), .status(200),
            limits: Self.settings(.init(retryAfter: .seconds(2))))
        _ = try await fixture.result().get()
        #expect(fixture.sentAt == [0, 2])
    }

    /// An overridden window is also the wait after a refusal that tells none.
    @Test func windowAfterRefusal() async throws {
        let fixture = CallFixture(
            .status(429), .status(200), limits: Self.settings(.init(window: .seconds(3))))
        _ = try await fixture.result().get()
        #expect(fixture.sentAt == [0, 3])
    }

    @Test func notEnforced() async throws {
        let fixture = CallFixture(limits: .notEnforced)
        #expect(try await times(fixture) == [0, 0, 0, 0, 0])
        #expect(fixture.bucket.held == 0)
    }

    @Test func assumedFull() async throws {
        let fixture = CallFixture(limits: LimitSettings(clockMargin: .none, coldStart: .assumeFull))
        #expect(try await times(fixture) == [60, 60, 120, 120, 180])
    }

    @Test func twoPrincipalsHaveTwoBuckets() async throws {
        let fixture = CallFixture()
        let other = fixture.core.with(principals: ["account": "other"])
        for _ in 0..<2 {
            _ = try await fixture.call()
            try await other.send(RequestBuilder(.list, .default))
        }
        #expect(fixture.sentAt == [0, 0, 0, 0])
        #expect(fixture.core.limits.snapshot().map(\.key) == ["acme"])
        #expect(other.limits.snapshot().map(\.key) == ["other"])
        #expect(other.limits.snapshot().map(\.held) == [2])
        _ = try await fixture.result().get()
        #expect(fixture.sentAt.last == 60)
    }

    @Test func samePrincipalsShareABucket() async throws {
        let fixture = CallFixture()
        let twin = fixture.core.with(principals: ["account": "acme"])
        for _ in 0..<2 { try await twin.send(RequestBuilder(.list, .default)) }
        _ = try await fixture.result().get()
        #expect(fixture.sentAt == [0, 0, 60])
    }

    /// What `per` does not name does not partition.
    @Test func principalsThatDoNotCount() async throws {
        let fixture = CallFixture(policies: [.one])
        let other = fixture.core.with(principals: ["account": "other"])
        _ = try await fixture.call(.limited(.one))
        let error = try await #require(throws: CallError.self) {
            try await other.send(RequestBuilder(.limited(.one), CallOptions(timeout: .seconds(1))))
        }
        #expect(error.code == .deadline)
    }

    /// All buckets or none: who waits for one holds nothing of the other.
    @Test func allOrNone() async throws {
        let fixture = CallFixture(policies: [.perMinute, .one])
        _ = try await fixture.call(.limited(.perMinute, .one))
        let waiting = Task { try await fixture.call(.limited(.perMinute, .one)) }
        try await fixture.time.sleepers()
        #expect(fixture.core.limits.snapshot().map(\.waiting) == [0, 1])
        #expect(fixture.core.limits.snapshot().map(\.held) == [1, 1])
        _ = try await fixture.call(.list)
        #expect(fixture.core.limits.snapshot().map(\.held) == [2, 1])
        fixture.time.advance(by: .seconds(60))
        _ = try await waiting.outcome.get()
        #expect(fixture.sentAt == [0, 0, 60])
    }

    @Test func costs() async throws {
        let fixture = CallFixture()
        _ = try await fixture.call(.limited(.perMinute, cost: 1.5))
        _ = try await fixture.call(.limited(.perMinute, cost: 0.5))
        _ = try await fixture.result(.limited(.perMinute, cost: 0.25)).get()
        #expect(fixture.sentAt == [0, 0, 60])
    }

    /// An urgent call goes before those that wait already.
    @Test func priority() async throws {
        let fixture = CallFixture(policies: [.one])
        _ = try await fixture.call(.limited(.one))
        let normal = Task { try await fixture.call(.limited(.one)) }
        try await fixture.time.sleepers()
        let urgent = Task { try await fixture.call(.limited(.one), CallOptions(priority: .high)) }
        while fixture.bucket.waiting < 2, !Task.isCancelled { await Task.yield() }
        fixture.time.advance(by: .seconds(60))
        _ = try await urgent.outcome.get()
        #expect(fixture.sentAt == [0, 60])
        try await fixture.time.sleepers()
        fixture.time.advance(by: .seconds(60))
        _ = try await normal.outcome.get()
    }
}
