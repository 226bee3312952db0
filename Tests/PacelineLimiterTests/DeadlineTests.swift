import PacelineLimiter
import Testing

@Suite struct DeadlineTests {
    @Test func failsAtOnceWhenTheBoundIsPastIt() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(1)
        _ = try fixture.permit(Draw(bucket))
        fixture.advance(by: .seconds(1))
        let error = fixture.core.enter(.one(Draw(bucket)), deadline: .seconds(10.9), at: fixture.now).error
        #expect(error?.code == .deadline)
        #expect(error?.earliest == .seconds(11))
        #expect(error?.bucketName == "window")
    }

    @Test func startsAtItsDeadline() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(1)
        fixture.finish(try fixture.permit(Draw(bucket)))
        let waiter = try fixture.wait(Draw(bucket), deadline: .seconds(10))
        fixture.advance(by: .seconds(10))
        #expect(fixture.order == [waiter])
    }

    /// Those before it in its queue need their own share first.
    @Test func failsAtOnceBehindThoseWhoGoBefore() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(1)
        fixture.finish(try fixture.permit(Draw(bucket)))
        _ = try fixture.wait(Draw(bucket))
        #expect(fixture.failure(Draw(bucket), deadline: .seconds(19.9))?.earliest == .seconds(20))
        _ = try fixture.wait(Draw(bucket), deadline: .seconds(20))
        #expect(fixture.failure(Draw(bucket), deadline: .seconds(29))?.earliest == .seconds(30))
    }

    /// What goes before counts by rank and by cost, not by arrival and number.
    @Test func onlyWhatGoesBeforeCounts() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(10)
        fixture.finish(try fixture.permit(Draw(bucket, cost: 10)))
        for _ in 0..<5 { _ = try fixture.wait(Draw(bucket, cost: 4), priority: .low) }
        _ = try fixture.wait(Draw(bucket, cost: 4), deadline: .seconds(10))
        _ = try fixture.wait(Draw(bucket, cost: 6), deadline: .seconds(10))
        #expect(fixture.failure(Draw(bucket, cost: 0.5), deadline: .seconds(19))?.earliest == .seconds(20))
        _ = try fixture.wait(Draw(bucket, cost: 4), priority: .high, deadline: .seconds(10))
        #expect(fixture.failed.isEmpty)
        #expect(fixture.failure(Draw(bucket), priority: .low, deadline: .seconds(39))?.earliest == .seconds(40))
    }

    /// Who is cancelled does not go before anybody.
    @Test func cancelledOnesDoNotCount() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(1)
        fixture.finish(try fixture.permit(Draw(bucket)))
        let first = try fixture.wait(Draw(bucket))
        #expect(fixture.failure(Draw(bucket), deadline: .seconds(15))?.code == .deadline)
        fixture.step { core, now in core.cancel(first, at: now) }
        let second = try fixture.wait(Draw(bucket), deadline: .seconds(15))
        fixture.advance(by: .seconds(10))
        #expect(fixture.order == [second])
    }

    /// The slower of two limits decides, each with what goes before in it.
    @Test func eachLimitCountsWhatGoesBefore() throws {
        var fixture = CoreFixture()
        let fast = fixture.window(2, "fast", hold: .seconds(1))
        let slow = fixture.window(3, "slow", hold: .seconds(10))
        fixture.finish(try fixture.permit(Draw(fast), Draw(slow)))
        fixture.finish(try fixture.permit(Draw(slow), Draw(fast)))
        for _ in 0..<2 { _ = try fixture.wait(Draw(slow), Draw(fast)) }
        // One more of the slow limit at once, two after ten seconds: the third has to wait for these.
        let error = fixture.failure(Draw(fast), Draw(slow), deadline: .seconds(9))
        #expect(error?.bucketName == "slow" && error?.earliest == .seconds(10))
        _ = try fixture.wait(Draw(fast), Draw(slow), deadline: .seconds(10))
        #expect(fixture.failure(Draw(fast), deadline: .seconds(2)) == nil, "it needs the fast one alone")
    }

    /// Those with the least time to spare go first, whoever has the earliest deadline.
    @Test func thoseBehindFailAsSoonAsAMissingAnswerMakesItCertain() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(1)
        _ = try fixture.permit(Draw(bucket))
        let first = try fixture.wait(Draw(bucket), deadline: .seconds(20))
        let second = try fixture.wait(Draw(bucket), deadline: .seconds(25))
        fixture.advance(by: .seconds(5))
        #expect(fixture.failed.isEmpty)
        fixture.advance(by: .nanoseconds(1))
        #expect(fixture.failed.keys.sorted() == [second])
        fixture.advance(by: .seconds(5))
        #expect(fixture.failed.keys.sorted() == [first, second])
        #expect(fixture.timer == nil)
    }

    /// While no response comes, the earliest start moves on with the time; the wait ends when it reaches the deadline.
    @Test func failsAsSoonAsAMissingAnswerMakesItCertain() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(1)
        _ = try fixture.permit(Draw(bucket))
        let waiter = try fixture.wait(Draw(bucket), deadline: .seconds(14))
        fixture.advance(by: .seconds(4))
        #expect(fixture.failed.isEmpty)
        fixture.advance(by: .nanoseconds(1))
        #expect(fixture.failed[waiter]?.code == .deadline)
        #expect(fixture.timer == nil)
    }

    @Test func failsAtItsDeadlineBehindAHeavyHead() throws {
        var fixture = CoreFixture()
        let bucket = fixture.bucket(.concurrency(2))
        _ = try fixture.permit(Draw(bucket))
        _ = try fixture.wait(Draw(bucket, cost: 2))
        let waiter = try fixture.wait(Draw(bucket), deadline: .seconds(3))
        fixture.advance(by: .seconds(2.9))
        #expect(fixture.failed.isEmpty)
        fixture.advance(by: .seconds(0.1))
        #expect(fixture.failed[waiter]?.code == .deadline)
    }

    @Test func gatePastTheDeadlineEndsTheWait() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(2)
        let permits = [try fixture.permit(Draw(bucket)), try fixture.permit(Draw(bucket))]
        let waiter = try fixture.wait(Draw(bucket), deadline: .seconds(20))
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
            fixture.core.enter(.one(Draw(bucket)), deadline: .seconds(1), at: fixture.now).error?.code == .deadline)
        #expect(fixture.snapshot(bucket).free == 1)
    }
}
