import PacelineLimiter
import Testing

@Suite struct PacingTests {
    private func even(_ quota: Double) -> RateLimit {
        var limit = RateLimit(quota: quota, window: .seconds(10), clockMargin: .none)
        limit.pacing = .even
        return limit
    }

    /// When the next request of `cost` may start after one of `first` at the origin.
    private func next(after first: Double, cost: Double, _ limit: RateLimit) -> Instant {
        var bucket = Bucket(limit, at: .zero)
        bucket.take(Units(first), for: PermitID(rawValue: 0), at: .zero)
        bucket.refund(Units(first))
        guard case .later(let delay) = bucket.availability(for: Units(cost), at: .zero) else { return .zero }
        return delay.earliest
    }

    @Test func evenPermitsAreHoldByCapacityApart() {
        #expect(next(after: 1, cost: 1, even(5)) == .seconds(2))
        #expect(next(after: 2.5, cost: 1, even(5)) == .seconds(5))
        #expect(next(after: 0, cost: 1, even(5)) == .zero)
        #expect(next(after: 1, cost: 1, even(3)) == Instant(nanoseconds: 3_333_333_334), "rounded up")
    }

    @Test func burstsAreTheDefault() {
        #expect(next(after: 1, cost: 1, RateLimit(quota: 5, window: .seconds(10))) == .zero)
    }

    @Test func zeroCostIsNotPaced() {
        #expect(next(after: 1, cost: 0, even(5)) == .zero)
    }

    @Test func enormousNumbersDoNotOverflow() {
        var limit = RateLimit(quota: 0.000001, window: .seconds(9_000_000_000), clockMargin: .none)
        limit.pacing = .even
        var bucket = Bucket(limit, at: .zero)
        bucket.take(Units(0.000001), for: PermitID(rawValue: 0), at: .seconds(9_000_000_000))
        #expect(bucket.availability(for: Units(0.000001), at: .seconds(9_000_000_000)) != .available)
    }

    @Test func counterLeavesOneOut() {
        let limit = RateLimit.counter(
            quota: 5, window: .seconds(10), latencySpread: .seconds(2), clockMargin: .none)
        #expect(next(after: 1, cost: 1, limit) == .seconds(3))
        #expect(next(after: 0.5, cost: 0.5, limit) == .seconds(1.5))
        #expect(next(after: 1, cost: 2, limit) == .seconds(22), "a large one waits until the server has forgotten")
        #expect(next(after: 2, cost: 1, limit) == .seconds(22))
        let one = RateLimit.counter(quota: 1, window: .seconds(10), latencySpread: .seconds(2), clockMargin: .none)
        #expect(next(after: 1, cost: 1, one) == .seconds(22))
    }

    @Test func tokenBucketHoldsItsBurst() {
        let limit = RateLimit.tokenBucket(rate: 60, per: .seconds(60), burst: 5, clockMargin: .none)
        #expect(limit.capacity == 5 && limit.hold == .seconds(5))
        #expect(RateLimit.tokenBucket(rate: 60, per: .seconds(60), burst: 300).hold == .seconds(301))
        #expect(
            RateLimit.tokenBucket(rate: 3, per: .seconds(1), burst: 1, clockMargin: .none).hold
                == .nanoseconds(333_333_334))
    }

    @Test func oneTimerServesPacing() throws {
        var fixture = CoreFixture()
        let bucket = fixture.bucket(even(5))
        _ = try fixture.permit(Draw(bucket))
        let waiters = [try fixture.wait(Draw(bucket)), try fixture.wait(Draw(bucket))]
        #expect(fixture.timer == .seconds(2))
        fixture.advance(by: .seconds(2))
        #expect(fixture.order == [waiters[0]])
        #expect(fixture.timer == .seconds(4))
        fixture.advance(by: .seconds(2))
        #expect(fixture.order == waiters)
    }

    @Test func deadlineBeforeThePaceFailsAtOnce() throws {
        var fixture = CoreFixture()
        let bucket = fixture.bucket(even(5))
        _ = try fixture.permit(Draw(bucket))
        let error = fixture.core.enter(.one(Draw(bucket)), deadline: .seconds(1.9), at: .zero).error
        #expect(error?.code == .deadline && error?.earliest == .seconds(2))
    }
}
