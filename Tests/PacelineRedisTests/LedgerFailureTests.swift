#if Redis
import Foundation
import NIOCore
import PacelineLedger
import PacelineLimiter
import Testing

@testable import PacelineRedis

extension RealTime {
    /// What goes wrong with a ledger in Redis: what callers see, and that the quota is kept through it and afterwards.
    @Suite(.timeLimit(.minutes(2))) struct LedgerFailureTests {
        /// Two processes on one server.
        private func withSpenders(
            _ settings: [String] = [], engine: RedisLedger.Engine = .new, timeout: Duration = .milliseconds(200),
            options: LedgerOptions = Spender.options,
            _ body: (_ server: RedisServer, _ api: CountedServer, _ spenders: [Spender]) async throws -> Void
        ) async throws {
            try await RedisServer.run(settings) { server in
                let api = CountedServer()
                let spenders = try (0..<2).map { number in
                    Spender(
                        number, at: api,
                        sharing: RedisLedger(try server.address(), name: "acme", engine: engine, timeout: timeout),
                        options)
                }
                try await body(server, api, spenders)
            }
        }

        private func reason(_ spender: Spender) -> String? {
            if case .unreachable(_, let error)? = spender.limiter.ledger { error.description } else { nil }
        }

        private func isQuiet(_ spender: Spender) -> Bool {
            if case .quiet? = spender.limiter.ledger { true } else { false }
        }

        // MARK: The server is away

        @Test func theServerHangs() async throws {
            try await withSpenders { server, api, spenders in
                try await spend(spenders, after: .milliseconds(2500)) {
                    server.freeze()
                    try await Task.sleep(for: .milliseconds(900))
                    for spender in spenders {
                        #expect(
                            reason(spender)?.hasSuffix("in time") == true,
                            "\(String(describing: spender.limiter.ledger))")
                    }
                    server.thaw()
                }
                #expect(api.most(within: Spender.window) <= Spender.quota)
                for spender in spenders {
                    #expect(spender.events.contains { $0.hasPrefix("ledgerLost(") }, "\(spender.events)")
                    #expect(spender.events.contains { $0.hasPrefix("ledgerBack") }, "\(spender.events)")
                    #expect(await spender.error(by: .seconds(20)) == nil)
                    guard case .connected? = spender.limiter.ledger else {
                        Issue.record("\(String(describing: spender.limiter.ledger))")
                        continue
                    }
                }
            }
        }

        /// However long an exchange may take, a call ends by its own time.
        @Test(arguments: [true, false])
        func deadlinesHold(wasConnected: Bool) async throws {
            try await withSpenders(timeout: .seconds(10)) { server, _, spenders in
                if wasConnected { #expect(await spenders[0].error(by: .seconds(20)) == nil) }
                server.freeze()
                defer { server.thaw() }
                for _ in 0..<3 {
                    let clock = ContinuousClock()
                    let took = await clock.measure {
                        #expect(await spenders[0].error(by: .milliseconds(300))?.code == .deadline)
                    }
                    // 50 ms are promised; the rest is for loaded machines.
                    #expect(took < .seconds(1), "\(took)")
                }
            }
        }

        @Test func callsFailAtOnceWhereTheyAreToldTo() async throws {
            var options = Spender.options
            options.whenUnreachable = .fail
            try await withSpenders(options: options) { server, _, spenders in
                #expect(await spenders[0].error(by: .seconds(20)) == nil)
                server.kill()
                try await Task.sleep(for: Spender.options.lease)
                let error = await spenders[0].error(by: .seconds(20))
                #expect(error?.code == .ledgerUnavailable)
                #expect(
                    error?.ledger?.description.contains("127.0.0.1:\(server.port)") == true,
                    "\(String(describing: error))")
                try await server.start()
                #expect(try await eventually { await spenders[0].error(by: .seconds(5)) == nil })
            }
        }

        // MARK: The server has lost something

