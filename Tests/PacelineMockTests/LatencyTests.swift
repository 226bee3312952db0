@testable import PacelineMock
import Testing

@Suite struct LatencyTests {
    @Test(arguments: [
        ("20ms...120ms", Mock.Latency.uniform(.milliseconds(20) ... .milliseconds(120))),
        ("0.5s", .uniform(.milliseconds(500) ... .milliseconds(500))), ("0ms...1s", .uniform(.zero ... .seconds(1))),
        ("15us...2ms", .uniform(.microseconds(15) ... .milliseconds(2))),
        ("pareto:20ms:0.4s", .pareto(median: .milliseconds(20), p99: .milliseconds(400))),
        ("lognormal:1s:2s", .lognormal(median: .seconds(1), p99: .seconds(2))),
    ])
    func latencies(text: String, expected: Mock.Latency) throws {
        #expect(try Mock.Latency(text) == expected)
    }

    @Test(arguments: [
        "", "20", "20ms..120ms", "120ms...20ms", "1ms...2ms...3ms", "-1ms", "infs", "nans", "1e9s", "ms", "1ms...",
        "pareto", "pareto:1ms", "pareto:2ms:1ms", "pareto:0ms:1ms", "cauchy:1ms:2ms", "lognormal:1ms:2ms:3ms",
    ])
    func noLatencies(text: String) {
        #expect(throws: MalformedLatency.self) { try Mock.Latency(text) }
    }

    /// Half of the delays are below the median and one in a hundred is above the percentile; none is beyond the bounds.
    @Test(arguments: [
        (Mock.Latency.pareto(median: .milliseconds(20), p99: .milliseconds(400)), 5...4_000),
        (.lognormal(median: .milliseconds(20), p99: .milliseconds(400)), 0...20_000),
    ])
    func quantiles(latency: Mock.Latency, range: ClosedRange<Nanoseconds>) {
        var generator = SplitMix64(seed: 3)
        let draws = (0..<100_000).map { _ in latency.draw(using: &generator) }
        let share = { (limit: Nanoseconds) in Double(draws.count { $0 > limit }) / 100_000 }
        #expect(abs(share(20_000_000) - 0.5) < 0.01)
        #expect(abs(share(400_000_000) - 0.01) < 0.002)
        #expect(draws.allSatisfy { range.contains($0 / 1_000_000) })
    }
}
