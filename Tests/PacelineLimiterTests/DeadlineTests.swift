import PacelineLimiter
import Testing

@Suite struct DeadlineTests {
    @Test func failsAtOnceWhenTheBoundIsPastIt() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(1)
        _ = try fixture.permit(Demand(bucket))
        fixture.advance(by: .seconds(1))
        let error = fixture.core.enter(.one(Demand(bucket)), deadline: .seconds(10.9), at: fixture.now).error
        #expect(error?.code == .deadline)
        #expect(error?.earliest == .seconds(11))
        #expect(error?.bucketName == "window")
    }

    @Test func startsAtItsDeadline() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(1)
        fixture.finish(try fixture.permit(Demand(bucket)))
        let waiter = try fixture.wait(Demand(bucket), deadline: .seconds(10))
        fixture.advance(by: .seconds(10))
        #expect(fixture.order == [waiter])
    }

    @Test func failsWhenAnotherTakesTheLastChance() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(1)
        fixture.finish(try fixture.permit(Demand(bucket)))
        let first = try fixture.wait(Demand(bucket))
        let second = try fixture.wait(Demand(bucket), deadline: .seconds(15))
        fixture.advance(by: .seconds(10))
        #expect(fixture.order == [first])
        #expect(fixture.failed[second]?.code == .deadline)
        #expect(fixture.failed[second]?.earliest == .seconds(20))
    }

    /// While no answer comes, the earliest start moves on with the time; the wait ends when it reaches the deadline.
    @Test func failsAsSoonAsAMissingAnswerMakesItCertain() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(1)
        _ = try fixture.permit(Demand(bucket))
        let waiter = try fixture.wait(Demand(bucket), deadline: .seconds(14))
        fixture.advance(by: .seconds(4))
        #expect(fixture.failed.isEmpty)
        fixture.advance(by: .nanoseconds(1))
        #expect(fixture.failed[waiter]?.code == .deadline)
        #expect(fixture.timer == nil)
    }

    @Test func failsAtItsDeadlineBehindAHeavyHead() throws {
        var fixture = CoreFixture()
        let bucket = fixture.bucket(.concurrency(2))
        _ = try fixture.permit(Demand(bucket))
        _ = try fixture.wait(Demand(bucket, cost: 2))
        let waiter = try fixture.wait(Demand(bucket), deadline: .seconds(3))
        fixture.advance(by: .seconds(2.9))
        #expect(fixture.failed.isEmpty)
        fixture.advance(by: .seconds(0.1))
        #expect(fixture.failed[waiter]?.code == .deadline)
    }

    @Test func gatePastTheDeadlineEndsTheWait() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(2)
        let permits = [try fixture.permit(Demand(bucket)), try fixture.permit(Demand(bucket))]
        let waiter = try fixture.wait(Demand(bucket), deadline: .seconds(20))
        fixture.step { core, now in
            core.refuse(permits[0], by: nil, for: .seconds(21), counted: true, jitter: 0, at: now)
        }
        #expect(fixture.failed[waiter]?.earliest == .seconds(21))
    }

    @Test func pastDeadlineNeverStarts() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(1)
        fixture.advance(by: .seconds(2))
        #expect(
            fixture.core.enter(.one(Demand(bucket)), deadline: .seconds(1), at: fixture.now).error?.code == .deadline)
        #expect(fixture.snapshot(bucket).free == 1)
    }
}
