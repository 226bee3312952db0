import HTTPTypes
import PacelineLimiter
import PacelineRuntime
import PacelineTesting
import Testing

/// The test kit's transport, and the bodies that transports give.
@Suite(.timeLimit(.minutes(1))) struct RecordingTransportTests {
    private let time = ManualTimeSource()
    private let request = HTTPRequest(method: .get, scheme: "https", authority: "h", path: "/")

    private func transport(_ first: ScriptedResponse, _ second: ScriptedResponse) -> RecordingTransport {
        RecordingTransport(time: time.source, first, second)
    }

    @Test func answersInTurnAndRecords() async throws {
        let transport = transport(.status(201, "a", fields: [.server: "s"]), .status(500, "b"))
        let (head, body) = try await transport.send(request, body: .bytes([1]))
        #expect(head.status.code == 201)
        #expect(head.headerFields[.server] == "s")
        #expect(try await body.collect(upTo: 1) == Array("a".utf8))
        time.advance(by: .seconds(3))
        for _ in 0..<2 {
            #expect(try await transport.send(request, body: .none).0.status.code == 500)
        }
        #expect(transport.sent.map(\.number) == [0, 1, 2])
        #expect(transport.sent.map(\.body.bytes) == [[1], nil, nil])
        #expect(transport.sent.map(\.time) == [.zero, .zero + .seconds(3), .zero + .seconds(3)])
    }

    @Test func scriptedByAClosure() async throws {
        let transport = RecordingTransport(time: time.source) { .status($0.request.path == "/" ? 200 : 404) }
        #expect(try await transport.send(request, body: .none).0.status == .ok)
    }

    @Test func answersLater() async throws {
        let transport = transport(.status(200).after(.seconds(2)), .status(200))
        let response = Task { try await transport.send(request, body: .none) }
        #expect(try await transport.sent(atLeast: 1).count == 1)
        try await time.sleepers()
        #expect(time.nextWake == .zero + .seconds(2))
        time.advance(by: .seconds(2))
        _ = try await response.value
    }

    @Test(arguments: [TransportError.Delivery.notSent, .maybeSent])
    func failsAndHangs(delivery: TransportError.Delivery) async throws {
        let transport = transport(.fails(delivery), .hangs(delivery))
        let error = try await #require(throws: TransportError.self) {
            _ = try await transport.send(request, body: .none)
        }
        #expect(error.delivery == delivery)
        #expect("\(error)".contains(delivery == .notSent ? "not sent" : "may have reached"))
        let hanging = Task { try await transport.send(request, body: .none) }
        _ = try await transport.sent(atLeast: 2)
        hanging.cancel()
        let result = await hanging.result
        #expect(try #require(throws: TransportError.self) { try result.get() }.delivery == delivery)
    }

    @Test func cancelledWhileLate() async throws {
        let transport = transport(.status(200).after(.seconds(2)), .status(200))
        let response = Task { try await transport.send(request, body: .none) }
        try await time.sleepers()
        response.cancel()
        let result = await response.result
        #expect(throws: TransportError.self) { try result.get() }
        #expect(time.sleeperCount == 0)
    }

    @Test func brokenBody() async throws {
        let transport = transport(.status(200, "ab").thenFails(), .status(200, "cd").thenHangs())
        let (_, broken) = try await transport.send(request, body: .none)
        var chunks: [[UInt8]] = []
        let error = await #expect(throws: TransportError.self) {
            for try await chunk in broken { chunks.append(chunk) }
        }
        #expect(chunks == [Array("ab".utf8)])
        #expect(error?.delivery == .maybeSent)
        let (_, hanging) = try await transport.send(request, body: .none)
        let reading = Task { try await hanging.collect(upTo: 9) }
        reading.cancel()
        let result = await reading.result
        #expect(throws: TransportError.self) { try result.get() }
    }

    /// Waiting ends with the task, not only with the event.
    @Test func waitingIsCancellable() async throws {
        let transport = transport(.status(200), .status(200))
        let waits = [Task { _ = try await transport.sent(atLeast: 1) }, Task { try await time.sleepers(atLeast: 1) }]
        for wait in waits {
            wait.cancel()
            let result = await wait.result
            #expect(throws: CancellationError.self) { try result.get() }
        }
    }

    @Test(arguments: [(3, true), (4, true), (2, false), (0, false)])
    func bodiesAreBounded(limit: Int, fits: Bool) async throws {
        let body = ResponseBody([1, 2, 3])
        if fits {
            #expect(try await body.collect(upTo: limit) == [1, 2, 3])
            #expect(try await body.collect(upTo: limit).isEmpty)
        } else {
            await #expect(throws: TransportError.self) { try await body.collect(upTo: limit) }
        }
    }

    @Test func emptyBody() async throws {
        #expect(try await ResponseBody([]).collect(upTo: 0).isEmpty)
    }
}
