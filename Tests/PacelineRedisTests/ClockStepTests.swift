#if Redis
import PacelineLimiter
import Testing

@testable import PacelineRedis

extension RealTime {
    /// The server's clock is set while two processes spend one quota.
    @Suite(.timeLimit(.minutes(2))) struct ClockStepTests {
        private func time(of server: RedisServer) async throws -> Double {
            let parts = try await server.command("TIME").elements ?? []
            return Double(parts.first?.text ?? "") ?? 0
        }

        @Test(arguments: [-5, -3600, 5, 3600])
        func theClockIsSet(by seconds: Int) async throws {
            try await RedisServer.withClock { server, set in
                let api = CountedServer()
                let spenders = try (0..<2).map { number in
                    Spender(number, at: api, sharing: RedisLedger(try server.address(), name: "acme", engine: .new))
                }
                let instant = try await spend(spenders, before: .milliseconds(900), after: .milliseconds(2800)) {
                    let before = try await time(of: server)
                    try set(seconds)
                    let advance = try await time(of: server) - before
                    #expect((Double(seconds) - 2...Double(seconds) + 3).contains(advance), "the clock was not set")
                }
                #expect(api.most(within: Spender.window) <= Spender.quota)
                // All that may have been granted by the wrong time is over after a lease, a grace and a hold.
                #expect(api.count(since: instant + .milliseconds(1500)) > 0)
                #expect((0..<2).allSatisfy { api.count(of: $0) > 0 })
            }
        }

        /// No lease is over by such a step, so that nothing but the clock itself tells of it, to those who knew it before.
        @Test func aStepThatIsShorterThanALease() async throws {
            try await RedisServer.withClock { server, set in
                let api = CountedServer()
                var options = Spender.options
                options.lease = .seconds(10)
                let spenders = try (0..<2).map { number in
                    let ledger = RedisLedger(try server.address(), name: "acme", engine: .new)
                    return Spender(number, at: api, sharing: ledger, options)
                }
                for spender in spenders { #expect(await spender.error(by: .seconds(3)) == nil) }
                for number in 0..<2 {
                    for _ in 0..<Spender.quota - 2 {
                        _ = await spenders[number].error(by: .milliseconds(number == 0 ? 3_000 : 100))
                    }
                    try set(5)
                }
                #expect(api.count(of: 0) == Spender.quota - 1)
                #expect(api.most(within: Spender.window) <= Spender.quota)
            }
        }
    }
}
#endif
