import PacelineLimiter
import Testing

/// Servers on whose quota somebody else draws, too, or which cut connections: refusals and the share of what could be
/// had, as means of fixed seeds.
@Suite struct ForeignClientTests {
    private static let second: Int64 = 1_000_000_000
    private static let window = 2 * second
    private static let quota = 60 * Plan.grain
    private static let seeds: ClosedRange<UInt64> = 1...8

    /// A server that keeps 60 requests in 2 seconds in its own way.
    enum Kind {
        case log, fixed, logCountingRefused, bucket

        func server(seed: UInt64) -> any Server {
            switch self {
            case .log: SlidingLogServer(quota: quota, window: window, countsRefused: false)
            case .logCountingRefused: SlidingLogServer(quota: quota, window: window)
            case .fixed: FixedWindowServer(quota: quota, window: window, anchor: second * Int64(seed) / 4)
            case .bucket: TokenBucketServer(capacity: quota, rate: quota, window: window)
            }
        }
    }

    /// 500 calls of 24 tasks beside somebody who takes so much of the quota and never backs off.
    @Test(
        arguments: [
            (.log, 0.3, 35, 0.9), (.log, 0.5, 40, 0.9), (.log, 0.7, 50, 0.9), (.fixed, 0.5, 40, 0.9),
            (.logCountingRefused, 0.5, 60, 0.65), (.bucket, 0.5, 60, 0.9),
        ] as [(Kind, Double, Double, Double)])
    func foreignClient(kind: Kind, foreign: Double, refusals: Double, least: Double) throws {
        var (refused, share) = (0.0, 0.0)
        for seed in Self.seeds {
            var loop = ClosedLoop(
                RateLimit(quota: 60, window: .seconds(2)), kind.server(seed: seed), foreign: 30 * foreign, seed: seed)
            try loop.run()
            refused += Double(loop.refused) / Double(Self.seeds.count)
            let ideal = 500 / (30 * (1 - foreign))
            share += ideal * 1e9 / Double(loop.end) / Double(Self.seeds.count)
        }
        #expect(refused <= refusals)
        #expect(share >= least)
    }
}
