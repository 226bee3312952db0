import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Synchronization
import Testing

/// Pages on virtual time: who waits for whom, what is asked for ahead, and what is left behind.
@Suite(.timeLimit(.minutes(2))) struct PageTimelineTests {
    /// A list of so many pages, of one item each, under `perMinute`'s two requests a minute or another policy.
    private func timeline(pages: Int, delay: Duration = .zero) -> Timeline {
        Timeline { sent in
            let number = PagedServer.query(sent)["page"].flatMap { Int($0) } ?? 0
            return .value(
                JSON.object(["items": .array([.integer(Int64(number))]), "next": .bool(number < pages)])
            ).after(delay)
        }
    }

    private func numbers(
        _ core: ClientCore, _ paging: PageOptions = .default, _ options: CallOptions = .default
    ) -> PagedList<JSON, Int> {
        core.numbers(.page(.query("page")), paging, options, .limitedNumbers)
    }

    @Test func withoutPrefetchNothingIsAskedForAhead() async throws {
        let timeline = timeline(pages: 4)
        let core = timeline.core([.perMinute])
        timeline.call("a") {
            for try await item in numbers(core) where item == 2 { return }
        }
        await timeline.run()
        #expect(timeline.sends == "0s a a")
    }

    /// The next page comes while the items of this one are consumed.
    @Test func prefetch() async throws {
        for (prefetch, sends) in [(0, "0s a | 11s a | 22s a"), (1, "0s a | 1s a | 11s a")] {
            let timeline = timeline(pages: 3, delay: .seconds(1))
            let core = timeline.core([])
            timeline.call("a") {
                for try await _ in numbers(core, PageOptions(prefetch: prefetch)) {
                    try await timeline.limiter.time.sleep(until: timeline.limiter.time.now() + .seconds(10))
                }
            }
            await timeline.run()
            #expect(timeline.sends == sends)
            #expect(timeline.requests.count == 3, "nothing is asked for past the end")
        }
    }

    /// A page that is asked for ahead waits behind all that somebody waits for, and where the list itself is less urgent
    /// than that, behind all that is more.
    @Test(arguments: [(Priority.normal, Priority.normal), (Priority(rawValue: -200), .low)])
    func prefetchDrawsAtLowPriority(own: Priority, others: Priority) async throws {
        let timeline = timeline(pages: 2)
        let core = timeline.core([.perMinute])
        timeline.calls(["first"], of: .list, on: core)
        timeline.call("list") {
            for try await _ in numbers(core, PageOptions(prefetch: 1), CallOptions(priority: own)) {
                try await timeline.limiter.time.sleep(until: timeline.limiter.time.now() + .seconds(500))
            }
        }
        timeline.calls(["x", "y", "z"], of: .list, on: core, at: .seconds(1), CallOptions(priority: others))
        await timeline.run()
        // Without a low priority the list's second page, which was asked for at 0 s, would go at 60 s.
        #expect(timeline.sends == "0s first list | 60s x y | 120s z list")
    }

    /// A page that cannot start in time when it is asked for ahead is no error: somebody asks for it later.
    @Test func prefetchThatFindsNoTime() async throws {
        let timeline = timeline(pages: 2)
        let core = timeline.core([.perMinute])
        timeline.calls(["first"], of: .list, on: core)
        let seen = Mutex<[Int]>([])
        timeline.call("list") {
            for try await item in numbers(core, PageOptions(prefetch: 1), CallOptions(timeout: .seconds(30))) {
                seen.withLock { $0.append(item) }
                try await timeline.limiter.time.sleep(until: timeline.limiter.time.now() + .seconds(50))
            }
        }
        await timeline.run()
        #expect(timeline.sends == "0s first list | 60s list")
        #expect(seen.withLock { $0 } == [1, 2])
    }

    /// A page that was sent for ahead and fails is an error once its turn comes, and is not asked for anew.
    @Test func prefetchThatFails() async throws {
        let timeline = Timeline { sent in
            sent.number == 1 ? .status(400) : .value(JSON.object(["items": .array([.integer(1)]), "next": true]))
        }
        let core = timeline.core([])
        let seen = Mutex<[Int]>([])
        timeline.call("list") {
            for try await item in numbers(core, PageOptions(prefetch: 1)) { seen.withLock { $0.append(item) } }
        }
        await timeline.run()
        #expect(seen.withLock { $0 } == [1])
        #expect(timeline.requests.count == 2)
        #expect(timeline.diagram.hasSuffix("list!response"))
    }

    /// A list that nobody goes on with leaves no request, no waiter and no permit behind.
    @Test func abandoned() async throws {
        let timeline = timeline(pages: 9)
        let core = timeline.core([.perMinute])
        timeline.calls(["spends"], of: .list, on: core)
        timeline.call("list") {
            for try await _ in numbers(core, PageOptions(prefetch: 1)) { break }
        }
        await timeline.run()
        #expect(timeline.sends == "0s spends list")
        let bucket = core.limits.snapshot()[0]
        #expect(bucket.waiting == 0)
        #expect(bucket.inFlight == 0)
        #expect(timeline.time.sleeperCount == 0)
    }

    /// A request that is under way ahead is given up, too.
    @Test func abandonedInFlight() async throws {
        let timeline = timeline(pages: 9, delay: .seconds(5))
        let core = timeline.core([.wide])
        timeline.call("list") {
            for try await _ in core.numbers(.page(.query("page")), PageOptions(prefetch: 1), .default, .wideNumbers) {
                try await timeline.limiter.time.sleep(until: timeline.limiter.time.now() + .seconds(1))
                break
            }
        }
        await timeline.run()
        #expect(timeline.sends == "0s list | 5s list")
        #expect(core.limits.snapshot()[0].inFlight == 0)
        #expect(timeline.time.sleeperCount == 0)
        #expect(timeline.time.now == .zero + .seconds(6), "nobody waited for the page's end at 10 s")
    }

    @Test(arguments: [0, 1])
    func cancelled(prefetch: Int) async throws {
        let timeline = timeline(pages: 9)
        let core = timeline.core([.perMinute])
        let seen = Mutex<[Int]>([])
        timeline.call("list") {
            for try await item in numbers(core, PageOptions(prefetch: prefetch)) { seen.withLock { $0.append(item) } }
        }
        timeline.cancel("list", at: .seconds(30))
        await timeline.run()
        #expect(seen.withLock { $0 } == [1, 2])
        #expect(timeline.diagram.hasSuffix("30s list!cancelled"))
        let bucket = core.limits.snapshot()[0]
        #expect(bucket.waiting == 0)
        #expect(bucket.inFlight == 0)
        #expect(timeline.time.sleeperCount == 0)
    }

    /// Two lists at once share the quota in turns, and neither sees the other's pages.
    @Test(arguments: [0, 1])
    func twoLists(prefetch: Int) async throws {
        let timeline = timeline(pages: 4, delay: .seconds(1))
        let core = timeline.core([.perMinute])
        let seen = Mutex<[String: [Int]]>([:])
        let list = numbers(core, PageOptions(prefetch: prefetch))
        for name in ["a", "b"] {
            timeline.call(name) {
                for try await item in list { seen.withLock { $0[name, default: []].append(item) } }
            }
        }
        await timeline.run()
        #expect(seen.withLock { $0 } == ["a": [1, 2, 3, 4], "b": [1, 2, 3, 4]])
        #expect(timeline.sends == "0s a b | 61s a b | 122s a b | 183s a b")
    }

    /// A page that is refused or fails is repeated as any call is; what comes after it is not lost.
    @Test func retries() async throws {
        let timeline = Timeline { sent in
            if sent.number == 1 { return .status(429, fields: [.retryAfter: "7"]) }
            if sent.number == 3 { return .status(503) }
            let number = PagedServer.query(sent)["page"].flatMap { Int($0) } ?? 0
            return .value(JSON.object(["items": .array([.integer(Int64(number))]), "next": .bool(number < 3)]))
        }
        let core = timeline.core([.wide])
        let seen = Mutex<[Int]>([])
        timeline.call("a") {
            for try await item in core.numbers(.page(.query("page")), .default, .default, .wideNumbers) {
                seen.withLock { $0.append(item) }
            }
        }
        await timeline.run()
        #expect(seen.withLock { $0 } == [1, 2, 3])
        #expect(timeline.requests.count == 5)
        #expect(timeline.requests[2].time == .zero + .seconds(7))
    }

    /// Three readers of 300 pages each, under 60 requests in any 2 s: the server refuses none, and counts by itself.
    @Test(arguments: [0, 1])
    func threeReadersOf300Pages(prefetch: Int) async throws {
        let judge = Mutex<(times: [Instant], refused: Int)>(([], 0))
        let timeline = Timeline { sent in
            let isRefused = judge.withLock { judge in
                let inWindow = judge.times.count { $0 > sent.time + .seconds(-2) }
                if inWindow >= 60 { judge.refused += 1 } else { judge.times.append(sent.time) }
                return inWindow >= 60
            }
            if isRefused { return .status(429) }
            let number = PagedServer.query(sent)["page"].flatMap { Int($0) } ?? 0
            return .value(
                JSON.object(["items": .array([.integer(Int64(number))]), "next": .bool(number < 300)])
            ).after(.milliseconds(40))
        }
        let core = timeline.core([.sixtyInTwoSeconds])
        let seen = Mutex<[String: Int]>([:])
        for name in ["a", "b", "c"] {
            timeline.call(name) {
                let list = core.numbers(
                    .page(.query("page")), PageOptions(prefetch: prefetch), .default, .pacedNumbers)
                for try await item in list { seen.withLock { $0[name, default: 0] += item } }
            }
        }
        await timeline.run()
        #expect(judge.withLock { $0.refused } == 0)
        #expect(timeline.requests.count == 900)
        #expect(seen.withLock { $0 } == ["a": 45_150, "b": 45_150, "c": 45_150])
        // 15 windows of 60; the last request goes at 28 s at the earliest.
        #expect(timeline.time.now <= .zero + .seconds(31))
    }
}

extension RateLimitPolicy {
    fileprivate static let wide = RateLimitPolicy(name: "wide", numbers: .quota(100, per: .seconds(60)))
    fileprivate static let sixtyInTwoSeconds = RateLimitPolicy(name: "paced", numbers: .quota(60, per: .seconds(2)))
}

extension OperationDescriptor {
    fileprivate static let limitedNumbers = OperationDescriptor(
        id: "listNumbers", method: .get, path: "/numbers", limits: [AppliedLimit(.perMinute)])
    fileprivate static let wideNumbers = OperationDescriptor(
        id: "listNumbers", method: .get, path: "/numbers", limits: [AppliedLimit(.wide)])
    fileprivate static let pacedNumbers = OperationDescriptor(
        id: "listNumbers", method: .get, path: "/numbers", limits: [AppliedLimit(.sixtyInTwoSeconds)])
}
