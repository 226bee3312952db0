import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Testing

/// Streams that break off: before their first value the call is made again, later the error is the caller's.
@Suite(.timeLimit(.minutes(1))) struct BrokenStreamTests {
    @Test(arguments: ["", "data: 1", ": hello\n\n", "data: 1\n", "data\n\n"]) func cutInTheFirst(start: String) async {
        let streams = StreamFixture(.events(start).thenFails(), .events("data: 1\n\ndata: 2\n\n"))
        let (values, error) = await streams.read { () throws(CallError) in try await streams.events() }
        #expect(values == [1, 2] && error == nil)
        #expect(streams.sent.count == 2 && streams.inFlight == 0)
        // The second request waited as after any failure.
        #expect(streams.fixture.sentAt == [0, 1])
    }

    @Test func asOftenAsAnyCall() async {
        let streams = StreamFixture(.events("").thenFails())
        let (values, error) = await streams.read { () throws(CallError) in try await streams.events() }
        #expect(values.isEmpty && error?.code == .transport && error?.attempts == 3)
        #expect(streams.sent.count == 3 && streams.inFlight == 0)
    }

    /// Failures before the head and behind it count together.
    @Test func headsAndBodies() async {
        let streams = StreamFixture(.status(503), .events("").thenFails(), .status(503), .events("data: 1\n\n"))
        let (values, error) = await streams.read { () throws(CallError) in try await streams.events() }
        #expect(values.isEmpty && error?.code == .response && error?.response?.status == 503)
        #expect(streams.sent.count == 3 && streams.inFlight == 0)
    }

    @Test func headsAreRepeatedAsEver() async {
        let streams = StreamFixture(.status(503), .status(429, fields: [.retryAfter: "5"]), .events("data: 1\n\n"))
        let (values, error) = await streams.read { () throws(CallError) in try await streams.events() }
        #expect(values == [1] && error == nil && streams.sent.count == 3 && streams.inFlight == 0)
    }

    /// What may not be done twice is not, unless a key tells the server; that stays the same.
    @Test func unsafeCalls() async {
        let one = StreamFixture(.events("").thenFails(), .events("data: 1\n\n"))
        let (values, error) = await one.read { () throws(CallError) in try await one.events(.post) }
        #expect(values.isEmpty && error?.code == .transport && error?.attempts == 1 && one.sent.count == 1)
        let two = StreamFixture(.events("").thenFails(), .events("data: 1\n\n"))
        let (others, none) = await two.read { () throws(CallError) in
            try await two.events(.post, idempotency: .key(header: "Idempotency-Key"))
        }
        #expect(others == [1] && none == nil)
        let name = HTTPField.Name("Idempotency-Key")
        let keys = two.sent.compactMap { sent in name.flatMap { sent.request.headerFields[$0] } }
        #expect(keys.count == 2 && Set(keys).count == 1)
        #expect(one.inFlight == 0 && two.inFlight == 0)
    }

    @Test func cutLater() async {
        let streams = StreamFixture(.events("data: 1\n\ndata: 2").thenFails(), .events("data: 3\n\n"))
        let (values, error) = await streams.read { () throws(CallError) in try await streams.events() }
        #expect(values == [1] && error?.code == .transport && error?.operation == "watch" && error?.attempts == 1)
        #expect(streams.sent.count == 1 && streams.inFlight == 0)
    }

    /// The time that a server asks for before its first event holds, too.
    @Test func askedToWait() async {
        let streams = StreamFixture(.events("retry: 7000\n").thenFails(), .events("data: 1\n\n"))
        let (values, error) = await streams.read { () throws(CallError) in try await streams.events() }
        #expect(values == [1] && error == nil && streams.fixture.sentAt == [0, 7] && streams.inFlight == 0)
    }

    /// The call's time is not given anew: what asks again ends when it is over.
    @Test func timeOfTheCall() async {
        let slow = ScriptedResponse.events(": a\n").inParts(of: 4, every: .seconds(3)).thenFails()
        let streams = StreamFixture(slow, .hangs())
        let (values, error) = await streams.read { () throws(CallError) in
            try await streams.events(.get, CallOptions(timeout: .seconds(10)))
        }
        #expect(values.isEmpty && error?.code == .timeout && error?.attempts == 2)
        #expect(streams.fixture.sentAt == [0, 4] && streams.fixture.time.now == .zero + .seconds(10))
        #expect(streams.inFlight == 0)
    }

    /// What comes in place of the stream, asked for again, is no stream without values.
    @Test(arguments: ["", "id: 7\ndata: 1\n\n"]) func goesOnWithJSON(start: String) async {
        let json = ScriptedResponse.status(200, "{}", fields: [.contentType: "application/json"])
        let streams = StreamFixture(.events(start).thenFails(), json.thenHangs())
        let (_, error) = await streams.read { () throws(CallError) in
            try await streams.events(canResume: true, CallOptions(resumesStreams: true))
        }
        #expect(
            error?.code == .decoding && error?.message == "the response is application/json and no stream of events")
        #expect(streams.sent.count == 2 && streams.inFlight == 0)
    }

    /// An event before the first value does not tell where a new stream begins.
    @Test func beginsAnew() async throws {
        let streams = StreamFixture(.events("id: 7\n\n").thenFails(), .events("data: 1\n\n"))
        let result = await streams.fixture.result { () throws(CallError) in
            try await streams.events(canResume: true, CallOptions(resumesStreams: true)).collect()
        }
        #expect(try result.get() == [ServerSentEvent(data: 1)])
        #expect(ids(streams) == [nil, nil])
    }

    // MARK: Last-Event-ID

    private static let name = HTTPField.Name("Last-Event-ID")

    private func ids(_ streams: StreamFixture) -> [String?] {
        streams.sent.map { sent in Self.name.flatMap { sent.request.headerFields[$0] } }
    }

    @Test func resumed() async {
        let streams = StreamFixture(
            .events("retry: 5000\n\nid: 7\ndata: 1\n\ndata: 2\n\nid: 8\ndata: 3").thenFails(),
            .events("id: 9\ndata: 3\n\n").thenFails(), .events("").thenFails(), .events("data: 4\n\n"))
        let (values, error) = await streams.read { () throws(CallError) in
            try await streams.events(canResume: true, CallOptions(resumesStreams: true))
        }
        #expect(values == [1, 2, 3, 4] && error == nil)
        #expect(ids(streams) == [nil, "7", "9", "9"])
        // It waits as the server has asked.
        #expect(streams.fixture.sentAt == [0, 5, 10, 15] && streams.inFlight == 0)
    }

    /// An event without a value has an id all the same.
    @Test(arguments: ["id: 8\n\n", "id: 8\ndata\n\n"]) func resumedBehindNoValue(event: String) async {
        let streams = StreamFixture(.events("id: 7\ndata: 1\n\n\(event)").thenFails(), .events("data: 2\n\n"))
        let (values, error) = await streams.read { () throws(CallError) in
            try await streams.events(canResume: true, CallOptions(resumesStreams: true))
        }
        #expect(values == [1, 2] && error == nil && ids(streams) == [nil, "8"])
    }

    /// An id that cannot stand in a header field, and a wait that is too long, end the stream.
    @Test(arguments: ["id: a\u{1}b\ndata: 1\n\n", "id: 7\nretry: 9223372036854775807\ndata: 1\n\n"])
    func notResumable(start: String) async {
        let streams = StreamFixture(.events(start).thenFails(), .events("data: 2\n\n"))
        let (values, error) = await streams.read { () throws(CallError) in
            try await streams.events(canResume: true, CallOptions(resumesStreams: true))
        }
        #expect(values == [1] && error?.code == .transport && streams.sent.count == 1 && streams.inFlight == 0)
    }

    /// Not unasked, not where the operation has no such parameter, not without an id.
    @Test(arguments: [(false, true, "id: 7\n"), (true, false, "id: 7\n"), (true, true, "")])
    func notResumed(asked: Bool, canResume: Bool, id: String) async {
        let streams = StreamFixture(.events("\(id)data: 1\n\n").thenFails(), .events("data: 2\n\n"))
        let (values, error) = await streams.read { () throws(CallError) in
            try await streams.events(canResume: canResume, CallOptions(resumesStreams: asked))
        }
        #expect(values == [1] && error?.code == .transport && streams.sent.count == 1 && streams.inFlight == 0)
    }

    /// A stream that ends is not broken.
    @Test func endedIsOver() async {
        let streams = StreamFixture(.events("id: 7\ndata: 1\n\n"), .events("data: 2\n\n"))
        let (values, error) = await streams.read { () throws(CallError) in
            try await streams.events(canResume: true, CallOptions(resumesStreams: true))
        }
        #expect(values == [1] && error == nil && streams.sent.count == 1 && streams.inFlight == 0)
    }

    /// A server that never goes on is asked as often as after any failure.
    @Test func resumedInVain() async {
        let streams = StreamFixture(.events("id: 7\ndata: 1\n\n").thenFails(), .events("").thenFails())
        let (values, error) = await streams.read { () throws(CallError) in
            try await streams.events(canResume: true, CallOptions(resumesStreams: true))
        }
        #expect(values == [1] && error?.code == .transport && streams.sent.count == 3 && streams.inFlight == 0)
    }
}
