#if Redis
import PacelineLimiter
import Testing

@testable import PacelineRedis

extension RealTime {
    /// A server that does not let us in, and what is left of a limiter that it did not let in.
    @Suite(.timeLimit(.minutes(2))) struct LedgerRefusalTests {
        /// No call waits for what will not come, and the server is not stormed.
        @Test(arguments: [
            ("worker:wr0ng@", "the server does not know this user with this password (WRONGPASS)"),
            ("guest:s3cret@", "(NOPERM)"),
        ])
        func noRights(credentials: String, reason: String) async throws {
            let users = ["user worker on >s3cret ~* +@all", "user guest on >s3cret ~other +@all"]
            try await RedisServer.run(users) { server in
                let ledger = RedisLedger(try server.address(credentials), name: "acme", engine: .new)
                let spender = Spender(0, at: CountedServer(), sharing: ledger)
                for _ in 0..<3 {
                    let error = await spender.error(by: .seconds(20))
                    #expect(error?.code == .ledgerUnavailable)
                    #expect(error?.ledger?.isPassing == false)
                    let text = error?.ledger?.description ?? ""
                    #expect(text.contains(reason) && !text.contains("wr0ng") && !text.contains("s3cret"), "\(text)")
                }
                _ = try await eventually { !spender.events.isEmpty }
                #expect(spender.events.count == 1 && spender.events[0].hasPrefix("ledgerLost("), "\(spender.events)")
            }
        }

        /// However often it is asked for, a connection that is refused is not tried some ten times a second.
        @Test func refusalsAreNotAskedForAgainAndAgain() async throws {
            try await RedisServer.run(["requirepass s3cret"]) { server in
                let ledger = RedisLedger(try server.address(":wr0ng@"), name: "acme", engine: .new)
                let spender = Spender(0, at: CountedServer(), sharing: ledger)
                #expect(await spender.error(by: .seconds(20))?.code == .ledgerUnavailable)
                let before = try await server.connectionsReceived(":s3cret@")
                try await Task.sleep(for: .milliseconds(1000))
                let count = try await server.connectionsReceived(":s3cret@") - before
                #expect(count <= 8, "\(count) connections in a second")
            }
        }

        /// A limiter that is gone asks no more, whatever its ledger did.
        @Test(arguments: ["wr0ng", "s3cret"])
        func nothingIsLeft(password: String) async throws {
            try await RedisServer.run(["requirepass s3cret"]) { server in
                weak var gone: RateLimiter?
                do {
                    let ledger = RedisLedger(try server.address(":\(password)@"), name: "acme", engine: .new)
                    let spender = Spender(0, at: CountedServer(), sharing: ledger)
                    gone = spender.limiter
                    _ = await spender.error(by: .milliseconds(500))
                }
                _ = try await eventually(for: .seconds(2)) { gone == nil }
                #expect(gone == nil, "the limiter is kept")
                #expect(
                    try await eventually {
                        let text = try await server.command("CLIENT", "LIST", credentials: ":s3cret@").text ?? ""
                        return !text.contains("name=paceline ")
                    })
            }
        }
    }
}

extension RedisServer {
    fileprivate func connectionsReceived(_ credentials: String) async throws -> Int {
        let text = try await command("INFO", "stats", credentials: credentials).text ?? ""
        let line = text.split(separator: "\r\n").first { $0.hasPrefix("total_connections_received:") }
        return line.flatMap { Int($0.split(separator: ":")[1]) } ?? 0
    }
}
#endif
