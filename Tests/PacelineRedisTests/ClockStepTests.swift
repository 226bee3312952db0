#if Redis
import Foundation
import PacelineLimiter
import Testing

@testable import PacelineRedis

extension RealTime {
    /// The server's clock is set while two processes spend one quota.
    @Suite(.timeLimit(.minutes(2))) struct ClockStepTests {
        /// Runs a server whose clock can be set, by the library `faketime`.
        private func withClock(
            _ body: (_ server: RedisServer, _ set: (Int) throws -> Void) async throws -> Void
        ) async throws {
            let folder = try RedisServer.makeFolder()
            let offset = folder.appending(path: "offset")
            try Data("+0\n".utf8).write(to: offset)
            let folders = ["x86_64-linux-gnu", "aarch64-linux-gnu"].map { "/usr/lib/\($0)/faketime/libfaketime.so.1" }
            guard let library = folders.first(where: FileManager.default.fileExists) else {
                throw RedisServer.Failure(description: "faketime is not installed: run bash scripts/setup faketime")
            }
            // The allocator that Debian links redis-server with asks for the time before the library is ready.
            let environment = [
                "LD_PRELOAD=\(library) libc.so.6", "FAKETIME_TIMESTAMP_FILE=\(offset.path())", "FAKETIME_NO_CACHE=1",
                "FAKETIME_DONT_FAKE_MONOTONIC=1", "DONT_FAKE_MONOTONIC=1",
            ]
            try await RedisServer.run(in: folder, environment: environment) { server in
                try await body(server) { seconds in
                    // At once: the server reads it at any moment.
                    try Data("\(seconds < 0 ? "" : "+")\(seconds)\n".utf8).write(to: offset, options: .atomic)
                }
            }
        }

        private func time(of server: RedisServer) async throws -> Double {
            let parts = try await server.command("TIME").elements ?? []
            return Double(parts.first?.text ?? "") ?? 0
        }

        @Test(arguments: [-5, -3600, 5, 3600])
        func theClockIsSet(by seconds: Int) async throws {
            try await withClock { server, set in
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
            try await withClock { server, set in
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
