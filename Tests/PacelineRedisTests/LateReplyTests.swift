#if Redis
import NIOCore
import Synchronization
import Testing

@testable import PacelineRedis

/// Faults between client and server: a call brings its own reply or an error, never the reply of another call.
@Suite(.timeLimit(.minutes(2))) struct LateReplyTests {
    /// Runs `body` with a client that is connected through a proxy.
    private func withProxy(
        _ body: (_ client: RedisClient, _ proxy: FaultProxy, _ server: RedisServer) async throws -> Void
    ) async throws {
        try await RedisServer.run { server in
            let proxy = try await FaultProxy(to: server.port)
            defer { proxy.stop() }
            let client = RedisClient(try RedisAddress("redis://127.0.0.1:\(proxy.port)"))
            defer { client.close() }
            try await body(client, proxy, server)
        }
    }

    @Test func aLateReplyReachesNobody() async throws {
        try await withProxy { client, proxy, _ in
            for number in 0..<5 {
                #expect(try await client.echoUntilAnswered("before \(number)") == "before \(number)")
                proxy.set(.delay(.milliseconds(300)))
                await #expect(throws: RedisError.self) { try await client.echo("late", timeout: .milliseconds(50)) }
                proxy.set(.none)
                // The late reply comes while these are under way.
                for next in 0..<5 {
                    #expect(try await client.echo("\(next)") == "\(next)")
                    try await Task.sleep(for: .milliseconds(80))
                }
            }
        }
    }

    /// The error says that there was no reply, and the next call has a new connection.
    @Test func aTimeoutEndsTheConnection() async throws {
        try await withProxy { client, proxy, _ in
            #expect(try await client.echo("a") == "a")
            proxy.set(.silence)
            let error = await client.error(timeout: .milliseconds(100))
            #expect(error?.kind == .noAnswer && error?.needsNewConnection == true)
            #expect(error?.message == "the server did not reply in time")
            proxy.set(.none)
            let isNew = Mutex(false)
            _ = try await client.evaluate(RedisClient.echo, keys: [], timeout: .seconds(20)) { told in
                isNew.withLock { $0 = told }
                return ["b"]
            }
            #expect(isNew.withLock { $0 } && proxy.connections == 2)
        }
    }

    @Test func aCancelledCallsReplyReachesNobody() async throws {
        try await withProxy { client, proxy, _ in
            #expect(try await client.echo("a") == "a")
            proxy.set(.delay(.milliseconds(300)))
            let task = Task { try await client.echo("cancelled") }
            try await Task.sleep(for: .milliseconds(50))
            task.cancel()
            _ = await task.result
            proxy.set(.none)
            for next in 0..<8 {
                #expect(try await client.echo("\(next)") == "\(next)")
                try await Task.sleep(for: .milliseconds(60))
            }
        }
    }

    @Test func aReplyThatIsCutIsNoReply() async throws {
        try await withProxy { client, proxy, _ async throws in
            let text = String(repeating: "x", count: 1_000)
            for count in [1, 3, 7, 500, 1_007] {
                #expect(try await client.echoUntilAnswered(text) == text)
                proxy.set(.cut(after: count))
                let error = await client.error(with: text)
                #expect(error?.kind == .noAnswer && error?.needsNewConnection == true, "\(count) bytes")
                #expect(error?.message == "the connection was closed")
                proxy.set(.none)
            }
            #expect(try await client.echoUntilAnswered("a") == "a")
        }
    }

    /// A second reply to one command ends the connection: who knows what belongs to what.
    @Test func aDoubledRequestMixesNothingUp() async throws {
        try await withProxy { client, proxy, server async throws in
            #expect(try await client.echo("a") == "a")
            proxy.set(.double)
            #expect(try await client.echo("b") == "b")
            proxy.set(.none)
            #expect(try await eventually { try await server.connections(named: "paceline") == 0 })
            for next in 0..<5 { #expect(try await client.echoUntilAnswered("\(next)") == "\(next)") }
            #expect(proxy.connections == 2)
        }
    }

    @Test func repliesMayComeByteByByte() async throws {
        try await withProxy { client, proxy, _ in
            proxy.set(.bytes)
            let value = try await client.run("return {1, 'a\\r\\nb', {'c', {}}, false}")
            let nested: RESPValue = .array([.string("c"), .array([])])
            #expect(value == .array([.integer(1), .string("a\r\nb"), nested, .null]))
            for next in 0..<5 { #expect(try await client.echo("\(next)") == "\(next)") }
        }
    }

    @Test func whatIsNotTheProtocolIsAnError() async throws {
        try await withProxy { client, proxy, _ async throws in
            #expect(try await client.echo("a") == "a")
            proxy.set(.reply("HTTP/1.1 400 Bad Request\r\n\r\n"))
            for _ in 0..<3 {
                let error = await client.error()
                #expect(error?.kind == .noAnswer && error?.needsNewConnection == true)
                #expect(error?.message.hasPrefix("what came is not the protocol of Redis") == true)
            }
            proxy.set(.reply(":1\r\n:2\r\n"))
            _ = await client.error()
            proxy.set(.none)
            #expect(try await client.echoUntilAnswered("b") == "b")
        }
    }

    /// A call's time may be shorter than connecting takes: the connection is made all the same, and only one.
    @Test func aShortTimeoutKeepsNoConnectionFromBeingMade() async throws {
        try await withProxy { client, proxy, _ async throws in
            proxy.set(.delay(.milliseconds(1_000)))
            let error = await client.error(timeout: .milliseconds(100))
            #expect(error?.kind == .noAnswer && error?.message == "no connection could be made in time")
            _ = await client.error(timeout: .milliseconds(100))
            proxy.set(.none)
            #expect(try await client.echo("a") == "a")
            #expect(proxy.connections == 1)
        }
    }
}
#endif
