import PacelineLimiter
import Testing

/// (14) The study's table as a regression: refusals and the share of what could be had at best, at fixed seeds.
@Suite struct StudyTests {
    private static let second: Int64 = 1_000_000_000
    private static let window = 60 * second
    private static let quota = 60 * Plan.grain
    private static let calls = 600

    /// A server that keeps 60 requests in 60 seconds in its own way, and when the last of the calls could be there at
    /// best.
    enum Kind: CaseIterable {
        case aligned, anchored, log, logCountingRefused, bucket

        func server(anchor: Int64) -> any Server {
            switch self {
            case .aligned: FixedWindowServer(quota: quota, window: window, anchor: anchor)
            case .anchored: AnchoredWindowServer(quota: quota, window: window)
            case .log: SlidingLogServer(quota: quota, window: window, countsRefused: false)
            case .logCountingRefused: SlidingLogServer(quota: quota, window: window)
            case .bucket: TokenBucketServer(capacity: quota, rate: quota, window: window)
            }
        }

        func ideal(anchor: Int64) -> Int64 {
            self == .aligned ? anchor + 8 * window : 9 * window
        }
    }

    /// Runs five seeds; the refusals in all, the mean share of the ideal, the most that arrived in a window.
    private func outcome(
        _ limit: RateLimit, _ latency: Study.Latency, ideal: (Int64) -> Int64, _ server: (Int64) -> any Server
    ) -> (refused: Int, share: Double, peak: Int) {
        var (refused, share, most) = (0, 0.0, 0)
        for seed in 1...5 as ClosedRange<UInt64> {
            let anchor = StudyTests.second * Int64(seed) * 10
            var study = Study(limit, server(anchor), latency, seed: seed)
            study.run(requestsAt: Array(repeating: 0, count: StudyTests.calls))
            refused += study.refused
            share += Double(ideal(anchor)) / Double(study.arrivals.max() ?? 1) / 5
            most = max(most, peak(of: study.arrivals.map { ($0, 1) }, within: StudyTests.window))
        }
        return (refused, share, most)
    }

    @Test(arguments: Kind.allCases, Study.Latency.allCases) func burst(kind: Kind, latency: Study.Latency) {
        let limit = RateLimit(quota: 60, window: .seconds(60))
        let result = outcome(limit, latency, ideal: kind.ideal) { kind.server(anchor: $0) }
        #expect(result.refused == 0)
        #expect(result.peak <= 60)
        let least =
            switch (kind, latency) {
            case (.aligned, .uniform): 0.90
            case (.aligned, .heavyTailed): 0.88
            case (_, .uniform): 0.98
            case (_, .heavyTailed): 0.95
            }
        #expect(result.share >= least)
    }

    /// Small buckets are measured against their rate: the calls need 600 seconds at one a second. Client and server run
    /// by one clock here, so there is no clock margin.
    @Test(arguments: [(1, 600, 0.70), (5, 600, 0.92), (10, 600, 0.96), (60, 540, 0.98)])
    func tokenBucket(burst: Int, seconds: Int64, least: Double) {
        let limit = RateLimit.tokenBucket(rate: 60, per: .seconds(60), burst: Double(burst), clockMargin: .none)
        let ideal = { (_: Int64) in seconds * StudyTests.second }
        let result = outcome(limit, .uniform, ideal: ideal) { _ in
            TokenBucketServer(capacity: burst * Plan.grain, rate: StudyTests.quota, window: StudyTests.window)
        }
        #expect(result.refused == 0)
        #expect(result.share >= least)
        let heavy = outcome(limit, .heavyTailed, ideal: ideal) { _ in
            TokenBucketServer(capacity: burst * Plan.grain, rate: StudyTests.quota, window: StudyTests.window)
        }
        #expect(heavy.refused == 0)
    }

    @Test func counter() {
        let limit = RateLimit.counter(quota: 60, window: .seconds(60), latencySpread: .milliseconds(380))
        let result = outcome(limit, .uniform, ideal: { _ in 9 * StudyTests.window }) {
            WeightedCounterServer(quota: StudyTests.quota, window: StudyTests.window, anchor: $0)
        }
        #expect(result.refused == 0)
        #expect(result.share >= 0.85)
    }

    /// Even pacing of a window: nothing is refused either, at the cost that the study found.
    @Test func pacedWindow() {
        var limit = RateLimit(quota: 60, window: .seconds(60))
        limit.pacing = .even
        let result = outcome(limit, .uniform, ideal: { _ in 9 * StudyTests.window }) { _ in
            SlidingLogServer(quota: StudyTests.quota, window: StudyTests.window)
        }
        #expect(result.refused == 0)
        #expect(result.share >= 0.85)
    }

    /// Below the limit, requests hardly wait: 0.8 requests a second, at random times.
    @Test func poissonBelowTheLimit() {
        var generator = SeededGenerator(seed: 7)
        var times: [Int64] = []
        for _ in 0..<960 { times.append(Int64.random(in: 0..<1200 * StudyTests.second, using: &generator)) }
        var study = Study(
            RateLimit(quota: 60, window: .seconds(60)),
            SlidingLogServer(quota: StudyTests.quota, window: StudyTests.window), .uniform, seed: 7)
        study.run(requestsAt: times)
        #expect(study.refused == 0)
        #expect(study.waits.sorted()[480] <= StudyTests.second / 20)
    }
}
