#if Redis
import Testing

@testable import PacelineRedis

/// A server that hangs: calls end by their time, and cancelled ones at once. Bounds are generous, for loaded machines.
@Suite(.timeLimit(.minutes(2))) struct StoppedServerTests {
    private let clock = ContinuousClock()

    @Test func aCallEndsByItsTime() async throws {
        try await RedisServer.run { server in
            let client = try server.client()
            #expect(try await client.echo("a") == "a")
            server.freeze()
            // The first call has a connection, the others wait for one.
            for _ in 0..<3 {
                let took = await clock.measure {
                    let error = await client.error(timeout: .milliseconds(300))
                    #expect(error?.kind == .noAnswer && error?.needsNewConnection == true)
                }
                #expect(took >= .milliseconds(290) && took < .seconds(5), "\(took)")
            }
            server.thaw()
            #expect(try await client.echoUntilAnswered("b") == "b")
        }
    }

    @Test(arguments: [true, false])
    func aCancelledCallEndsAtOnce(isConnected: Bool) async throws {
        try await RedisServer.run { server in
            let client = try server.client()
            if isConnected { #expect(try await client.echo("a") == "a") }
            server.freeze()
            let task = Task { await client.error(timeout: .seconds(100)) }
            try await Task.sleep(for: .milliseconds(200))
            let took = await clock.measure {
                task.cancel()
                #expect(await task.value?.kind == .cancelled)
            }
            #expect(took < .seconds(4), "\(took)")
            server.thaw()
            #expect(try await client.echoUntilAnswered("b") == "b")
        }
    }

    @Test func aCancelledTaskSendsNothing() async throws {
        try await RedisServer.run { server in
            let client = try server.client()
            #expect(try await client.echo("a") == "a")
            let calls = try await server.calls(of: "evalsha")
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await client.error()
            }
            #expect(await task.value?.kind == .cancelled)
            #expect(try await server.calls(of: "evalsha") == calls)
            // Nothing was under way, so the connection is kept.
            #expect(try await server.connections(named: "paceline") == 1)
        }
    }

    @Test func closingEndsACallUnderWay() async throws {
        try await RedisServer.run { server in
            let client = try server.client()
            #expect(try await client.echo("a") == "a")
            server.freeze()
            let task = Task { await client.error(timeout: .seconds(100)) }
            try await Task.sleep(for: .milliseconds(100))
            let took = await clock.measure {
                client.close()
                #expect(await task.value != nil)
            }
            #expect(took < .seconds(5), "\(took)")
        }
    }
}
#endif
