import Foundation
import HTTPTypes
import PacelineMockTransport
import PacelineRuntime
import Testing

@testable import PacelineMock

/// Streams from the mock: a few values in the right format, the end mark, and what asks for the stream.
struct StreamReplyTests {
    private static let text = """
        openapi: 3.1.0
        info: { title: Answers, version: "1" }
        components:
          schemas:
            Ask: { type: object, properties: { stream: { type: boolean }, text: { type: string } } }
            Part: { type: object, required: [n], properties: { n: { type: integer, minimum: 4 } } }
            Event: { type: object, required: [event, data], properties: { event: { const: tick }, data: { type: string, contentSchema: { $ref: '#/components/schemas/Part' } } } }
        paths:
          /answers:
            post:
              operationId: createAnswer
              x-stream: { end: '[DONE]', when: $request.body#/stream }
              requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Ask' } } } }
              responses:
                "200":
                  description: The answer
                  content:
                    application/json: { schema: { type: object, properties: { text: { const: yes } } } }
                    text/event-stream: { schema: { $ref: '#/components/schemas/Part' } }
          /events: { get: { operationId: events, responses: { "200": { description: Events, content: { text/event-stream: { itemSchema: { $ref: '#/components/schemas/Event' } } } } } } }
          /lines: { get: { operationId: lines, x-stream: { end: END }, responses: { "200": { description: Lines, content: { application/jsonl: { schema: { type: array, items: { const: a } } } } } } } }
          /values: { get: { operationId: values, x-stream: { end: '0' }, responses: { "200": { description: Values, content: { application/json-seq: { itemSchema: { const: b } } } } } } }
          /pods:
            get:
              operationId: listPods
              x-stream: { when: $request.query.watch }
              parameters: [{ name: watch, in: query, schema: { type: boolean } }]
              responses:
                "200":
                  description: Pods
                  content:
                    application/json: { schema: { type: array, items: { type: string } } }
                    application/json;stream=watch: { schema: { $ref: '#/components/schemas/Part' } }
        """

    private func response(_ method: String, _ target: String, _ body: String = "") async throws -> MockResponse {
        let server = try MockedDocument(Self.text).server()
        return await server.response(method, target, [.init("Content-Type", "application/json")], body: body)
    }

    /// The request's own word decides, whatever it accepts.
    @Test func byTheRequest() async throws {
        for body in ["{}", "{\"stream\":false}", ""] {
            #expect(try await response("POST", "/answers", body).values("Content-Type") == ["application/json"])
        }
        let stream = try await response("POST", "/answers", "{\"text\":\"a\",\"stream\":true}")
        #expect(stream.values("Content-Type") == ["text/event-stream"])
        let lines = stream.text.split(separator: "\n\n", omittingEmptySubsequences: false)
        #expect(lines.count == 5 && lines[3] == "data: [DONE]" && lines[4].isEmpty)
        #expect(lines.prefix(3).allSatisfy { $0.hasPrefix("data: {\"n\":") })
        #expect(try await response("GET", "/pods").values("Content-Type") == ["application/json"])
        let pods = try await response("GET", "/pods?watch=true")
        #expect(pods.values("Content-Type") == ["application/json;stream=watch"])
        #expect(pods.text.split(separator: "\n").count == 3)
    }

    /// Each format has its own way to tell values, and the mark, apart.
    @Test func formats() async throws {
        #expect(try await response("GET", "/lines").text == "\"a\"\n\"a\"\n\"a\"\nEND\n")
        #expect(
            try await response("GET", "/values").text == "\u{1E}\"b\"\n\u{1E}\"b\"\n\u{1E}\"b\"\n\u{1E}0\n")
        let event = "event: tick\ndata: {\"n\":4}\n\n"
        #expect(try await response("GET", "/events").text.hasPrefix(event))
    }

    /// What the mock says, the runtime reads.
    @Test func readByTheRuntime() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "streams-\(UUID().uuidString).yaml")
        try Data(Self.text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let mock = try MockTransport(document: file.path)
        let core = ClientCore(
            api: APIDescriptor(generatedFor: .paceline0_2, id: "Answers", policies: []),
            server: "https://mock.example", credentials: CredentialSet(), transport: mock, options: mock.options)
        var request = RequestBuilder(
            OperationDescriptor(id: "createAnswer", method: .post, path: "/answers", accept: "text/event-stream"),
            .default)
        request.json(["text": "a"], adding: ["stream": true])
        var values: [[String: Int]] = []
        let answers: ValueStream<ServerSentEvent<[String: Int]>> = try await core.events(request, end: "[DONE]")
        for try await event in answers { values.append(event.data) }
        #expect(values.count == 3 && values.allSatisfy { ($0["n"] ?? 0) >= 4 })
        let events: ValueStream<ServerSentEvent<[String: Int]>> = try await core.events(
            RequestBuilder(OperationDescriptor(id: "events", method: .get, path: "/events"), .default))
        var names: [String] = []
        for try await event in events { names.append("\(event.event) \(event.data.keys.sorted())") }
        #expect(names == Array(repeating: "tick [\"n\"]", count: 3))
    }
}
