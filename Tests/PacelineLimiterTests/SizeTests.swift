import PacelineLimiter
import Testing

/// What is kept, and for how long.
@Suite struct SizeTests {
    private static let limit = RateLimit(quota: 10_000, window: .seconds(10), clockMargin: .none)

    /// What a server said is left is kept until its time is over, and not any longer.
    @Test func whatIsLeftIsForgotten() {
        var bucket = Bucket(RateLimit(quota: 5, window: .seconds(10), clockMargin: .none), at: .zero)
        for time in 0..<100 {
            let now = Instant.seconds(Double(time))
            bucket.observe(remaining: Units(Double(100 - time)), since: nil, reset: .seconds(4), at: now)
        }
        let isIdle = [102.9, 103].map { bucket.isIdle(at: .seconds($0)) }
        #expect(isIdle == [false, true])
    }

    @Test func manyEntriesBecomeSegmentsOnTheSafeSide() {
        var bucket = Bucket(SizeTests.limit, at: .zero)
        let id = PermitID(rawValue: 0)
        for number in 0..<10_000 {
            let instant = Instant.seconds(Double(number) / 1000)
            bucket.take(Units(1), for: id, at: instant)
            bucket.settle(Units(1), at: instant)
            bucket.leave()
        }
        #expect(bucket.heldEntries <= 2 * 256 + 2)
        #expect(bucket.held(at: .seconds(9.999)) == Units(10_000))
        // One segment is 1/256 of the capacity, about 39 units, thus 39 ms here.
        for second in [10.5, 13, 17, 19.9] {
            let exact = 20_000 - 1000 * second
            let held = bucket.held(at: .seconds(second)).value
            #expect(held >= exact - 1 && held <= exact + 100)
        }
        #expect(bucket.held(at: .seconds(20.1)) == .zero)
        let isIdle = bucket.isIdle(at: .seconds(20.1))
        #expect(isIdle)
    }

    @Test func segmentsTakeLateAnswersIn() {
        var bucket = Bucket(SizeTests.limit, at: .zero)
        let id = PermitID(rawValue: 0)
        var generator = SeededGenerator(seed: 1)
        var responses: [Double] = []
        for number in 0..<9_000 {
            let response = Double(number) / 1000 + Double.random(in: 0...3, using: &generator)
            responses.append(response)
            bucket.take(Units(1), for: id, at: .zero)
            bucket.settle(Units(1), at: .seconds(response))
        }
        #expect(bucket.heldEntries < 2000)
        for second in stride(from: 10.0, to: 22, by: 0.5) {
            let exact = Double(responses.count { $0 > second - 10 })
            let held = bucket.held(at: .seconds(second)).value
            #expect(held >= exact && held <= exact + 500, "\(second)")
        }
    }

    @Test func differentCostsAreKeptExactly() {
        var bucket = Bucket(RateLimit(quota: 100, window: .seconds(10), clockMargin: .none), at: .zero)
        for (second, cost) in [(3.0, 1.0), (1, 2), (2, 2.5), (1, 4)] {
            bucket.take(Units(cost), for: PermitID(rawValue: 0), at: .zero)
            bucket.settle(Units(cost), at: .seconds(second))
        }
        #expect(bucket.held(at: .seconds(10.5)) == Units(9.5))
        #expect(bucket.held(at: .seconds(11)) == Units(3.5))
        #expect(bucket.held(at: .seconds(12)) == Units(1))
        #expect(bucket.held(at: .seconds(13)) == .zero)
    }

    @Test func idleBucketsShrinkToTheirNumbers() throws {
        var fixture = CoreFixture()
        let handles = (0..<100).map { fixture.window(2, "\($0)") }
        for handle in handles { fixture.finish(try fixture.permit(Draw(handle))) }
        #expect(fixture.core.residentCount == 100)
        let busy = try fixture.permit(Draw(handles[7]))
        fixture.advance(by: .seconds(100))
        for _ in 0..<200 {
            let permit = try fixture.permit(Draw(handles[3]))
            fixture.step { core, now in core.refund(permit, at: now) }
        }
        #expect(fixture.core.residentCount == 2, "what is in flight stays, and what is used")
        #expect(fixture.snapshot(handles[7]).inFlight == 1)
        fixture.finish(busy)
        #expect(fixture.snapshot(handles[7]).held == 1)
        #expect(fixture.snapshot(handles[50]).free == 2)
        _ = try fixture.permit(Draw(handles[50], cost: 2))
        #expect(fixture.snapshot(handles[50]).free == 0)
    }

