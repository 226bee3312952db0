#if Redis
import Foundation
import NIOCore
import PacelineLedger
import PacelineLimiter
import Testing

@testable import PacelineRedis

extension RealTime {
    /// Limiters that share a quota through a real server, each with a connection of its own.
    @Suite(.timeLimit(.minutes(2))) struct SharedQuotaTests {
        private func report(_ server: RedisServer, _ credentials: String = "") async throws -> LedgerReport? {
            try await RedisArchive(server.address(credentials)).ledger("acme").map(LedgerReport.init)
        }

        @Test func twoLimiters() async throws {
            try await RedisServer.run { server in
                let api = CountedServer()
                let spenders = try (0..<2).map { number in
                    Spender(number, at: api, sharing: RedisLedger(try server.address(), name: "acme", engine: .new))
                }
                try await spend(spenders)
                #expect(api.most(within: Spender.window) <= Spender.quota)
                let counts = (0..<2).map { api.count(of: $0) }
                // 2.6 s are eight windows and a half.
                #expect(counts.reduce(0, +) >= 15, "\(counts)")
                #expect(counts.allSatisfy { $0 >= 3 }, "\(counts)")
                for spender in spenders { #expect(!spender.events.contains { $0.hasPrefix("ledgerLost") }) }
            }
        }

        /// Two ledgers of one server, and two databases, have nothing in common.
        @Test func namesAndDatabases() async throws {
            try await RedisServer.run { server in
                let api = CountedServer()
                let ledgers = [
                    RedisLedger(try server.address(), name: "acme", engine: .new),
                    RedisLedger(try server.address(), name: "other", engine: .new),
                    RedisLedger(try server.address("", "/1"), name: "acme", engine: .new),
                ]
                let spenders = ledgers.enumerated().map { Spender($0, at: api, sharing: $1) }
                for spender in spenders {
                    for _ in 0..<Spender.quota { #expect(await spender.error(by: .seconds(20)) == nil) }
                }
                #expect(api.arrivals.count == 15)
            }
        }

        @Test func aUserWithAPassword() async throws {
            let users = ["user bob on >s%cret ~pl1:* &pl1:* +@all"]
            try await RedisServer.run(users) { server in
                let address = try server.address("bob:s%25cret@")
                let api = CountedServer()
                let spenders = (0..<2).map {
                    Spender($0, at: api, sharing: RedisLedger(address, name: "acme", engine: .new))
                }
                try await spend(spenders, before: .zero, after: .milliseconds(700))
                #expect(api.most(within: Spender.window) <= Spender.quota && api.arrivals.count >= Spender.quota)
            }
        }

        /// With an authority of the user's own.
        @Test func overTLS() async throws {
            let folder = try RedisServer.makeFolder()
            let certificate = try Certificate(for: "DNS:localhost", in: folder)
            try await RedisServer.run(certificate.settings, in: folder) { server in
                let address = try RedisAddress(
                    "rediss://localhost:\(server.port)", trustRoots: certificate.certificate)
                let api = CountedServer()
                let spenders = (0..<2).map {
                    Spender($0, at: api, sharing: RedisLedger(address, name: "acme", engine: .new))
                }
                try await spend(spenders, before: .zero, after: .milliseconds(700))
                #expect(api.most(within: Spender.window) <= Spender.quota && api.arrivals.count >= Spender.quota)
            }
        }

        /// Scripts are run by a client of the user's own, which sends them as they are.
        @Test func aClientOfOnesOwn() async throws {
            try await RedisServer.run { server in
                let connector = RedisConnector(try server.address(), name: "own")
                let api = CountedServer()
                var spenders: [Spender] = []
                for number in 0..<2 {
                    let connection = try await connector.connect()
                    let ledger = RedisLedger("acme", engine: .new) { script, keys, arguments in
                        let command = RESPCommand(["EVAL", script, "\(keys.count)"] + keys + arguments)
                        let value = try await connection.call(command, until: .now() + .seconds(5))
                        if case .error(let error) = value { throw RedisError(error) }
                        return ExchangeScript.words(value)
                    }
                    spenders.append(Spender(number, at: api, sharing: ledger))
                }
                try await spend(spenders)
                #expect(api.most(within: Spender.window) <= Spender.quota)
                #expect((0..<2).allSatisfy { api.count(of: $0) >= 3 }, "\(api.arrivals.count)")
                for spender in spenders { #expect(!spender.events.contains { $0.hasPrefix("ledgerLost") }) }
            }
        }

        /// What the closure throws is what the caller sees.
        @Test func aClientOfOnesOwnThatFails() async throws {
            struct Broken: Error, CustomStringConvertible { var description: String { "the pool is empty" } }
            let ledger = RedisLedger("acme") { _, _, _ in throw Broken() }
            var options = Spender.options
            options.whenUnreachable = .fail
            let spender = Spender(0, at: CountedServer(), sharing: ledger, options)
            let error = await spender.error(by: .seconds(5))
            #expect(error?.code == .ledgerUnavailable && error?.ledger?.description == "the pool is empty")
        }

        /// Whoever waits for longer than a lease keeps its place in the line.
        @Test func waitingForLongerThanALease() async throws {
            try await RedisServer.run { server in
                let spenders = try (0..<2).map { number in
                    Spender(
                        number, at: CountedServer(),
                        sharing: RedisLedger(try server.address(), name: "acme", engine: .new))
                }
                let (first, second) = (spenders[0], spenders[1])
                let limit = RateLimit(quota: 1, window: .seconds(3))
                let buckets = spenders.map { $0.limiter.bucket(limit, name: "slow") }
                try await first.limiter.acquire([Draw(buckets[0])]).finish()
                let waiter = Task { try await second.limiter.acquire([Draw(buckets[1])]).finish() }
                // Three leases.
                try await Task.sleep(for: .milliseconds(1500))
                let report = try #require(try await report(server))
                waiter.cancel()
                _ = await waiter.result
                #expect(
                    report.sessions.contains { $0.life == .leased && $0.waiting?.place == 1 }, "\(report.sessions)")
                #expect(second.events == [])
            }
        }

        /// What was granted ahead and is not used comes back, what was used is told.
        @Test func settling() async throws {
            try await RedisServer.run { server in
                var options = Spender.options
                options.lease = .seconds(60)
                let ledger = RedisLedger(try server.address(), name: "acme", engine: .new)
                let spender = Spender(0, at: CountedServer(), sharing: ledger, options)
                for _ in 0..<3 { #expect(await spender.error(by: .seconds(20)) == nil) }
                let waiters = (0..<9).map { _ in Task { await spender.error(by: .seconds(20)) } }
                try await Task.sleep(for: .milliseconds(50))
                for waiter in waiters {
                    waiter.cancel()
                    _ = await waiter.value
                }
                await spender.limiter.settle()
                let report = try #require(try await report(server))
                #expect(report.buckets.map(\.inFlight) == [0] && report.sessions.map(\.inFlight) == [[:]])
            }
        }
    }
}
#endif
