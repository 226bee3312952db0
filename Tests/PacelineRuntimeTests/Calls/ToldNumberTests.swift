import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Testing

/// Numbers that responses tell of declared limits: which are believed, and what absurd ones do.
@Suite(.timeLimit(.minutes(1))) struct ToldNumberTests {
    private static func policy(
        quota: Double = 3, burst: Double? = nil, learns: Bool = true, fields: QuotaFields
    ) -> RateLimitPolicy {
        RateLimitPolicy(
            name: "p",
            numbers: .quota(quota, per: .seconds(10), algorithm: burst.map { .tokenBucket(burst: $0) } ?? .unknown),
            fields: fields, isLearned: learns)
    }

    private static let named = QuotaFields.named(
        limit: .header("Most"), remaining: .header("Left"), reset: .init(.header("Again"), .delta),
        rate: .header("Rate"))

    private static func fields(_ values: [String: String]) -> HTTPFields {
        var fields = HTTPFields()
        for (name, value) in values { if let name = HTTPField.Name(name) { fields[name] = value } }
        return fields
    }

    /// What a client has a bucket keep to after one response with these fields.
    private static func limit(
        after fields: [String: String], _ policy: RateLimitPolicy, configure: (inout ClientOptions) -> Void = { _ in }
    ) async -> (capacity: Double, hold: Duration)? {
        let timeline = Timeline { _ in .status(200, fields: Self.fields(fields)) }
        let core = timeline.core([policy], configure: configure)
        let operation = OperationDescriptor(id: "get", method: .get, path: "/", limits: [AppliedLimit(policy, cost: 1)])
        timeline.calls(["a"], of: operation, on: core)
        await timeline.run()
        return core.limits.snapshot().first.map { ($0.capacity, $0.limit.hold) }
    }

    /// Who learns takes larger numbers over; who does not, only smaller ones.
    @Test(arguments: [(true, "5", 5.0), (true, "2", 2), (false, "5", 3), (false, "2", 2), (true, "soon", 3)])
    func learningLoosens(_ learns: Bool, _ told: String, _ capacity: Double) async {
        let limit = await Self.limit(after: ["Most": told], Self.policy(learns: learns, fields: Self.named))
        #expect(limit?.capacity == capacity)
    }

    /// A rate and what a token bucket holds.
    @Test func rateAndBurst() async {
        let policy = Self.policy(burst: 4, fields: Self.named)
        let limit = await Self.limit(after: ["Most": "8", "Rate": "2"], policy)
        #expect(limit?.capacity == 8 && limit?.hold == .milliseconds(4_000))
        let rate = await Self.limit(after: ["Rate": "2"], policy)
        #expect(rate?.capacity == 4 && rate?.hold == .milliseconds(2_000))
    }

    /// What would let nothing through any more, is no number, or belongs to another window.
    @Test(arguments: [
        ["Most": "0"], ["Most": "0.0001"], ["Most": "-1"], ["Most": "NaN"], ["Most": "1e400"], ["Rate": "0"],
        ["Rate": "1e-300", "Most": "0.5"], ["Rate": "1e-7"],
    ]) func absurdNumbersAreNotTaken(_ fields: [String: String]) async {
        let limit = await Self.limit(after: fields, Self.policy(fields: Self.named))
        #expect(limit?.capacity == 3 && limit?.hold == .milliseconds(10_000))
    }

    /// Of a window that the server advertises besides its quota: the policy's own, or what a policy learns, up to a
    /// month.
    @Test(
        arguments: [
            (false, "\"p\";q=2;w=10", 2.0, 10_000), (false, "\"p\";q=2;w=999999999", 3, 10_000),
            (true, "\"p\";q=9;w=60", 9, 60_000), (true, "\"p\";q=9;w=999999999", 3, 10_000),
        ] as [(Bool, String, Double, Int)])
    func advertisedWindows(_ learns: Bool, _ policy: String, _ capacity: Double, _ hold: Int) async {
        let limit = await Self.limit(
            after: ["RateLimit-Policy": policy, "RateLimit": "\"p\";r=2"], Self.policy(learns: learns, fields: .ietf))
        #expect(limit?.capacity == capacity && limit?.hold == .milliseconds(hold))
    }

    /// What a client overrides it knows better: responses make it stricter, and no more.
    @Test func overridesAreKept() async {
        let policy = Self.policy(fields: Self.named)
        let larger = await Self.limit(after: ["Most": "9"], policy) { options in
            options.limits.override(policy, with: .init(quota: 2))
        }
        #expect(larger?.capacity == 2)
    }

    /// A rate by which a full bucket would take years to fill, whoever tells it, and wherever it stands.
    @Test(arguments: ["0.0000001", "0.00000000001", "2"]) func slowRates(rate: String) async {
        let policy = Self.policy(burst: 4, fields: .named(templates: [QuotaFields.Template("Quota", "{rate}/s")]))
        #expect(policy.fields?.tellsNumbers ?? false)
        let limit = await Self.limit(after: ["Quota": "\(rate)/s"], policy)
        #expect(limit?.hold == (rate == "2" ? .seconds(2) : .nanoseconds(13_333_333_334)))
    }

    /// A window of days that the server makes up stops nobody in silence.
    @Test func longWaitsEndWithAnError() async {
        let policy = Self.policy(fields: .ietf)
        let timeline = Timeline { _ in
            .status(
                200,
                fields: Self.fields(["RateLimit-Policy": "\"p\";q=1;w=2000000", "RateLimit": "\"p\";r=0;t=2000000"]))
        }
        let core = timeline.core([policy])
        let operation = OperationDescriptor(id: "get", method: .get, path: "/", limits: [AppliedLimit(policy, cost: 1)])
        timeline.calls(["a"], of: operation, on: core)
        timeline.calls(["b"], of: operation, on: core, at: .seconds(1))
        await timeline.run()
        #expect(timeline.diagram == "0s a a:200 a. | 1s b!exhausted")
    }

    /// The body of a download is not read for what counts: the request stays counted.
    @Test func streamedBodiesTellNothing() async throws {
        var policy = Self.policy(quota: 1, learns: false, fields: .ietf)
        policy.fields = nil
        policy.counts = ResponsePattern(messages: ["counted"])
        let fixture = Timeline { _ in .status(200) }
        let core = fixture.core([policy])
        let operation = OperationDescriptor(id: "get", method: .get, path: "/", limits: [AppliedLimit(policy, cost: 1)])
        let limits = core.limits.table.limits(of: RequestBuilder(operation, .default))
        let bucket = try #require(limits.draws.first?.bucket)
        let limiter = core.options.limiter
        guard case .permit(let permit) = limiter.tryAcquire(bucket) else {
            Issue.record("no permit")
            return
        }
        HeadReport(HTTPResponse(status: .ok), limits: limits, isStreamed: true, wallTime: { 0 }).tell(permit)
        #expect(limiter.snapshot(of: bucket).held == 1)
        permit.finish()
    }

    /// Keys that come once, each with an identity of its own: nothing of them stays.
    @Test func keysThatComeOnceAreForgotten() async {
        let policy = RateLimitPolicy(
            name: "p", numbers: .undisclosed, per: [.request(.path("id"), word: "id")],
            fields: .named(
                limit: .header("Most"), remaining: .header("Left"), reset: .init(.header("Again"), .delta),
                bucket: .header("Bucket")), isLearned: true)
        let operation = OperationDescriptor(
            id: "get", method: .get, path: "/{id}", limits: [AppliedLimit(policy, cost: 1)])
        let timeline = Timeline { sent in
            .status(
                200, fields: Self.fields(["Most": "5", "Left": "4", "Again": "1", "Bucket": "b\(sent.number)"]))
        }
        let core = timeline.core([policy])
        for number in 0..<2_000 {
            timeline.call("c\(number)", at: .milliseconds(10 * number)) {
                var request = RequestBuilder(operation, .default)
                request.path("id", "\(number)")
                try await core.send(request)
            }
        }
        await timeline.run()
        // Those of the last second are held; two are looked at with each declaration.
        #expect(core.limits.snapshot().count <= 2 * 105)
    }

    /// A key that stands in the request is declared anew with each: what responses told of it stays.
    @Test func toldNumbersOutliveTheRequestsOfAKey() async {
        let policy = RateLimitPolicy(
            name: "p", numbers: .quota(60, per: .seconds(10)), per: [.request(.path("id"), word: "id")],
            fields: Self.named, isLearned: true)
        let operation = OperationDescriptor(
            id: "get", method: .get, path: "/{id}", limits: [AppliedLimit(policy, cost: 1)])
        let timeline = Timeline { _ in .status(200, fields: Self.fields(["Most": "2"])) }
        let core = timeline.core([policy])
        for (name, second) in [("a", 0), ("b", 1), ("c", 2), ("d", 3)] {
            timeline.call(name, at: .seconds(second)) {
                var request = RequestBuilder(operation, .default)
                request.path("id", "1")
                try await core.send(request)
            }
        }
        await timeline.run()
        #expect(timeline.sends == "0s a | 1s b | 10s c | 11s d")
    }

    /// A window ends by the server's clock alone: without its Date nothing is free before the hold is over.
    @Test(arguments: [(true, "0s a | 6s b"), (false, "0s a | 10s b")])
    func windowsEndByTheServersClock(_ tellsDate: Bool, _ sends: String) async {
        let policy = RateLimitPolicy(name: "p", numbers: .quota(1, per: .seconds(10), algorithm: .fixed(.clock)))
        let operation = OperationDescriptor(id: "get", method: .get, path: "/", limits: [AppliedLimit(policy, cost: 1)])
        let timeline = Timeline { _ in
            .status(200, fields: tellsDate ? [.date: "Thu, 01 Jan 1970 00:00:05 GMT"] : [:])
        }
        let core = timeline.core([policy]) { $0.wallTime = { 5 } }
        timeline.calls(["a"], of: operation, on: core)
        timeline.calls(["b"], of: operation, on: core)
        await timeline.run()
        #expect(timeline.sends == sends)
    }

    /// A server that stamps in steps of some seconds begins its windows late by so much.
    @Test func windowsEndWithTheStampsOfTheServer() async {
        let numbers = RateLimitNumbers.quota(
            1, per: .seconds(12), algorithm: .fixed(.clock), granularity: .seconds(5))
        let policy = RateLimitPolicy(name: "p", numbers: numbers)
        let operation = OperationDescriptor(id: "get", method: .get, path: "/", limits: [AppliedLimit(policy, cost: 1)])
        let timeline = Timeline { _ in .status(200, fields: [.date: "Thu, 01 Jan 1970 00:00:05 GMT"]) }
        let core = timeline.core([policy])
        timeline.calls(["a", "b"], of: operation, on: core)
        await timeline.run()
        #expect(timeline.sends == "0s a | 13s b")
    }

    /// A plan that cannot be made leaves nothing behind, however often it is tried.
    @Test func plansThatCannotBeMade() async {
        let window = RateLimitPolicy(name: "p", numbers: .quota(3, per: .seconds(10)), per: [.operation])
        let places = RateLimitPolicy(name: "q", numbers: .concurrency(2), per: [.operation])
        let other = RateLimitPolicy(name: "q", numbers: .quota(3, per: .seconds(10)), per: [.operation])
        let operation = OperationDescriptor(
            id: "get", method: .get, path: "/", limits: [AppliedLimit(window, cost: 1), AppliedLimit(places, cost: 1)])
        let same = OperationDescriptor(id: "get", method: .get, path: "/", limits: [AppliedLimit(other, cost: 1)])
        let timeline = Timeline { _ in .status(200) }
        let first = timeline.core([other])
        let second = timeline.core([window, places])
        timeline.calls(["a"], of: same, on: first)
        for number in 0..<50 { timeline.calls(["b\(number)"], of: operation, on: second, at: .seconds(number)) }
        await timeline.run()
        #expect(timeline.sends == "0s a")
        let names = second.limits.snapshot().map(\.name)
        #expect(names.contains { $0.contains("q") } && !names.contains { $0.contains("p") }, "\(names)")
    }

    /// An operation's own window has its own periods.
    @Test func windowsOfOperationsEndByTheirOwnLength() async {
        let policy = RateLimitPolicy(
            name: "p", numbers: .quota(1, per: .seconds(10), algorithm: .fixed(.clock)), per: [.operation])
        let operation = OperationDescriptor(
            id: "get", method: .get, path: "/",
            limits: [
                AppliedLimit(policy, cost: 1, numbers: .quota(1, per: .seconds(40), algorithm: .fixed(.clock)))
            ])
        let timeline = Timeline { _ in .status(200, fields: [.date: "Thu, 01 Jan 1970 00:00:05 GMT"]) }
        let core = timeline.core([policy])
        timeline.calls(["a", "b"], of: operation, on: core)
        await timeline.run()
        #expect(timeline.sends == "0s a | 36s b")
    }
}
