import PacelineLimiter
import Testing

@Suite struct BucketTests {
    private let id = PermitID(rawValue: 0)
    private let second = Duration.seconds(1)

    private func bucket(_ quota: Double) -> Bucket {
        Bucket(RateLimit(quota: quota, window: .seconds(10), headroom: .none), at: .zero)
    }

    private func take(_ bucket: inout Bucket, _ cost: Double) {
        bucket.take(Units(cost), for: id, at: .zero)
    }

    @Test func unitIsFreeOneHoldAfterItsAnswer() {
        var bucket = bucket(1)
        take(&bucket, 1)
        bucket.settle(Units(1), at: .seconds(4))
        #expect(
            bucket.room(for: Units(1), at: .seconds(13.9))
                == .later(Delay(earliest: .seconds(14), wake: .seconds(14))))
        #expect(bucket.room(for: Units(1), at: .seconds(14)) == .available)
    }

    @Test func inFlightIsFreeNoSoonerThanOneHoldFromNow() {
        var bucket = bucket(2)
        take(&bucket, 2)
        #expect(
            bucket.room(for: Units(1), at: .seconds(3))
                == .later(Delay(earliest: .seconds(13), wake: nil, drift: .seconds(13))))
    }

    @Test func lostRequestsAreHeldFromTheEndOfTheirGrace() {
        var bucket = bucket(2)
        take(&bucket, 1)
        take(&bucket, 1)
        bucket.settle(Units(1), at: .seconds(30))
        bucket.settle(Units(1), at: .seconds(2))
        #expect(
            bucket.room(for: Units(1), at: .seconds(2))
                == .later(Delay(earliest: .seconds(12), wake: .seconds(12))))
        #expect(
            bucket.room(for: Units(2), at: .seconds(2))
                == .later(Delay(earliest: .seconds(40), wake: .seconds(40))))
    }

    @Test func costsAddUpExactly() {
        var bucket = bucket(1)
        for _ in 0..<10 { take(&bucket, 0.1) }
        #expect(bucket.room(for: Units(0.000001), at: .zero) != .available)
        for _ in 0..<10 { bucket.refund(Units(0.1)) }
        #expect(bucket.inFlight == .zero)
        #expect(bucket.room(for: Units(1), at: .zero) == .available)
    }

    @Test func moreThanTheCapacityNeverStarts() {
        var bucket = bucket(2.5)
        #expect(bucket.room(for: Units(2.5), at: .zero) == .available)
        #expect(bucket.room(for: Units(2.500001), at: .zero) == .never)
    }

    @Test func headroomIsOneHundredthAndAtMostASecond() {
        #expect(RateLimit(quota: 1, window: .seconds(60)).hold == .milliseconds(60_600))
        #expect(RateLimit(quota: 1, window: .seconds(600)).hold == .seconds(601))
        #expect(RateLimit(quota: 1, window: .seconds(60), granularity: second).hold == .milliseconds(61_600))
        #expect(RateLimit(quota: 1, window: second, headroom: .none).hold == second)
    }

    @Test func assumedFullBucketOpensAfterOneHold() {
        var bucket = Bucket(
            RateLimit(quota: 5, window: .seconds(10), headroom: .none, coldStart: .assumeFull), at: .seconds(1))
        #expect(bucket.room(for: Units(1), at: .seconds(10.9)) != .available)
        #expect(bucket.room(for: Units(5), at: .seconds(11)) == .available)
    }

    @Test func otherNumbersKeepWhatIsUsed() {
        var bucket = bucket(2)
        take(&bucket, 1)
        take(&bucket, 1)
        bucket.settle(Units(1), at: .zero)
        bucket.declare(RateLimit(quota: 3, window: .seconds(20), headroom: .none))
        #expect(bucket.room(for: Units(1), at: .seconds(11)) == .available)
        #expect(bucket.held(at: .seconds(19)) == Units(1))
        bucket.declare(RateLimit(quota: 1, window: .seconds(20), headroom: .none))
        #expect(bucket.inFlight == Units(1))
        #expect(bucket.room(for: Units(1), at: .seconds(11)) != .available)
    }

    @Test func expectedStartCountsWholeRounds() {
        var bucket = bucket(2)
        #expect(bucket.expectedStart(of: Units(1), after: Units(1), at: .zero) == .zero)
        #expect(bucket.expectedStart(of: Units(1), after: Units(2), at: .zero) == .seconds(10))
        #expect(bucket.expectedStart(of: Units(1), after: Units(5), at: .zero) == .seconds(20))
    }

    @Test func instantsSaturate() {
        let far = Instant(nanoseconds: .max)
        #expect(far + .seconds(1) == far)
        #expect(Instant.zero + .seconds(1 << 40) == far)
        #expect(Instant.zero + Duration(secondsComponent: 0, attosecondsComponent: 1) == Instant(nanoseconds: 1))
    }
}
