import PacelineLimiter
import Testing

/// Requests that reach the server and have no response.
@Suite struct LostConnectionTests {
    /// A server that closes a tenth of the connections after it has read their requests: nothing is refused, and next
    /// to nothing is lost of what the rule admits with a tenth of the units held for 2 seconds longer.
    @Test(arguments: [(30, 2), (60, 1), (60, 60)] as [(Int, Int64)])
    func cutConnections(quota: Int, window: Int64) throws {
        for seed in 1...5 as ClosedRange<UInt64> {
            let server = SlidingLogServer(quota: quota * Plan.grain, window: window * 1_000_000_000)
            let limit = RateLimit(quota: Double(quota), window: .seconds(window))
            var loop = ClosedLoop(limit, server, tasks: 64, calls: 600, cut: 0.1, seed: seed)
            try loop.run()
            #expect(loop.refused == 0)
            #expect(loop.lost > 30)
            let ideal = ideal(loop.sent, lost: loop.lost, of: quota, in: Double(window) * 1.01)
            #expect(ideal * 1e9 / Double(loop.end) >= 0.97)
        }
    }

    /// When the last of so many requests is answered if the rule alone decides: each unit is used again as soon as its
    /// hold is over, those that were lost 2 seconds later.
    private func ideal(_ requests: Int, lost: Int, of quota: Int, in hold: Double) -> Double {
        let latency = 0.07
        var free = Array(repeating: 0.0, count: quota)
        var end = 0.0
        for number in 1...requests {
            guard let unit = free.indices.min(by: { free[$0] < free[$1] }) else { return end }
            end = free[unit] + latency
            free[unit] = end + hold + (number * lost / requests > (number - 1) * lost / requests ? 2 : 0)
        }
        return end
    }

    /// Ten cancellations do not stop the next call for longer than the grace and one window.
    @Test func cancelledRequests() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(10, hold: .seconds(1))
        for _ in 0..<10 {
            let permit = try fixture.permit(Draw(bucket))
            fixture.step { core, now in core.lose(permit, grace: .seconds(10), at: now) }
        }
        let waiter = try fixture.wait(Draw(bucket))
        fixture.advance(by: .seconds(11))
        #expect(fixture.order == [waiter])
    }
}
