import PacelineLimiter
import Testing

@Suite struct BucketTests {
    private let id = PermitID(rawValue: 0)
    private let second = Duration.seconds(1)

    private func bucket(_ quota: Double) -> Bucket {
        Bucket(RateLimit(quota: quota, window: .seconds(10), clockMargin: .none), at: .zero)
    }

    private func take(_ bucket: inout Bucket, _ cost: Double) {
        bucket.take(Units(cost), for: id, at: .zero)
    }

    @Test func unitIsFreeOneHoldAfterItsAnswer() {
        var bucket = bucket(1)
        take(&bucket, 1)
        bucket.settle(Units(1), at: .seconds(4))
        #expect(
            bucket.availability(for: Units(1), at: .seconds(13.9))
                == .later(Delay(earliest: .seconds(14), wake: .seconds(14))))
        #expect(bucket.availability(for: Units(1), at: .seconds(14)) == .available)
    }

    @Test func inFlightIsFreeNoSoonerThanOneHoldFromNow() {
        var bucket = bucket(2)
        take(&bucket, 2)
        #expect(
            bucket.availability(for: Units(1), at: .seconds(3))
                == .later(Delay(earliest: .seconds(13), wake: nil, drift: .seconds(13))))
    }

    @Test func lostRequestsAreHeldFromTheEndOfTheirGrace() {
        var bucket = bucket(2)
        take(&bucket, 1)
        take(&bucket, 1)
        bucket.settle(Units(1), at: .seconds(30))
        bucket.settle(Units(1), at: .seconds(2))
        #expect(
            bucket.availability(for: Units(1), at: .seconds(2))
                == .later(Delay(earliest: .seconds(12), wake: .seconds(12))))
        #expect(
            bucket.availability(for: Units(2), at: .seconds(2))
                == .later(Delay(earliest: .seconds(40), wake: .seconds(40))))
    }

    @Test func costsAddUpExactly() {
        var bucket = bucket(1)
        for _ in 0..<10 { take(&bucket, 0.1) }
        #expect(bucket.availability(for: Units(0.000001), at: .zero) != .available)
        for _ in 0..<10 { bucket.refund(Units(0.1)) }
        #expect(bucket.inFlight == .zero)
        #expect(bucket.availability(for: Units(1), at: .zero) == .available)
    }

    @Test func moreThanTheCapacityNeverStarts() {
        var bucket = bucket(2.5)
        #expect(bucket.availability(for: Units(2.5), at: .zero) == .available)
        #expect(bucket.availability(for: Units(2.500001), at: .zero) == .never)
    }

    @Test func headroomIsOneHundredthAndAtMostASecond() {
        #expect(RateLimit(quota: 1, window: .seconds(60)).hold == .milliseconds(60_600))
        #expect(RateLimit(quota: 1, window: .seconds(600)).hold == .seconds(601))
        #expect(RateLimit(quota: 1, window: .seconds(60), granularity: second).hold == .milliseconds(61_600))
        #expect(RateLimit(quota: 1, window: second, clockMargin: .none).hold == second)
    }

    @Test func assumedFullBucketOpensAfterOneHold() {
        var bucket = Bucket(
            RateLimit(quota: 5, window: .seconds(10), clockMargin: .none, coldStart: .assumeFull), at: .seconds(1))
        #expect(bucket.availability(for: Units(1), at: .seconds(10.9)) != .available)
        #expect(bucket.availability(for: Units(5), at: .seconds(11)) == .available)
    }

    @Test func otherNumbersKeepWhatIsUsed() {
        var bucket = bucket(2)
        take(&bucket, 1)
        take(&bucket, 1)
        bucket.settle(Units(1), at: .zero)
        bucket.declare(RateLimit(quota: 3, window: .seconds(20), clockMargin: .none), at: .zero)
        #expect(bucket.availability(for: Units(1), at: .seconds(11)) == .available)
        #expect(bucket.held(at: .seconds(19)) == Units(1))
        bucket.declare(RateLimit(quota: 1, window: .seconds(20), clockMargin: .none), at: .zero)
        #expect(bucket.inFlight == Units(1))
        #expect(bucket.availability(for: Units(1), at: .seconds(11)) != .available)
    }

    /// Those who go before need their own share first: as often as they use up all of it, a hold passes.
    @Test func earliestStartCountsWholeRounds() {
        var bucket = bucket(2)
        #expect(bucket.earliest(after: 1, at: .zero) == .zero)
        #expect(bucket.earliest(after: 2, at: .zero) == .seconds(10))
        #expect(bucket.earliest(after: 5, at: .zero) == .seconds(20))
        #expect(bucket.earliest(after: 2.5, cost: 1.5, at: .zero) == .seconds(10))
        take(&bucket, 1)
        #expect(bucket.earliest(after: 1, at: .seconds(3)) == .seconds(13), "it is answered now at the soonest")
        bucket.settle(Units(1), at: .seconds(3))
        #expect(bucket.earliest(after: 0, at: .seconds(4)) == .seconds(4))
        #expect(bucket.earliest(after: 1, at: .seconds(4)) == .seconds(13))
        #expect(bucket.earliest(after: 4, at: .seconds(4)) == .seconds(24))
        #expect(bucket.availability(for: Units(3), after: .zero, at: .zero) == .never)
    }

    /// Each unit of a counter needs its distance, but many small requests are not one large one.
    @Test func earliestStartKeepsDistances() {
        let spread = Duration.seconds(1)
        var counter = Bucket(
            RateLimit.counter(quota: 12, window: .seconds(10), latencySpread: spread, clockMargin: .none), at: .zero)
        #expect(counter.earliest(after: 4, at: .zero) == .seconds(4))
        var even = RateLimit(quota: 10, window: .seconds(10), clockMargin: .none)
        even.pacing = .even
        var bucket = Bucket(even, at: .zero)
        #expect(bucket.earliest(after: 7, at: .zero) == .seconds(7))
    }

    @Test func instantsSaturate() {
        let far = Instant(nanoseconds: .max)
        #expect(far + .seconds(1) == far)
        #expect(Instant.zero + .seconds(1 << 40) == far)
        #expect(Instant.zero + Duration(secondsComponent: 0, attosecondsComponent: 1) == Instant(nanoseconds: 1))
    }
}

extension Bucket {
    /// When a request may start at the earliest behind others.
    fileprivate mutating func earliest(after ahead: Double, cost: Double = 1, at now: Instant) -> Instant? {
        switch availability(for: Units(cost), after: Units(ahead), at: now) {
        case .available: now
        case .later(let delay): delay.earliest
        case .never: nil
        }
    }
}
