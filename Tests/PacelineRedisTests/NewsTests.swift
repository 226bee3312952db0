#if Redis
import Synchronization
import Testing

@testable import PacelineRedis

/// Messages of a channel become hints, whatever becomes of the connection.
@Suite(.timeLimit(.minutes(2))) struct NewsTests {
    /// Counts the hints of a channel while `body` runs.
    private func withNews(
        _ client: RedisClient, _ body: (_ hints: @escaping @Sendable () -> Int) async throws -> Void
    ) async throws {
        let count = Counter()
        let news = client.news("pl:n")
        let task = Task { for await _ in news { count.add() } }
        defer { task.cancel() }
        // The first hint: listening has begun.
        #expect(try await eventually { count.value > 0 })
        try await body { count.value }
        // The news ends with the client.
        withExtendedLifetime(client) {}
    }

    @Test(arguments: [[], ["rename-command HELLO \"\""]])
    func eachMessageIsAHint(_ settings: [String]) async throws {
        try await RedisServer.run(settings) { server in
            let client = try server.client()
            try await withNews(client) { hints in
                for _ in 0..<5 {
                    let before = hints()
                    #expect(try await server.command("PUBLISH", "pl:n", "x") == .integer(1))
                    #expect(try await eventually { hints() > before })
                }
                let before = hints()
                try await server.command("PUBLISH", "other", "x")
                try await Task.sleep(for: .milliseconds(100))
                #expect(hints() == before)
                // Scripts have a connection of their own.
                #expect(try await client.echo("a") == "a")
            }
            // Nobody reads any more: the subscription ends.
            #expect(try await eventually { try await server.command("PUBLISH", "pl:n", "x") == .integer(0) })
        }
    }

    @Test func aRestartIsSurvived() async throws {
        try await RedisServer.run { server in
            try await withNews(try server.client()) { hints in
                for _ in 0..<2 {
                    let before = hints()
                    server.kill()
                    try await server.start()
                    // Coming back is a hint by itself, since messages may have been missed.
                    #expect(try await eventually { hints() > before })
                    #expect(try await eventually { try await server.command("PUBLISH", "pl:n", "x") == .integer(1) })
                    #expect(try await eventually { hints() > before + 1 })
                }
            }
        }
    }

    /// A connection that is dead without a word is noticed, and one that is only silent is kept.
    @Test func aDeadConnectionIsReplaced() async throws {
        try await RedisServer.run { server in
            let proxy = try await FaultProxy(to: server.port)
            defer { proxy.stop() }
            let connector = RedisConnector(
                try RedisAddress("redis://127.0.0.1:\(proxy.port)"), name: "news", pingInterval: .seconds(1))
            try await withNews(RedisClient(connector)) { hints in
                // Longer than it may be silent.
                try await Task.sleep(for: .seconds(4))
                #expect(hints() == 1 && proxy.connections == 1)
                proxy.set(.silence)
                #expect(try await eventually { proxy.connections > 1 })
                proxy.set(.none)
                #expect(try await eventually { hints() > 1 })
            }
        }
    }

    /// Who may not listen, or finds no server, goes on trying, and nothing fails.
    @Test func withoutNewsNothingFails() async throws {
        try await RedisServer.run(["user bob on >secret ~* &* +@all -subscribe"]) { server in
            let client = RedisClient(try server.address("bob:secret@"), name: "bob")
            let news = client.news("pl:n")
            let task = Task { await news.first { _ in true } }
            #expect(try await client.echo("a") == "a")
            #expect(try await eventually { try await server.command("ACL", "LOG").elements?.isEmpty == false })
            try await server.command("ACL", "SETUSER", "bob", "+subscribe")
            #expect(await task.value != nil)
            client.close()
        }
    }
}

/// Counts up.
private final class Counter: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .relaxed) }

    func add() { count.add(1, ordering: .relaxed) }
}
#endif
