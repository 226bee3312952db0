import PacelineLimiter
import Testing

/// Servers whose limits nobody declared, 60 requests a window: refusals and the share of what a client that knows the
/// limit could have, as means of fixed seeds, 500 calls.
@Suite struct ObservedBarTests {
    /// What may be refused, and the least share, by what the server says: for windows, and for a token bucket.
    struct Bar: CustomTestStringConvertible {
        let words: ObservedLoop.Words
        let windows: (refused: Double, share: Double)
        let bucket: (refused: Double, share: Double)

        init(_ words: ObservedLoop.Words, _ windows: (Double, Double), bucket: (Double, Double)? = nil) {
            (self.words, self.windows, self.bucket) = (words, windows, bucket ?? windows)
        }

        var testDescription: String { "\(words)" }
    }

    private static let kinds = [TellingServer.Kind.fixed, .log, .bucket]
    private static let seeds: ClosedRange<UInt64> = 1...24

    @Test(arguments: [
        Bar(.nothing, (40, 0.60)), Bar(.retryAfter, (40, 0.70)), Bar(.fields, (0, 0.88), bucket: (35, 0.80)),
        Bar(.policy, (0, 0.85)),
    ])
    func twentyFourTasksAndTwoSeconds(bar: Bar) throws { try check(bar, tasks: 24, window: 2) }

    @Test(arguments: [
        Bar(.nothing, (40, 0.70)), Bar(.retryAfter, (40, 0.90)),
        Bar(.fields, (0, 0.90), bucket: (35, 0.80)), Bar(.policy, (0, 0.90)),
    ])
    func twentyFourTasksAndAMinute(bar: Bar) throws { try check(bar, tasks: 24, window: 60) }

    @Test(arguments: [
        Bar(.nothing, (60, 0.55)), Bar(.retryAfter, (60, 0.60)), Bar(.fields, (0, 0.88), bucket: (45, 0.80)),
        Bar(.policy, (0, 0.85)),
    ])
    func twoHundredTasksGently(bar: Bar) throws { try check(bar, tasks: 200, window: 2, gently: true) }

    @Test(arguments: [
        Bar(.nothing, (60, 0.70)), Bar(.retryAfter, (60, 0.90), bucket: (60, 0.70)),
        Bar(.fields, (0, 0.88), bucket: (45, 0.80)), Bar(.policy, (0, 0.90)),
    ])
    func twoHundredTasksGentlyAndAMinute(bar: Bar) throws { try check(bar, tasks: 200, window: 60, gently: true) }

    private func check(_ bar: Bar, tasks: Int, window: Int64, gently: Bool = false) throws {
        for kind in Self.kinds {
            let (refused, share) = try mean(kind, bar.words, tasks: tasks, window: window, gently: gently)
            let least = kind == .bucket ? bar.bucket : bar.windows
            #expect(refused <= least.refused, "\(kind)")
            #expect(share >= least.share, "\(kind)")
        }
    }

    private func mean(
        _ kind: TellingServer.Kind, _ words: ObservedLoop.Words, tasks: Int, window: Int64, gently: Bool
    ) throws -> (refused: Double, share: Double) {
        var (refused, share) = (0.0, 0.0)
        let length = window * 1_000_000_000
        for seed in Self.seeds {
            let phase = Int64(seed) * length / 7
            var loop = ObservedLoop(
                TellingServer(kind, quota: 60, window: length, phase: phase), words, tasks: tasks, gently: gently,
                seed: seed)
            try loop.run()
            refused += Double(loop.refused) / Double(Self.seeds.count)
            share += loop.share / Double(Self.seeds.count)
        }
        return (refused, share)
    }
}
