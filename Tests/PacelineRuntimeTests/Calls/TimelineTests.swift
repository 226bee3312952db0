import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Testing

/// The test kit's timelines: what they show, and that they show the same in every run.
@Suite(.timeLimit(.minutes(1))) struct TimelineTests {
    @Test func everyEvent() async {
        let timeline = Timeline { sent in
            [
                ScriptedResponse.status(200).after(.milliseconds(80)), .fails(.maybeSent), .fails(.notSent),
                .status(404),
            ][min(sent.number, 3)]
        }
        let core = timeline.core([]) { $0.retry = .never }
        timeline.calls(["a", "b", "c", "d"], of: .unlimited(.get), on: core)
        timeline.call("e", at: .seconds(3)) { throw CancellationError() }
        await timeline.run()
        #expect(
            timeline.diagram == "0s a b b:lost b!transport c c:unsent c!transport d d:404 d!response"
                + " | 0.08s a:200 a. | 3s e!error")
        #expect(timeline.sends == "0s a b c d")
        #expect(timeline.requests.map(\.number) == [0, 1, 2, 3])
    }

    /// Priorities, a queue, and how full the bucket is.
    @Test func queues() async {
        let timeline = Timeline()
        let core = timeline.core([.perMinute])
        timeline.calls(["a", "b", "c"], of: .list, on: core)
        timeline.calls(["u"], of: .list, on: core, at: .seconds(5), CallOptions(priority: .high))
        timeline.calls(["x"], of: .list, on: core, at: .seconds(6))
        timeline.cancel("x", at: .seconds(9))
        await timeline.run()
        #expect(timeline.sends == "0s a b | 60s u c")
        #expect(timeline.diagram.contains("9s x!cancelled"))
        #expect(
            timeline.levels(of: "Library/per-minute acme")
                == "0s 2/2 +1 | 5s 2/2 +2 | 6s 2/2 +3 | 9s 2/2 +2 | 60s 2/2")
        #expect(timeline.levels(of: "unknown") == "")
    }

    @Test func refusals() async {
        let timeline = Timeline { $0.number == 1 ? .status(429, fields: [.retryAfter: "7"]) : .status(200) }
        timeline.calls(
            ["a", "b"], of: .list,
            on: timeline.core([RateLimitPolicy(name: "per-minute", numbers: .quota(5, per: .seconds(60)))]))
        await timeline.run()
        #expect(timeline.diagram == "0s a a:200 a. b b:429 | 7s b b:200 b.")
        #expect(timeline.levels(of: "Library/per-minute") == "0s 2/5 +1 shut 7s | 7s 3/5")
    }

    @Test func endsBeforeItsTime() async {
        let timeline = Timeline()
        timeline.calls(["a", "b", "c"], of: .list, on: timeline.core([.perMinute]))
        await timeline.run(until: .seconds(59))
        #expect(timeline.sends == "0s a b")
        #expect(timeline.time.now == .zero)
        await timeline.run()
        #expect(timeline.sends == "0s a b | 60s c")
    }

    /// A thousand requests of many calls with faults, timeouts and cancellations: twice the same, and within the limit.
    @Test(arguments: [1, 2, 3] as [UInt64]) func sameInEveryRun(seed: UInt64) async {
        var diagrams: Set<String> = []
        for _ in 0..<3 {
            let script = FaultScript(
                seed: seed, latency: .milliseconds(10) ... .milliseconds(900),
                faults: [
                    .init(0.1, .status(503)), .init(0.1, .fails(.maybeSent)), .init(0.1, .fails(.notSent)),
                    .init(0.1, .status(429, fields: [.retryAfter: "5"])), .init(0.05, .hangs()),
                ])
            let timeline = Timeline { script.response($0.number) }
            let policy = RateLimitPolicy(name: "p", numbers: .quota(20, per: .seconds(10)))
            let core = timeline.core([policy]) { $0.attemptTimeout = .seconds(3) }
            let get = OperationDescriptor(id: "get", method: .get, path: "/", limits: [AppliedLimit(policy)])
            for number in 0..<150 {
                timeline.calls(["\(number)"], of: get, on: core, at: .milliseconds(number * 37))
                if number % 10 == 0 { timeline.cancel("\(number)", at: .seconds(number % 30)) }
            }
            await timeline.run()
            diagrams.insert(timeline.diagram)
            let bucket = core.limits.snapshot()[0]
            #expect([bucket.inFlight, Double(bucket.waiting)] == [0, 0])
            #expect(timeline.requests.count > 150)
        }
        #expect(diagrams.count == 1)
    }

    /// The script depends on the seed and the request's number alone.
    @Test func scripts() {
        func statuses(_ seed: UInt64) -> [String] {
            let script = FaultScript(seed: seed, faults: [.init(0.5, .status(500))])
            return (0..<200).map { "\(script.response($0))".contains("500") ? "f" : "s" }
        }
        #expect(statuses(1) == statuses(1))
        #expect(statuses(1) != statuses(2))
        #expect((70...130).contains(statuses(1).count { $0 == "f" }))
    }
}
