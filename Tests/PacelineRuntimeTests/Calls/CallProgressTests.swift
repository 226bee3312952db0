import HTTPTypes
import Logging
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Synchronization
import Testing

/// What can be seen of a call while it is under way.
@Suite(.timeLimit(.minutes(1))) struct CallProgressTests {
    /// Keeps what it is told.
    private final class Reports: Sendable {
        private let kept = Mutex<[CallWait]>([])
        var all: [CallWait] { kept.withLock { $0 } }
        var report: @Sendable (CallWait) -> Void { { wait in self.kept.withLock { $0.append(wait) } } }
    }

    /// The policy, the place in the queue, how long it took and will take; again in intervals.
    @Test func waits() async {
        let reports = Reports()
        let timeline = Timeline()
        let core = timeline.core([.perMinute])
        timeline.calls(["a", "b"], of: .list, on: core)
        timeline.calls(["c"], of: .list, on: core, at: .seconds(10))
        let options = CallOptions(progressInterval: .seconds(20), onWait: reports.report)
        timeline.calls(["d"], of: .add, on: core, at: .seconds(20), options)
        await timeline.run()
        #expect(timeline.sends == "0s a b | 60s c d")
        let all = reports.all
        #expect(all.map(\.operation) == ["addBook", "addBook"])
        #expect(all.map(\.policy) == ["per-minute", "per-minute"])
        #expect(all.map(\.key) == ["acme", "acme"])
        #expect(all.map(\.position) == [1, 1])
        #expect(all.map(\.waited) == [.zero, .seconds(20)])
        #expect(all.map(\.remaining) == [.seconds(40), .seconds(20)])
        #expect(all.map(\.attempts) == [0, 0])
    }

    /// Who does not wait is not told.
    @Test func withoutWait() async throws {
        let reports = Reports()
        _ = try await CallFixture().call(.list, CallOptions(onWait: reports.report))
        #expect(reports.all.isEmpty)
    }

    /// After a failure it is a pause, without a policy; after a refusal a wait for the gate.
    @Test func pauses() async throws {
        let reports = Reports()
        let fixture = CallFixture(.status(503), .status(429, fields: [.retryAfter: "7"]), .status(200))
        _ = try await fixture.result(.list, CallOptions(onWait: reports.report)).get()
        #expect(reports.all.map(\.policy) == [nil, "per-minute"])
        #expect(reports.all.map(\.remaining) == [.milliseconds(250), .milliseconds(59_750)])
        #expect(reports.all.map(\.attempts) == [1, 2])
    }

    /// The limiter's events, of this client's buckets only.
    @Test func events() async throws {
        let fixture = CallFixture(.status(429, fields: [.retryAfter: "5"]), .status(200), policies: [.one])
        let other = fixture.limiter.bucket(RateLimit(quota: 1, window: .seconds(1)), name: "other")
        let events = fixture.core.limits.events
        if case .permit(let permit) = fixture.limiter.tryAcquire(other) { permit.finish() }
        _ = try await fixture.result(.limited(.one)).get()
        var seen: [String] = []
        for await event in events {
            seen.append("\(event)".prefix { $0 != "(" }.description)
            if seen.count == 5 { break }
        }
        #expect(seen == ["admitted", "refused", "gated", "queued", "waited"])
    }

    private static func lines(_ log: LogLines) -> [String] {
        log.text.split(separator: "\n").map(String.init)
    }

    /// At debug level what holds a call up, at trace level each request; everything in the metadata.
    @Test func log() async throws {
        let log = LogLines()
        let hour = RateLimitPolicy(name: "hour", numbers: .quota(1, per: .seconds(3600)))
        let fixture = CallFixture(
            .status(429, fields: [.retryAfter: "7"]), .status(503), .status(200), policies: [.perMinute, hour]
        ) { $0.logger = log.logger }
        _ = try await fixture.result().get()
        _ = try await fixture.call(.limited(hour))
        _ = try await fixture.failure(.limited(hour))
        #expect(
            Self.lines(log) == [
                "trace admitted attempt=0 operation=listBooks", "trace sent attempt=1 operation=listBooks",
                "trace answered attempt=1 operation=listBooks status=429",
                "debug refused, waiting attempt=1 operation=listBooks policy=per-minute wait=7 s",
                "debug waiting attempt=1 operation=listBooks policy=per-minute wait=7 s",
                "trace admitted attempt=1 operation=listBooks", "trace sent attempt=2 operation=listBooks",
                "trace answered attempt=2 operation=listBooks status=503",
                "debug failed, repeating attempt=2 error=response: the server answered 503 operation=listBooks "
                    + "wait=250 ms",
                "debug waiting attempt=2 operation=listBooks policy=per-minute wait=52.75 s",
                "trace admitted attempt=2 operation=listBooks", "trace sent attempt=3 operation=listBooks",
                "trace answered attempt=3 operation=listBooks status=200",
                "trace admitted attempt=0 operation=limited", "trace sent attempt=1 operation=limited",
                "trace answered attempt=1 operation=limited status=200",
                "debug exhausted attempt=0 operation=limited policy=hour wait=3600 s",
            ])
    }

    @Test func quiet() async throws {
        let log = LogLines()
        let fixture = CallFixture { options in
            options.logger = log.logger
            options.logger?.logLevel = .info
        }
        _ = try await fixture.call()
        #expect(log.text.isEmpty)
    }

    /// A provider that never returns, and does not heed cancellation, does not outlast the call.
    @Test func hangingProvider() async throws {
        let credentials = CredentialSet(scheme: "key", placement: .header("Key")) {
            await withUnsafeContinuation { (_: UnsafeContinuation<String, Never>) in }
        }
        let operation = OperationDescriptor(
            id: "secret", method: .get, path: "/", limits: [AppliedLimit(.perMinute)], security: [["key"]])
        let timeline = Timeline()
        let core = timeline.core([.perMinute], credentials: credentials)
        timeline.calls(["a"], of: operation, on: core, CallOptions(timeout: .seconds(4)))
        timeline.calls(["b"], of: operation, on: core, CallOptions(timeout: .seconds(9)))
        timeline.cancel("b", at: .seconds(5))
        await timeline.run()
        #expect(timeline.diagram == "4s a!deadline | 5s b!cancelled")
        #expect(timeline.levels(of: "Library/per-minute acme") == "0s 2/2 | 4s 1/2 | 5s 0/2")
        #expect(timeline.time.sleeperCount == 0)
    }
}
