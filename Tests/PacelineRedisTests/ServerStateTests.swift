#if Redis
import Testing

@testable import PacelineRedis

/// States in which a real server takes no writes, or no commands at all: the caller is to come again.
@Suite(.timeLimit(.minutes(2))) struct ServerStateTests {
    private static let write = "return redis.call('SET', KEYS[1], 'v')"

    /// Settings by which a server takes no writes, and what it then says.
    struct State: CustomTestStringConvertible {
        var settings: String
        var code: String
        var needsNewConnection = false

        var testDescription: String { code }

        static let all = [
            State(settings: "replicaof 127.0.0.1 1", code: "READONLY", needsNewConnection: true),
            State(settings: "maxmemory 100kb\nmaxmemory-policy noeviction", code: "OOM"),
            State(settings: "min-replicas-to-write 1", code: "NOREPLICAS"),
            State(settings: "cluster-enabled yes", code: "CLUSTERDOWN"),
        ]
    }

    /// Each by a script that writes, with and without the line that has the server look before it begins.
    @Test(arguments: State.all, ["", "#!lua\n"])
    func theServerTakesNoWrites(_ state: State, line: String) async throws {
        try await RedisServer.run([state.settings]) { server in
            let client = try server.client()
            for _ in 0..<2 {
                let error = await client.error(of: line + Self.write, keys: ["k"])
                #expect(error?.kind == .noAnswer && error?.code == state.code, "\(String(describing: error))")
                #expect(error?.needsNewConnection == state.needsNewConnection)
            }
            let left = state.needsNewConnection ? 0 : 1
            #expect(try await eventually { try await server.connections(named: "paceline") == left })
        }
    }

    @Test func aReplicaThatBecomesThePrimaryIsUsed() async throws {
        try await RedisServer.run(["replicaof 127.0.0.1 1"]) { server in
            let client = try server.client()
            #expect(await client.error(of: Self.write, keys: ["k"])?.code == "READONLY")
            try await server.command("REPLICAOF", "NO", "ONE")
            #expect(try await client.run(Self.write, keys: ["k"]) == .string("OK"))
        }
    }

    @Test func anotherScriptKeepsTheServerBusy() async throws {
        try await RedisServer.run(["busy-reply-threshold 50"]) { server in
            let (client, other) = (try server.client(), try server.client())
            #expect(try await client.echo("a") == "a")
            let endless = Task { await other.error(of: "while true do end", timeout: .seconds(60)) }
            #expect(try await eventually { await client.error()?.code == "BUSY" })
            try await server.command("SCRIPT", "KILL")
            #expect(await endless.value?.kind == .failed)
            #expect(try await client.echoUntilAnswered("b") == "b")
        }
    }

    @Test func aServerThatLoadsIsWaitedFor() async throws {
        try await RedisServer.run { server in
            _ = try await server.client().run("for i = 1, 600 do redis.call('SET', i, string.rep('x', 100)) end")
            try await server.command("SAVE")
            server.kill()
            // 6 s to load, in which the server answers after each few keys.
            let slow = ["--key-load-delay", "10000", "--loading-process-events-interval-bytes", "1024"]
            try await server.start(slow, waits: false)
            let client = try server.client()
            #expect(try await eventually { await client.error()?.code == "LOADING" })
            #expect(await client.error()?.kind == .noAnswer)
            #expect(try await client.echoUntilAnswered("a") == "a")
        }
    }
}
#endif
