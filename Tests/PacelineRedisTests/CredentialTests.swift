#if Redis
import Testing

@testable import PacelineRedis

/// Who gets in at a real server, and what is said to who does not.
@Suite(.timeLimit(.minutes(2))) struct CredentialTests {
    /// With `HELLO` and without.
    static let protocols = [[], ["rename-command HELLO \"\""]]

    @Test(arguments: protocols)
    func aPassword(_ settings: [String]) async throws {
        try await RedisServer.run(settings + ["requirepass hunter2"]) { server in
            #expect(try await RedisClient(server.address(":hunter2@")).echo("a") == "a")
            #expect(try await RedisClient(server.address("default:hunter2@", "/1")).echo("a") == "a")
            for credentials in ["", ":wr0ng@", "bob:wr0ng@", "bob:hunter2@"] {
                let error = await RedisClient(try server.address(credentials)).error()
                #expect(error?.kind == .refused, "\(String(describing: error))")
                #expect(error?.code == (credentials.isEmpty ? "NOAUTH" : "WRONGPASS"))
                for password in ["hunter2", "wr0ng"] { #expect(error?.description.contains(password) == false) }
            }
            let socket = try RedisAddress("unix://:hunter2@\(server.socket)?db=2")
            #expect(try await RedisClient(socket).echo("a") == "a")
        }
    }

    @Test(arguments: protocols)
    func aUserOfTheAccessControlList(_ settings: [String]) async throws {
        let users = ["user bob on >s%cret ~pl* +@all", "user eve on >s%cret ~* +@connection +echo"]
        try await RedisServer.run(settings + users) { server in
            let bob = RedisClient(try server.address("bob:s%25cret@"))
            #expect(try await bob.echo("a") == "a")
            #expect(try await bob.run("return redis.call('SET', KEYS[1], 'v')", keys: ["pl1"]) == .string("OK"))
            // Keys that are not bob's.
            #expect(await bob.error(of: "return redis.call('SET', KEYS[1], 'v')", keys: ["other"])?.kind == .refused)
            let eve = await RedisClient(try server.address("eve:s%25cret@")).error()
            #expect(eve?.kind == .refused && eve?.code == "NOPERM", "\(String(describing: eve))")
        }
    }

    /// A user may run scripts and not load them: they are sent each time.
    @Test func aUserWhoMayNotLoadScripts() async throws {
        try await RedisServer.run(["user bob on >secret ~* +eval +evalsha +get -script"]) { server in
            let bob = RedisClient(try server.address("bob:secret@"))
            for number in 0..<3 { #expect(try await bob.echo("\(number)") == "\(number)") }
            // A command of the script that bob may not run.
            let error = await bob.error(of: "return redis.call('SET', KEYS[1], 'v')", keys: ["k"])
            #expect(error?.kind == .refused, "\(String(describing: error))")
        }
    }

    /// Some servers say that they take no connection before they are asked anything.
    @Test func aServerThatTurnsUsAway() async throws {
        try await RedisServer.run { server in
            let proxy = try await FaultProxy(to: server.port)
            defer { proxy.stop() }
            let client = RedisClient(try RedisAddress("redis://127.0.0.1:\(proxy.port)"))
            for _ in 0..<50 {
                proxy.set(.greeting("-DENIED Redis is running in protected mode\r\n"))
                let error = await client.error()
                #expect(error?.kind == .refused && error?.code == "DENIED", "\(String(describing: error))")
                proxy.set(.greeting("-ERR max number of clients reached\r\n"))
                #expect(await client.error()?.message == "the server has as many clients as it takes (maxclients)")
            }
        }
    }

    /// Some servers and proxies quote what they were sent.
    @Test func anErrorThatQuotesThePasswordIsShownWithoutIt() async throws {
        try await RedisServer.run { server in
            let proxy = try await FaultProxy(to: server.port)
            defer { proxy.stop() }
            proxy.set(.reply("-ERR what is `HELLO` `3` `AUTH` `default` `hunter2`\r\n"))
            let error = await RedisClient(try RedisAddress("redis://:hunter2@127.0.0.1:\(proxy.port)")).error()
            #expect(error?.kind == .refused && error?.description.contains("hunter2") == false)
        }
    }
}
#endif