        /// All that was in memory is gone, and the server is another one.
        @Test func theServerIsKilledAndStartsEmpty() async throws {
            try await withSpenders(engine: .volatile) { server, api, spenders in
                // A server that is new to them is waited out.
                #expect(await spenders[0].error(by: .seconds(20)) == nil)
                let instant = try await spend(spenders, after: .milliseconds(2500)) {
                    server.kill()
                    try await server.start()
                }
                #expect(api.most(within: Spender.window) <= Spender.quota)
                #expect(api.count(since: instant + .milliseconds(1200)) > 0)
                for spender in spenders {
                    #expect(
                        spender.events.contains { $0.hasPrefix("declaredAnew") || $0.hasPrefix("lapsed") },
                        "\(spender.events)")
                }
            }
        }

        @Test func everythingIsDeleted() async throws {
            try await withSpenders { server, api, spenders in
                let instant = try await spend(spenders, after: .milliseconds(2500)) {
                    try await server.command("FLUSHALL")
                    try await Task.sleep(for: .milliseconds(300))
                    #expect(spenders.contains { isQuiet($0) })
                }
                #expect(api.most(within: Spender.window) <= Spender.quota)
                // A lease, a grace and a hold after the loss.
                #expect(api.count(since: instant + .milliseconds(1200)) > 0)
                // One whose session was over at that moment has nothing to declare.
                #expect(spenders.contains { $0.events.contains { $0.hasPrefix("declaredAnew") } })
            }
        }

        /// All declare anew what they use, once: one loss is one pause.
        @Test func oneLossIsOnePause() async throws {
            var options = Spender.options
            options.lease = .seconds(1)
            try await withSpenders(options: options) { server, _, spenders in
                for spender in spenders {
                    let slow = spender.limiter.bucket(RateLimit(quota: 5, window: .seconds(3)), name: "slow")
                    try await spender.limiter.acquire([Draw(slow)]).finish()
                }
                try await Task.sleep(for: .milliseconds(300))
                try await server.command("FLUSHALL")
                // Each has something in use, and asks again.
                for _ in 0..<10 {
                    for spender in spenders { _ = await spender.error(by: .milliseconds(50)) }
                    try await Task.sleep(for: .milliseconds(100))
                }
                let counts = spenders.map { $0.events.count { $0.hasPrefix("declaredAnew") } }
                #expect(counts.allSatisfy { $0 > 0 }, "\(counts)")
                #expect(counts.allSatisfy { $0 == 1 }, "\(counts)")
            }
        }

        /// The server goes on from an older state, as a replica does that was behind: no other identity tells of it.
        @Test func aReplicaThatWasBehindIsPromoted() async throws {
            let settings = ["repl-diskless-sync-delay 0"]
            try await withSpenders(settings) { server, api, spenders in
                try await RedisServer.run(settings) { replica in
                    for spender in spenders { #expect(await spender.error(by: .seconds(20)) == nil) }
                    try await replica.follow(server)
                    let instant = try await spend(spenders, before: .milliseconds(700), after: .milliseconds(2800)) {
                        try await replica.run(["REPLICAOF", "NO", "ONE"])
                        // What is granted now the replica does not know.
                        try await Task.sleep(for: .milliseconds(350))
                        try await server.follow(replica)
                        try await server.run(["REPLICAOF", "NO", "ONE"])
                    }
                    #expect(api.most(within: Spender.window) <= Spender.quota)
                    #expect(api.count(since: instant + .milliseconds(1800)) > 0)
                    #expect(
                        spenders.contains {
                            $0.events.contains { $0.hasPrefix("declaredAnew") || $0.hasPrefix("lapsed") }
                        },
                        "\(spenders.map(\.events))")
                }
            }
        }

        // MARK: The server takes no writes

        @Test(arguments: [
            (["REPLICAOF", "127.0.0.1", "1"], ["REPLICAOF", "NO", "ONE"], "(READONLY)"),
            (["CONFIG", "SET", "maxmemory", "1"], ["CONFIG", "SET", "maxmemory", "0"], "(OOM)"),
            (
                ["CONFIG", "SET", "min-replicas-to-write", "1"], ["CONFIG", "SET", "min-replicas-to-write", "0"],
                "(NOREPLICAS)"
            ),
        ])
        func theServerTakesNoWrites(breaking: [String], mending: [String], code: String) async throws {
            try await withSpenders { server, api, spenders in
                let instant = try await spend(spenders, after: .milliseconds(2600)) {
                    try await server.run(breaking)
                    try await Task.sleep(for: .milliseconds(600))
                    for spender in spenders {
                        #expect(reason(spender)?.hasSuffix(code) == true, "\(String(describing: reason(spender)))")
                    }
                    try await server.run(mending)
                }
                #expect(api.most(within: Spender.window) <= Spender.quota)
                #expect(api.count(since: instant + .milliseconds(1500)) > 0)
            }
        }

        /// Whoever gives up settling is not kept by a server that does not answer.
        @Test func settlingCanBeCancelled() async throws {
            try await withSpenders { server, _, spenders in
                #expect(await spenders[0].error(by: .seconds(20)) == nil)
                server.freeze()
                defer { server.thaw() }
                let settling = Task { [limiter = spenders[0].limiter] in await limiter.settle() }
                let clock = ContinuousClock()
                let took = await clock.measure {
                    let thawing = Task {
                        try? await Task.sleep(for: .milliseconds(900))
                        server.thaw()
                    }
                    try? await Task.sleep(for: .milliseconds(100))
                    settling.cancel()
                    await settling.value
                    thawing.cancel()
                }
                #expect(took < .milliseconds(600), "\(took)")
            }
        }
    }
}

extension RedisServer {
    fileprivate func run(_ command: [String]) async throws {
        let connection = try await RedisConnector(address(), name: "tests").connect()
        defer { connection.close() }
        _ = try await connection.call(RESPCommand(command), until: .now() + .seconds(20))
    }

    /// Becomes a replica of another server, and has its data.
    fileprivate func follow(_ other: RedisServer) async throws {
        try await run(["REPLICAOF", "127.0.0.1", "\(other.port)"])
        let isUp = try await eventually {
            try await command("INFO", "replication").text?.contains("master_link_status:up") == true
        }
        guard isUp else { throw Failure(description: "the replica has no primary") }
    }
}
#endif
