@testable import PacelineMock
import Testing

@Suite struct SlidingLogTests {
    /// The textbook's log: every arrival, added up anew.
    private struct PlainLog {
        var window: Nanoseconds
        var arrivals: [(time: Nanoseconds, cost: Double)] = []

        func used(at now: Nanoseconds) -> Double {
            arrivals.filter { $0.time >= now - window }.reduce(0) { $0 + $1.cost }
        }

        func wait(untilAtMost units: Double, at now: Nanoseconds) -> Nanoseconds {
            guard used(at: now) > units else { return 0 }
            let standing = arrivals.filter { $0.time >= now - window }.map(\.time)
            return standing.map { $0 + window + 1 }.first { used(at: $0) <= units }.map { $0 - now } ?? -1
        }
    }

    /// Two logs with windows and costs of their own, against the textbook's: bursts, pauses, and the very end of a
    /// window.
    @Test(arguments: [(100, 1.0), (1_000, 0.25)])
    func countsAsTheTextbookDoes(window: Nanoseconds, grain: Double) {
        var (log, plain) = (SlidingLog(window: window), PlainLog(window: window))
        var generator = SplitMix64(seed: 3)
        var now: Nanoseconds = 0
        for _ in 0..<2_000 {
            now += [0, 0, 1, 7, window / 2, window, window + 1].randomElement(using: &generator) ?? 0
            let cost = grain * Double(Int.random(in: 1...4, using: &generator))
            #expect(log.used(at: now) == plain.used(at: now))
            for units in [0, grain, 3 * grain] {
                #expect(log.wait(untilAtMost: units, at: now) == plain.wait(untilAtMost: units, at: now))
            }
            log.add(cost, at: now)
            plain.arrivals.append((now, cost))
        }
    }

    /// Each request of a quota of a million is as cheap as the first: two buckets of 40 000 requests, none of which
    /// leaves. Added up anew for each, that would be more than six billion additions.
    @Test(.timeLimit(.minutes(3))) func aLargeQuotaIsNoSlower() {
        var ledger = Ledger(.window(1_000_000, seconds: 3_600))
        let admitted = (0..<80_000).count { index in
            ledger.ask(key: [index.isMultiple(of: 2) ? "a" : "b"], at: Double(index) / 1_000).isAdmitted
        }
        #expect(admitted == 80_000)
        #expect(ledger.most == [40_000])
    }
}
