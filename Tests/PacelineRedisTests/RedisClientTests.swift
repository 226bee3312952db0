#if Redis
import Foundation
import Synchronization
import Testing

@testable import PacelineRedis

/// Scripts run on a real server, and what they return comes back.
@Suite(.timeLimit(.minutes(2))) struct RedisClientTests {
    /// Protocols and endpoints: RESP3, RESP2 (a server without `HELLO`), and a socket.
    enum Way: CaseIterable {
        case resp3, resp2, socket

        var settings: [String] { self == .resp2 ? ["rename-command HELLO \"\""] : [] }
    }

    @Test(arguments: Way.allCases)
    func valuesComeBackWhole(_ way: Way) async throws {
        try await RedisServer.run(way.settings) { server in
            let address = way == .socket ? try RedisAddress("unix://\(server.socket)") : try server.address()
            let client = RedisClient(address)
            let value = try await client.run("return {1, 'two', {3, {'four'}}, 'a\\r\\nb', {}, false, 6}")
            let expected: RESPValue = .array([
                .integer(1), .string("two"), .array([.integer(3), .array([.string("four")])]), .string("a\r\nb"),
                .array([]), .null, .integer(6),
            ])
            #expect(value == expected)
            let long = String(repeating: "é", count: 100_000)
            #expect(try await client.echo(long) == long)
            #expect(try await client.echo("") == "")
        }
    }

    /// The server is sent the script once, and again when it has forgotten it.
    @Test func scriptsAreSentByTheirDigest() async throws {
        try await RedisServer.run { server in
            let client = try server.client()
            for number in 0..<5 { #expect(try await client.echo("\(number)") == "\(number)") }
            #expect(try await server.calls(of: "script|load") == 1)
            #expect(try await server.calls(of: "eval") == 0)
            try await server.command("SCRIPT", "FLUSH")
            for number in 0..<5 { #expect(try await client.echo("\(number)") == "\(number)") }
            #expect(try await server.calls(of: "eval") == 1)
            #expect(try await server.calls(of: "evalsha") == 10)
        }
    }

    /// A script is run once for each call, on whichever path.
    @Test func aCallRunsTheScriptOnce() async throws {
        try await RedisServer.run { server in
            let client = try server.client()
            for number in 1...3 {
                let value = try await client.run("return redis.call('INCR', KEYS[1])", keys: ["n"])
                #expect(value == .integer(Int64(number)))
                try await server.command("SCRIPT", "FLUSH")
            }
        }
    }

    /// The caller learns of each new connection until a script has brought a value over it.
    @Test func aNewConnectionIsTold() async throws {
        try await RedisServer.run { server in
            let client = try server.client()
            let told = Mutex<[Bool]>([])
            func call(_ script: String) async throws {
                _ = try await client.evaluate(script, keys: [], timeout: .seconds(20)) { isNew in
                    told.withLock { $0.append(isNew) }
                    return []
                }
            }
            await #expect(throws: RedisError.self) { try await call("return no_such_variable") }
            try await call("return 1")
            try await call("return 1")
            await #expect(throws: RedisError.self) { try await call("return no_such_variable") }
            try await call("return 1")
            #expect(told.withLock { $0 } == [true, true, false, false, false])
            server.kill()
            try await server.start()
            told.withLock { $0 = [] }
            // The end of the old connection may be seen only now.
            #expect(
                try await eventually {
                    (try? await call("return 1")) != nil
                })
            try await call("return 1")
            #expect(told.withLock { $0.suffix(2) } == [true, false])
        }
    }

    /// What fails while there is no server is not sent later.
    @Test func nothingIsQueuedWithoutAConnection() async throws {
        try await RedisServer.run { server in
            let client = try server.client()
            let count = "return redis.call('INCR', KEYS[1])"
            #expect(try await client.run(count, keys: ["n"]) == .integer(1))
            server.kill()
            for _ in 0..<5 {
                let error = await client.error(of: count, keys: ["n"])
                #expect(error?.kind == .noAnswer && error?.needsNewConnection == true)
            }
            try await server.start()
            #expect(try await client.echoUntilAnswered("a") == "a")
            #expect(try await client.run(count, keys: ["n"]) == .integer(1))
        }
    }

    @Test func whereNoServerListensTheErrorSaysSo() async throws {
        let client = RedisClient(try RedisAddress("redis://127.0.0.1:1"))
        let refused = await client.error()
        #expect(refused?.kind == .noAnswer)
        #expect(refused?.description.hasPrefix("Redis at redis://127.0.0.1:1/0: the connection was refused;") == true)
        let missing = await RedisClient(try RedisAddress("unix:///tmp/no-such.sock")).error()
        #expect(missing?.kind == .noAnswer && missing?.message.hasPrefix("there is no socket") == true)
        let unknown = await RedisClient(try RedisAddress("redis://no-such-host.invalid")).error()
        #expect(unknown?.kind == .noAnswer && unknown?.message == "the host was not found")
    }

    @Test func aScriptErrorIsToldWithTheServersWords() async throws {
        try await RedisServer.run { server in
            let client = try server.client()
            let error = await client.error(of: "return redis.error_reply('MYERR no luck')")
            #expect(error?.kind == .failed && error?.message == "the server reports MYERR no luck")
            #expect(await client.error(of: "this is no Lua")?.kind == .failed)
            // The connection is kept.
            #expect(try await client.echo("a") == "a")
            #expect(try await server.connections(named: "paceline") == 1)
        }
    }

    @Test func databaseAndNameAreOurs() async throws {
        try await RedisServer.run { server in
            let client = RedisClient(try server.address("", "/3"), name: "worker-1")
            _ = try await client.run("return redis.call('SET', 'k', 'v')")
            #expect(try await server.connections(named: "worker-1") == 1)
            #expect(try await server.command("EXISTS", "k") == .integer(0))
            let other = RedisClient(try server.address("", "/99"))
            #expect(await other.error()?.kind == .refused)
        }
    }

    @Test func oneScriptAtATime() async throws {
        try await RedisServer.run { server in
            let client = try server.client()
            #expect(try await client.echo("a") == "a")
            server.freeze()
            await withTaskGroup(of: RedisError?.self) { group in
                for _ in 0..<2 { group.addTask { await client.error() } }
                // The server replies to none of them: this is the one that came second.
                let second = await group.next() ?? nil
                #expect(second?.kind == .failed)
                server.thaw()
                let first = await group.next() ?? nil
                #expect(first == nil)
            }
            #expect(try await client.echo("b") == "b")
        }
    }

    @Test func closingEndsAllConnections() async throws {
        try await RedisServer.run { server in
            let client = try server.client()
            let news = client.news("n")
            var elements = news.makeAsyncIterator()
            #expect(try await client.echo("a") == "a")
            #expect(await elements.next() != nil)
            #expect(try await server.connections(named: "paceline") == 2)
            client.close()
            #expect(await elements.next() == nil)
            #expect(try await eventually { try await server.connections(named: "paceline") == 0 })
            let error = await client.error()
            #expect(error?.kind == .refused && error?.message == "the client has been closed")
            #expect(await client.news("n").first { _ in true } == nil)
        }
    }

    @Test func theLastReferenceClosesTheConnection() async throws {
        try await RedisServer.run { server in
            func use() async throws { #expect(try await server.client().echo("a") == "a") }
            try await use()
            #expect(try await eventually { try await server.connections(named: "paceline") == 0 })
        }
    }
}
#endif