    @Test func forgottenKeysMakeRoom() throws {
        var fixture = CoreFixture()
        var places: Set<Int> = []
        for number in 0..<1000 {
            let handle = fixture.window(1, "key \(number)")
            places.insert(handle.index)
            fixture.finish(try fixture.permit(Draw(handle)))
            fixture.core.forget(handle, at: fixture.now)
            fixture.advance(by: .seconds(1))
        }
        #expect(places.count < 30, "a key is held for ten seconds")
        #expect(fixture.core.snapshot(at: fixture.now).count < 30)
    }

    @Test func forgottenButUsedBucketsStay() throws {
        var fixture = CoreFixture()
        let first = fixture.window(1, "key")
        _ = fixture.window(1, "key")
        let permit = try fixture.permit(Draw(first))
        let waiter = try fixture.wait(Draw(first))
        fixture.core.forget(first, at: fixture.now)
        fixture.core.forget(first, at: fixture.now)
        for number in 0..<10 { _ = fixture.window(1, "other \(number)") }
        let again = fixture.window(1, "key")
        #expect(again == first, "it is in flight and waited for")
        fixture.step { core, now in core.refund(permit, at: now) }
        #expect(fixture.order == [waiter])
    }

    /// Twice as many waiters must not take four times as long, let alone a hundred thousand.
    @Test(.timeLimit(.minutes(1))) func hundredThousandWaitersDrain() throws {
        var fixture = CoreFixture(maximumWaiters: 100_000)
        let bucket = fixture.window(1000)
        var running = [try fixture.permit(Draw(bucket, cost: 1000))]
        for number in 0..<100_000 {
            _ = try fixture.wait(
                Draw(bucket), priority: [.low, .normal, .high][number % 3],
                deadline: number % 10 == 0 ? .seconds(1e6) : nil)
        }
        while !running.isEmpty {
            for permit in running { fixture.finish(permit) }
            let before = fixture.order.count
            fixture.advance(by: .seconds(10))
            running = fixture.order[before...].compactMap { fixture.granted[$0] }
        }
        #expect(fixture.order.count == 100_000)
        #expect(fixture.now < .seconds(1100))
    }

    /// A key that was refused and is not used again goes when its time and one hold are over, probed or not.
    @Test func refusedKeysGo() throws {
        var fixture = CoreFixture()
        for number in 0..<1000 {
            let bucket = fixture.window(5, "key \(number)")
            let permit = try fixture.permit(Draw(bucket))
            fixture.step { core, now in
                core.refuse(permit, [Refusal(bucket, wait: .seconds(30))], jitter: 0, at: now)
                core.forget(bucket, at: now)
            }
        }
        #expect(fixture.core.residentCount == 1000)
        fixture.advance(by: .seconds(39))
        fixture.step { core, now in core.forget(core.bucket(Self.any, name: "other", key: "", at: now), at: now) }
        #expect(fixture.core.residentCount == 1000, "the gate was over less than a hold ago")
        fixture.advance(by: .seconds(1))
        for _ in 0..<500 {
            fixture.step { core, now in core.forget(core.bucket(Self.any, name: "other", key: "", at: now), at: now) }
        }
        #expect(fixture.core.residentCount <= 1)
        #expect(fixture.core.forgottenCount <= 1)
    }

    /// A key that comes and goes all the time, and is never idle, takes no more room each time.
    @Test func hotKey() throws {
        var fixture = CoreFixture()
        _ = try fixture.permit(Draw(fixture.window(5, "hot")))
        for _ in 0..<10_000 {
            fixture.step { core, now in core.forget(core.bucket(Self.any, name: "hot", key: "", at: now), at: now) }
        }
        #expect(fixture.core.forgottenCount <= 1)
    }

    private static let any = RateLimit(quota: 5, window: .seconds(10), clockMargin: .none)
}
