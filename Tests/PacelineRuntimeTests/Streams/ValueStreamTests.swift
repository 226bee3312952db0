import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Testing

/// Streams of values: what the caller sees, and when the permit ends.
@Suite(.timeLimit(.minutes(1))) struct ValueStreamTests {
    @Test(arguments: [1, 3, 1_000]) func events(count: Int) async throws {
        let text = ": hi\n\nevent: add\nid: a\nretry: 50\ndata: 1\n\ndata:\n\ndata: 2\n\n"
        let streams = StreamFixture(.events(text).inParts(of: count))
        let stream = try await streams.events()
        #expect(streams.inFlight == 1)
        var events: [ServerSentEvent<Int>] = []
        for try await event in stream { events.append(event) }
        let retry = Duration.milliseconds(50)
        #expect(
            events == [
                ServerSentEvent(event: "add", id: "a", retry: retry, data: 1),
                ServerSentEvent(id: "a", retry: retry, data: 2),
            ])
        #expect(streams.inFlight == 0)
        var rest = stream.makeAsyncIterator()
        #expect(try await rest.next() == nil, "it is read once")
    }

    @Test func textsAndOtherFormats() async throws {
        let fixture = CallFixture(
            .events("data: not JSON\n\ndata\n\n"), .status(200, "1\n2\n\n3"), .status(200, "\u{1E}1\n\u{1E}2\n"))
        let request = RequestBuilder(.unlimited(.get), .default)
        let texts: [String] = try await fixture.core.textEvents(request).collect().map(\.data)
        #expect(texts == ["not JSON", ""])
        let lines: ValueStream<Int> = try await fixture.core.lines(request)
        #expect(try await lines.collect() == [1, 2, 3])
        let sequence: ValueStream<Int> = try await fixture.core.sequence(request)
        #expect(try await sequence.collect() == [1, 2])
        #expect(try ServerSentEvent(data: "[1]").decode([Int].self) == [1])
    }

    // MARK: Ends

    /// The mark ends the stream, and the rest is not read.
    @Test(arguments: [1, 2, 1_000]) func endMark(count: Int) async throws {
        let text = "data: 1\n\ndata: [DONE]\n\ndata: 2\n\n"
        let streams = StreamFixture(.events(text).inParts(of: count).thenHangs())
        #expect(try await streams.events(end: "[DONE]").collect().map(\.data) == [1])
        #expect(streams.inFlight == 0)
        let fixture = CallFixture(.status(200, "1\nEND\n2\n").thenHangs(), .status(200, "\u{1E}1\n\u{1E}0\n\u{1E}2\n"))
        let request = RequestBuilder(.unlimited(.get), .default)
        let lines: ValueStream<Int> = try await fixture.core.lines(request, end: "END")
        #expect(try await lines.collect() == [1])
        let sequence: ValueStream<Int> = try await fixture.core.sequence(request, end: "0")
        #expect(try await sequence.collect() == [1])
    }

    /// An endless stream without data ends in time, and one with comments does not.
    @Test func idleTimeout() async throws {
        let streams = StreamFixture(.events("data: 1\n\n").thenHangs()) { $0.idleTimeout = .seconds(60) }
        let stream = try await streams.events(.post, CallOptions(timeout: .seconds(5)))
        var iterator = stream.makeAsyncIterator()
        #expect(try await iterator.next()?.data == 1)
        let next = Task { try await stream.collect() }
        try await streams.fixture.time.sleepers(atLeast: 1)
        streams.fixture.time.advance(by: .seconds(59))
        #expect(streams.inFlight == 1)
        streams.fixture.time.advance(by: .seconds(1))
        let error = await #expect(throws: CallError.self) { try await next.outcome.get() }
        #expect(error?.code == .timeout && streams.inFlight == 0 && streams.sent.count == 1)
    }

    @Test func slowStreamsTakeTheirTime() async {
        let streams = StreamFixture(.events(": zzz\n\ndata: 1\n\n").inParts(of: 4, every: .seconds(50))) {
            $0.idleTimeout = .seconds(60)
        }
        let (values, error) = await streams.read { () throws(CallError) in
            try await streams.events(.get, CallOptions(timeout: .seconds(5)))
        }
        #expect(values == [1] && error == nil && streams.inFlight == 0)
        #expect(streams.fixture.time.now >= .zero + .seconds(200))
    }

    /// One that says nothing at all is asked for again, as after any failure.
    @Test func silentFromTheStart() async {
        let streams = StreamFixture(.events("").thenHangs(), .events("data: 1\n\n")) { $0.idleTimeout = .seconds(60) }
        let (values, error) = await streams.read { () throws(CallError) in try await streams.events() }
        #expect(values == [1] && error == nil && streams.sent.count == 2 && streams.inFlight == 0)
    }

    enum Abandonment: CaseIterable { case unread, halfRead, givenUp, cancelled }

    @Test(arguments: Abandonment.allCases) func abandoned(_ abandonment: Abandonment) async throws {
        let streams = StreamFixture(.events("data: 1\n\ndata: 2\n\n").thenHangs()) { $0.idleTimeout = nil }
        var code: CallError.Code?
        switch abandonment {
        case .unread: _ = try await streams.events()
        case .halfRead:
            for try await _ in try await streams.events() { break }
        case .givenUp:
            let stream = try await streams.events()
            stream.cancel()
            code = await #expect(throws: CallError.self) { try await stream.collect() }?.code
        case .cancelled:
            let stream = try await streams.events()
            let both = Signal()
            let task = Task {
                for try await event in stream where event.data == 2 { both.set() }
            }
            await both.wait()
            task.cancel()
            code = await #expect(throws: CallError.self) { try await task.outcome.get() }?.code
        }
        #expect(code == nil || code == .cancelled)
        #expect(streams.inFlight == 0 && streams.sent.count == 1)
    }

    /// Given up while it waits to be asked for again: nothing more is sent.
    @Test func givenUpBetweenRequests() async throws {
        let streams = StreamFixture(.events("").thenFails(), .events("data: 1\n\n"))
        let stream = try await streams.events()
        let task = Task { try await stream.collect() }
        try await streams.fixture.time.sleepers(atLeast: 1)
        stream.cancel()
        let error = await #expect(throws: CallError.self) { try await task.outcome.get() }
        #expect(error?.code == .cancelled && streams.sent.count == 1 && streams.inFlight == 0)
    }

    /// Nor is anything where its reader is cancelled meanwhile.
    @Test func cancelledBetweenRequests() async throws {
        let streams = StreamFixture(.events("").thenFails(), .events("data: 1\n\n"))
        let stream = try await streams.events()
        let task = Task { try await stream.collect() }
        try await streams.fixture.time.sleepers(atLeast: 1)
        task.cancel()
        let error = await #expect(throws: CallError.self) { try await task.outcome.get() }
        #expect(error?.code == .cancelled && error?.operation == "watch" && error?.attempts == 1)
        #expect(streams.sent.count == 1 && streams.inFlight == 0)
    }

    /// A limit of one request at a time holds the second stream back until the first has ended.
    @Test func twoAtOnce() async throws {
        let streams = StreamFixture(.events("data: 1\n\n").thenHangs(), .events("data: 2\n\n")) { $0.idleTimeout = nil }
        let first = try await streams.events()
        var iterator = first.makeAsyncIterator()
        #expect(try await iterator.next()?.data == 1)
        let waiting = Signal()
        let second = Task {
            try await streams.events(.get, CallOptions(onWait: { _ in waiting.set() })).collect().map(\.data)
        }
        await waiting.wait()
        #expect(streams.sent.count == 1)
        first.cancel()
        #expect(try await second.outcome.get() == [2])
        #expect(streams.inFlight == 0)
    }

    // MARK: Values

    /// A value that is something else is an error, and the next one is there all the same.
    @Test func valuesOfOtherTypes() async throws {
        let streams = StreamFixture(.events("data: 1\n\ndata: true\n\ndata: 3\n\n"))
        let stream = try await streams.events()
        var iterator = stream.makeAsyncIterator()
        #expect(try await iterator.next()?.data == 1)
        let error = await #expect(throws: CallError.self) { try await iterator.next() }
        #expect(error?.code == .decoding && error?.response?.body == Array("true".utf8))
        #expect(error?.message.hasPrefix("element 2 of the stream is not what the document says") == true)
        #expect(try await iterator.next()?.data == 3)
        #expect(try await iterator.next() == nil)
        #expect(streams.inFlight == 0)
    }

    @Test func cutOffValues() async throws {
        let fixture = CallFixture(.status(200, "\u{1E}{\"a\":\u{1E}2\n\u{1E}3"))
        let stream: ValueStream<Int> = try await fixture.core.sequence(RequestBuilder(.unlimited(.get), .default))
        var iterator = stream.makeAsyncIterator()
        let first = await #expect(throws: CallError.self) { try await iterator.next() }
        #expect(first?.code == .decoding && first?.message.contains("it was cut off") == true)
        #expect(try await iterator.next() == 2)
        await #expect(throws: CallError.self) { try await iterator.next() }
        #expect(try await iterator.next() == nil)
    }

    @Test func tooLargeValues() async {
        let streams = StreamFixture(.events("data: 1\n\ndata: 12345678901234567890").thenHangs()) {
            $0.maximumBodyBytes = 20
        }
        let (values, error) = await streams.read { () throws(CallError) in try await streams.events() }
        #expect(values == [1] && error?.code == .transport && streams.inFlight == 0)
        #expect(error?.message == "an element of the stream is larger than 20 bytes")
    }

    /// JSON in place of events would look like a stream without any.
    @Test(arguments: ["application/json", "application/problem+json", "text/html"])
    func answeredWithOthers(media: String) async {
        let other = ScriptedResponse.status(200, "{}", fields: [.contentType: "\(media); charset=utf-8"])
        let streams = StreamFixture(other.thenHangs())
        let (_, error) = await streams.read { () throws(CallError) in try await streams.events() }
        #expect(error?.code == .decoding && streams.inFlight == 0)
        #expect(error?.message == "the response is \(media) and no stream of events")
    }

    /// Nobody is stricter than that: servers name the type of streams in many ways, or not at all.
    @Test(arguments: ["text/event-stream;charset=utf-8", "text/plain", ""]) func answeredWith(media: String) async {
        let streams = StreamFixture(.status(200, "data: 1\n\n", fields: [.contentType: media]))
        let (values, error) = await streams.read { () throws(CallError) in try await streams.events() }
        #expect(values == [1] && error == nil)
    }

    @Test func refusalsAndFailures() async {
        let streams = StreamFixture(.status(404, "{\"title\":\"gone\"}"))
        let (_, error) = await streams.read { () throws(CallError) in try await streams.events() }
        #expect(error?.response?.status == 404 && error?.response?.body.isEmpty == false && streams.inFlight == 0)
    }
}

extension ValueStream {
    /// All values that are left.
    func collect() async throws(CallError) -> [Element] {
        var values: [Element] = []
        for try await value in self { values.append(value) }
        return values
    }
}
