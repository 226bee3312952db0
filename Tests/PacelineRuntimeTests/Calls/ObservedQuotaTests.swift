import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Testing

/// What a client does with quotas that responses tell and nobody declared.
@Suite(.timeLimit(.minutes(1))) struct ObservedQuotaTests {
    private static func response(_ pairs: [(String, String)], status: Int = 200) -> ScriptedResponse {
        .status(status, fields: HTTPFields(pairs)).after(.milliseconds(100))
    }

    private static func route(_ number: Int) -> OperationDescriptor { ObservedCallTests.route(number) }

    /// A window that the server advertises is kept from its first response on, for all operations that show its name.
    @Test func advertisedWindow() async {
        let timeline = Timeline { _ in
            Self.response([("RateLimit-Policy", "\"core\";q=3;w=10"), ("RateLimit", "\"core\";r=2")])
        }
        let core = timeline.core([]) { $0.limits.clockMargin = .default }
        timeline.calls(["a"], of: Self.route(0), on: core)
        timeline.calls(["b"], of: Self.route(1), on: core, at: .seconds(1))
        timeline.calls(["c", "d", "e"], of: Self.route(0), on: core, at: .seconds(2))
        timeline.calls(["f"], of: Self.route(1), on: core, at: .seconds(2))
        await timeline.run()
        let bucket = core.limits.snapshot()
        #expect(bucket.map(\.name) == ["Library/policy:core"])
        #expect(bucket.map(\.basis) == [.learned])
        #expect(bucket.map(\.capacity) == [3])
        // 3 in 10.1 s, whichever of the two operations.
        #expect(timeline.sends == "0s a | 1s b | 2s c | 10.2s d | 11.2s e | 12.2s f")
        #expect(
            core.limits.export() == """
                # Limits that the document does not declare, as a client found them out.
                x-rate-limits:
                  policies:
                    core:
                      quota: 3
                      window: 10s
                      applies: { operations: ["get0", "get1"] }

                """)
    }

    /// Two windows in one field are two buckets; the stricter one decides.
    @Test func twoWindows() async {
        let policy = ("RateLimit-Policy", "\"second\";q=2;w=1, \"minute\";q=3;w=60")
        let timeline = Timeline { _ in Self.response([policy]) }
        let core = timeline.core([])
        timeline.calls(["a"], of: Self.route(0), on: core)
        timeline.calls(["b", "c", "d"], of: Self.route(0), on: core, at: .seconds(5))
        await timeline.run()
        #expect(core.limits.snapshot().map(\.name) == ["Library/policy:second", "Library/policy:minute"])
        // The call before the windows were known counts in both.
        #expect(timeline.sends == "0s a | 5s b c | 60.7s d")
    }

    /// Limit and reset make a bucket, too: three in 1.02 times the longest reset.
    @Test func limitAndReset() async {
        let timeline = Timeline { sent in
            Self.response([
                ("X-RateLimit-Limit", "3"), ("X-RateLimit-Remaining", "\(2 - sent.number % 3)"),
                ("X-RateLimit-Reset", "10"),
            ])
        }
        let core = timeline.core([])
        timeline.calls(["a"], of: Self.route(0), on: core)
        timeline.calls(["b", "c", "d"], of: Self.route(0), on: core, at: .seconds(1))
        await timeline.run()
        #expect(core.limits.snapshot().map(\.basis) == [.learned])
        #expect(timeline.sends == "0s a | 1s b c | 11.1s d" || timeline.sends == "0s a | 1s b c | 10.3s d")
    }

    /// What is left is heeded where no window is known, until the reset.
    @Test func remainingAlone() async {
        let timeline = Timeline { sent in
            sent.number == 0
                ? Self.response([("X-RateLimit-Remaining", "1"), ("X-RateLimit-Reset", "30")]) : .status(200)
        }
        let core = timeline.core([])
        timeline.calls(["a"], of: Self.route(0), on: core)
        timeline.calls(["b", "c"], of: Self.route(0), on: core, at: .seconds(1))
        await timeline.run()
        #expect(timeline.sends == "0s a | 1s b | 30.1s c")
    }

    /// Cached and redirected responses speak of other requests.
    @Test func cachedResponses() async {
        let timeline = Timeline { _ in
            Self.response([("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "300"), ("Age", "7")])
        }
        timeline.calls(["a"], of: Self.route(0), on: timeline.core([]))
        timeline.calls(["b"], of: Self.route(0), on: timeline.core([]), at: .seconds(1))
        await timeline.run()
        #expect(timeline.sends == "0s a | 1s b")
    }

    /// A wait beyond the longest one is a typed error that tells it.
    @Test func absurdWindow() async throws {
        let timeline = Timeline { _ in Self.response([("RateLimit-Policy", "\"x\";q=1;w=86400")]) }
        let core = timeline.core([])
        timeline.calls(["a"], of: Self.route(0), on: core)
        timeline.calls(["b"], of: Self.route(0), on: core, at: .seconds(1))
        await timeline.run()
        #expect(timeline.diagram == "0s a | 0.1s a:200 a. | 1s b!exhausted")
        core.limits.reopen()
        timeline.calls(["c"], of: Self.route(0), on: core)
        await timeline.run()
        #expect(timeline.sends.hasSuffix("c"))
    }

    /// Numbers that change: stricter ones hold at once, looser ones when what was counted by the old ones is over.
    @Test func changedNumbers() async {
        let timeline = Timeline { sent in
            Self.response([("RateLimit-Policy", "\"x\";q=\([4, 2, 4, 4, 4, 4, 4, 4, 4][min(sent.number, 8)]);w=10")])
        }
        let core = timeline.core([])
        for second in 0..<3 { timeline.calls(["\(second)"], of: Self.route(0), on: core, at: .seconds(second)) }
        timeline.calls(["a"], of: Self.route(0), on: core, at: .seconds(30))
        timeline.calls(["b", "c", "d", "e"], of: Self.route(0), on: core, at: .seconds(31))
        await timeline.run()
        #expect(timeline.sends == "0s 0 | 1s 1 | 10.2s 2 | 30s a | 31s b c d | 40.2s e")
    }

    /// Servers that name something else each time are followed for a while, and cost a bounded number of buckets.
    @Test func rotatingNames() async {
        let timeline = Timeline { sent in
            Self.response([
                ("X-RateLimit-Remaining", "5"), ("X-RateLimit-Reset", "10"), ("X-RateLimit-Bucket", "b\(sent.number)"),
            ])
        }
        let core = timeline.core([])
        for number in 0..<300 {
            timeline.calls(["\(number)"], of: Self.route(0), on: core, at: .milliseconds(200 * number))
        }
        await timeline.run()
        #expect(timeline.requests.count == 300)
        #expect(timeline.limiter.snapshot().count < 40)
    }

    /// What is logged and what the events tell of a client that learns.
    @Test func logAndEvents() async {
        let timeline = Timeline { sent in
            sent.number == 1 ? .status(429, fields: [.retryAfter: "10"]) : .status(200)
        }
        let log = LogLines()
        let core = timeline.core([]) { $0.logger = log.logger }
        let events = core.limits.events
        timeline.calls(["a", "b"], of: Self.route(0), on: core, at: .seconds(1))
        await timeline.run()
        let lines = log.text.split(separator: "\n").filter { $0.hasPrefix("debug") }
        #expect(
            lines == [
                "debug refused, waiting attempt=1 operation=get0 wait=10 s",
                "debug waiting attempt=1 operation=get0 wait=10 s",
                "debug learned a limit attempt=2 limit=guessed 1 in 10 s operation=get0",
            ])
        var iterator = events.makeAsyncIterator()
        while let event = await iterator.next() {
            guard event.kind == .learned else { continue }
            #expect(event.basis == .guessed)
            #expect("\(event)" == "learned(Library/operation:get0 https://library.example, guessed: 1 in 10 s)")
            break
        }
    }

    /// What a user sees of a client that has learned.
    @Test func text() async {
        let timeline = Timeline { _ in Self.response([("RateLimit-Policy", "\"core\";q=3;w=10")]) }
        let core = timeline.core([])
        timeline.calls(["a", "b"], of: Self.route(0), on: core)
        await timeline.run()
        #expect(
            "\(core.limits.snapshot())"
                == "Library/policy:core https://library.example: learned 3 in 10.1 s; 2 held")
    }
}
