import PacelineLimiter
@testable import PacelineRuntime
import Testing

/// The limiter's bucket for what a document declares.
@Suite struct LimitMappingTests {
    private static let settings = LimitSettings(clockMargin: .none, latencySpread: .milliseconds(300))

    private static func limit(
        _ quota: Double, _ window: Duration, _ algorithm: RateLimitAlgorithm = .unknown, _ granularity: Duration = .zero
    ) -> RateLimit {
        RateLimitNumbers.quota(quota, per: window, algorithm: algorithm, granularity: granularity)
            .rateLimit(settings, pacing: .burst)
    }

    @Test(arguments: [RateLimitAlgorithm.unknown, .fixed, .sliding])
    func windows(algorithm: RateLimitAlgorithm) {
        #expect(
            Self.limit(60, .seconds(60), algorithm)
                == RateLimit(quota: 60, window: .seconds(60), clockMargin: .none))
    }

    /// The grain of the server's clock is added in full, whatever counts.
    @Test(arguments: [RateLimitAlgorithm.unknown, .fixed, .calendar, .sliding, .tokenBucket(burst: 60), .counter])
    func granularity(algorithm: RateLimitAlgorithm) {
        #expect(Self.limit(60, .seconds(60), algorithm, .seconds(1)).hold == .seconds(61))
    }

    @Test func tokenBuckets() {
        let limit = Self.limit(2, .seconds(1), .tokenBucket(burst: 40))
        #expect(limit == .tokenBucket(rate: 2, per: .seconds(1), burst: 40, clockMargin: .none))
        #expect(limit.capacity == 40)
        #expect(limit.hold == .seconds(20))
    }

    @Test func counters() {
        #expect(
            Self.limit(60, .seconds(60), .counter)
                == .counter(
                    quota: 60, window: .seconds(60), latencySpread: .milliseconds(300), clockMargin: .none))
    }

    /// In hours, but for days and longer: the day when clocks are set back by three of them, the longest month, the leap
    /// year.
    @Test(
        arguments: [
            (1, 1), (23, 23), (24, 27), (48, 51), (168, 171), (672, 747), (720, 747), (744, 747), (2184, 2211),
            (8760, 8787), (960, 963),
        ] as [(Int, Int)])
    func calendars(hours: Int, longest: Int) {
        #expect(Self.limit(10, .seconds(hours * 3600), .calendar).hold == .seconds(longest * 3600))
    }

    @Test func concurrency() {
        let limit = RateLimitNumbers.concurrency(4).rateLimit(Self.settings, pacing: .burst)
        #expect(limit == .concurrency(4))
    }

    /// What is not told holds no request back.
    @Test func undisclosed() {
        #expect(RateLimitNumbers.undisclosed.rateLimit(Self.settings, pacing: .burst).capacity == 1e12)
    }

    /// Numbers out of the limiter's range are moved into it: nothing fits a quota of nothing.
    @Test func extremes() {
        #expect(Self.limit(0, .seconds(1)).capacity == 1e-6)
        #expect(Self.limit(1e15, .seconds(1)).capacity == 1e12)
        #expect(RateLimitNumbers.concurrency(0).rateLimit(Self.settings, pacing: .burst).capacity == 1)
    }

    @Test(arguments: [RateLimit.Pacing.burst, .even])
    func pacing(pacing: RateLimit.Pacing) {
        let numbers = RateLimitNumbers.quota(60, per: .seconds(60))
        #expect(numbers.rateLimit(Self.settings, pacing: pacing).pacing == pacing)
    }

    @Test func headroomAndColdStart() {
        let settings = LimitSettings(clockMargin: .default, coldStart: .assumeFull)
        let limit = RateLimitNumbers.quota(1, per: .seconds(60)).rateLimit(settings, pacing: .burst)
        #expect(limit.hold == .milliseconds(60_600))
        #expect(limit.coldStart == .assumeFull)
    }
}
