import HTTPTypes
import PacelineLimiter
import PacelineRuntime
import PacelineTesting
import Testing

@testable import Goldens

/// Streams of generated clients: what their methods ask for, and what they read.
@Suite(.timeLimit(.minutes(1))) struct GoldenStreamTests {
    private let fake = FakeTransport()
    private var client: Streams { Streams(transport: fake, options: fake.options) }
    private var byRequest: StreamsByRequest {
        StreamsByRequest(transport: fake, options: fake.options)
    }

    private func events(_ text: String) -> ScriptedResponse {
        .status(200, text, fields: [.contentType: "text/event-stream"])
    }

    @Test func eventsWithAnEndAndAnID() async throws {
        fake.on(
            Streams.Operations.events, events("id: a\ndata: {\"n\":1}\n\ndata: [DONE]\n\n").inParts(of: 3).thenHangs())
        var seen: [ServerSentEvent<Streams.Step>] = []
        for try await event in try await client.events(lastEventID: "x") { seen.append(event) }
        #expect(seen == [ServerSentEvent(id: "a", data: Streams.Step(n: 1))])
        let request = try #require(fake.calls.first?.request)
        #expect(request.headerFields[.accept] == "text/event-stream")
        #expect(HTTPField.Name("Last-Event-ID").flatMap { request.headerFields[$0] } == "x")
    }

    /// A stream that breaks off goes on behind the last event, where its operation takes the id and the caller asks.
    @Test func resumed() async throws {
        fake.on(
            Streams.Operations.events, events("id: a\ndata: {\"n\":1}\n\n").thenFails(),
            events("data: {\"n\":2}\n\n"))
        var seen: [Int] = []
        for try await event in try await client.events(options: CallOptions(resumesStreams: true)) {
            seen.append(event.data.n)
        }
        #expect(seen == [1, 2])
    }

    /// The fake's time moves on for who waits for ever or for long: to the end of the longest silence, and not much
    /// further.
    @Test(.timeLimit(.minutes(1)), arguments: [false, true]) func silence(isForEver: Bool) async {
        let lines = ScriptedResponse.status(200, "{\"n\":1}\n")
        fake.on(Streams.Operations.lines, isForEver ? lines.thenHangs() : lines.inParts(of: 4, every: .seconds(100)))
        let error = await #expect(throws: CallError.self) {
            let options = CallOptions(retry: RetryOptions(attempts: 1))
            for try await step in try await client.lines(options: options) { #expect(step.n == 1) }
        }
        #expect(error?.code == .timeout)
        #expect((Duration.seconds(60)...(.seconds(isForEver ? 60 : 100))).contains(fake.elapsed))
    }

    @Test func whatTheSchemaMeans() async throws {
        let step = "data: {\"n\":1}\n\n"
        fake.on(Streams.Operations.items, events(step)).on(Streams.Operations.mixed, events("event: done\n" + step))
            .on(Streams.Operations.texts, events("data: not JSON\n\n"))
            .on(Streams.Operations.numbers, events("data: 1\n\ndata: 2\n\n"))
        for try await event in try await client.items() { #expect(event.data == Streams.Step(n: 1)) }
        for try await event in try await client.mixed() {
            #expect(event.event == "done")
            #expect(try event.decode(Streams.Step.self) == Streams.Step(n: 1))
        }
        for try await event in try await client.texts() { #expect(event.data == "not JSON") }
        var sum = 0
        for try await event in try await client.numbers() { sum += event.data }
        #expect(sum == 3)
    }

    @Test func valuesOfJSON() async throws {
        let lines = "{\"n\":1}\n{\"n\":2}\n"
        fake.on(Streams.Operations.lines, .status(200, lines)).on(Streams.Operations.list, .status(200, lines))
            .on(Streams.Operations.inline, .status(200, "{\"a\":true}"))
            .on(Streams.Operations.sequence, .status(200, "\u{1E}1\n\u{1E}\"b\"\n"))
        var seen: [Int] = []
        for try await step in try await client.lines() { seen.append(step.n) }
        for try await step in try await client.list() { seen.append(step.n) }
        #expect(seen == [1, 2, 1, 2])
        for try await value in try await client.inline() { #expect(value.a == true) }
        var values: [JSON] = []
        for try await value in try await client.sequence() { values.append(value) }
        #expect(values == [1, "b"])
    }

    /// One operation, two methods: what asks for the stream is sent by them, and hidden from the caller.
    @Test func eitherByRequest() async throws {
        typealias Operations = StreamsByRequest.Operations
        let json = ScriptedResponse.status(200, "{\"text\":\"yes\"}")
        let part = events("data: {\"delta\":\"y\"}\n\ndata: [DONE]\n\n")
        fake.on(Operations.createAnswer, json).on(Operations.createAnswerStream, part)
            .on(Operations.always, json).on(Operations.alwaysStream, part.thenHangs())
            .on(Operations.inline, json).on(Operations.inlineStream, .status(200, "{\"delta\":\"y\"}"))
            .on(Operations.listPods, .status(200, "[]")).on(Operations.listPodsStream, .status(200, "{\"type\":\"a\"}"))
        let answers = byRequest.answers
        let question = StreamsByRequest.CreateAnswerBody(text: "really?")
        #expect(try await answers.createAnswer(body: question).text == "yes")
        for try await event in try await answers.createAnswerStream(body: question) { #expect(event.data.delta == "y") }
        _ = try await answers.always()
        _ = try await answers.always(body: .init(more: "x"))
        for try await _ in try await answers.alwaysStream() { break }
        _ = try await answers.inline(body: .init(text: "x"))
        for try await value in try await answers.inlineStream(body: .init()) { #expect(value.delta == "y") }
        #expect(try await byRequest.pods.listPods().isEmpty)
        for try await change in try await byRequest.pods.listPodsStream() { #expect(change.type == "a") }
        let bodies = fake.calls.map { String(decoding: $0.bytes, as: UTF8.self) }
        #expect(
            bodies == [
                "{\"text\":\"really?\"}", "{\"text\":\"really?\",\"stream\":true}", "{\"stream\":false}",
                "{\"more\":\"x\",\"stream\":false}", "{\"stream\":true}", "{\"text\":\"x\",\"live\":false}",
                "{\"live\":true}", "", "",
            ])
        #expect(fake.calls.compactMap(\.request.path).suffix(2) == ["/pods", "/pods?watch=true"])
        #expect(
            fake.calls.map { $0.request.headerFields[.accept] }.prefix(2) == ["application/json", "text/event-stream"])
    }

    /// Both methods are one operation to a limit that counts each.
    @Test func bothCountAsOne() async throws {
        typealias Operations = StreamsByRequest.Operations
        fake.on(Operations.createAnswer, .status(200, "{}"))
            .on(Operations.createAnswerStream, events("data: [DONE]\n\n"))
        let question = StreamsByRequest.CreateAnswerBody(text: "really?")
        for _ in 0..<5 { _ = try await byRequest.answers.createAnswer(body: question) }
        #expect(fake.elapsed == .zero)
        for try await _ in try await byRequest.answers.createAnswerStream(body: question) {}
        #expect(fake.elapsed == .seconds(60))
    }
}
