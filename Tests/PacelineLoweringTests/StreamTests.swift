import PacelineDiagnostics
import PacelineLowering
import PacelineModel
import Testing

/// Streams of values: what their elements are, and which calls an operation becomes that answers in two ways.
struct StreamTests {
    private static let schemas = """
        components: { schemas: {
          Step: { type: object, properties: { n: { type: integer } } },
          Done: { type: object, properties: { total: { type: integer } } },
          Event: { type: object, properties: { event: { type: string }, data: { $ref: '#/components/schemas/Step' } } },
          Ask: { type: object, properties: { stream: { type: boolean }, text: { type: string } } } } }

        """

    private func stream(_ content: String) throws -> ValueSequence? {
        let api = try loaded(
            Self.schemas
                + "paths: { /a: { get: { operationId: a, responses: { '200': { description: Ok, content: { \(content) } } } } } }"
        )
        return api.operations.first?.success.payload?.stream
    }

    private static let step = TypeReference.named(TypeID("Step"))

    @Test(
        arguments: [
            // In `schema` the data are meant, unless other fields of an event stand beside `data`.
            ("schema: { $ref: '#/components/schemas/Step' }", step),
            ("schema: { $ref: '#/components/schemas/Event' }", step),
            ("schema: { type: object, properties: { data: { type: integer } } }", .named(TypeID("a response event"))),
            ("itemSchema: { type: object, properties: { data: { type: integer } } }", .integer),
            ("itemSchema: { $ref: '#/components/schemas/Step' }", step),
            ("itemSchema: { $ref: '#/components/schemas/Event' }", step),
            ("schema: { type: array, items: { $ref: '#/components/schemas/Step' } }", step),
            // A string is a text, unless its content is JSON.
            ("schema: { type: string }", nil), ("itemSchema: { properties: { data: { type: string } } }", nil),
            (
                "schema: { type: string, contentMediaType: application/json, contentSchema: { type: boolean } }",
                .boolean
            ),
            // Data that differ by event.
            (
                "itemSchema: { oneOf: [{ properties: { event: { const: a }, data: { type: integer } } }, { properties: { event: { const: b }, data: { type: boolean } } }] }",
                nil
            ),
            (
                "itemSchema: { properties: { event: {}, data: { type: string } }, oneOf: [{ properties: { event: { const: a } } }, { properties: { event: { const: b } } }] }",
                nil
            ),
            // Alternatives of the data themselves.
            ("schema: { oneOf: [{ type: integer }, { type: boolean }] }", .named(TypeID("a response event"))),
        ] as [(String, TypeReference?)])
    func dataOfEvents(media: String, element: TypeReference?) throws {
        #expect(try stream("text/event-stream: { \(media) }") == ValueSequence(format: .events, element: element))
    }

    @Test(
        arguments: [
            ("application/jsonl", .lines), ("application/x-ndjson", .lines),
            ("application/ndjson; charset=utf-8", .lines),
            ("application/json;stream=watch", .lines), ("application/json-seq", .sequence),
            ("application/geo+json-seq", .sequence),
        ] as [(String, ValueSequence.Format)])
    func valuesOfJSON(media: String, format: ValueSequence.Format) throws {
        let step = "{ $ref: '#/components/schemas/Step' }"
        for schema in ["schema: \(step)", "itemSchema: \(step)", "schema: { type: array, items: \(step) }"] {
            #expect(try stream("'\(media)': { \(schema) }") == ValueSequence(format: format, element: Self.step))
        }
        #expect(try stream("'\(media)': {}") == ValueSequence(format: format, element: .json))
        #expect(
            try stream("'\(media)': { itemSchema: { type: array, items: \(step) } }")
                == ValueSequence(format: format, element: .array(Self.step)))
    }

    private func either(_ members: String, parameters: String = "[]", body: String = "Ask") -> String {
        Self.schemas + """
            paths:
              /a:
                post:
                  operationId: a
                  \(members)
                  parameters: \(parameters)
                  requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/\(body)' } } } }
                  responses:
                    '200': { description: Ok, content: { application/json: { schema: { $ref: '#/components/schemas/Done' } }, text/event-stream: { schema: { $ref: '#/components/schemas/Step' } } } }
                    '202': { description: Later, content: { application/json: { schema: { $ref: '#/components/schemas/Done' } } } }
            """
    }

    /// Two calls, the stream's with the other's id in limits; both send one type, without the member.
    @Test func calls() throws {
        let api = try loaded(either("x-stream: { when: $request.body#/stream, end: x }"))
        #expect(api.operations.map(\.id) == ["a", "aStream"])
        #expect(api.operations.map(\.sharedID) == [nil, "a"])
        let (value, stream) = (api.operations[0], api.operations[1])
        #expect(value.result == .value(value.success.payload ?? Payload(mediaType: "", content: .text)))
        #expect(value.success.payload?.content == .json(.named(TypeID("Done"))))
        #expect(stream.success.payload?.stream == ValueSequence(format: .events, element: Self.step, end: "x"))
        #expect(stream.otherSuccesses.map(\.payload) == [nil])
        #expect(value.requestBody?.content == stream.requestBody?.content)
        #expect(value.requestBody?.constants == [])
        #expect(stream.requestBody?.constants == [.init(name: "stream", value: .boolean(true))])
        let body = api.types.first { $0.id.name == "a body" }?.record
        #expect(body?.properties.map(\.name) == ["text"])
        #expect(!api.types.contains { $0.id.name == "Ask" }, "nobody sends the type with the member")
    }

    @Test func callsByAParameter() throws {
        for (isRequired, constant) in [(false, nil), (true, Sample.boolean(false))] {
            let parameter = "[{ name: live, in: query, required: \(isRequired), schema: { type: boolean } }]"
            let api = try loaded(either("x-stream: { when: $request.query.live }", parameters: parameter))
            let sources = api.operations.map { $0.parameters.map(\.source) }
            #expect(sources == [constant.map { [.constant($0)] } ?? [], [.constant(.boolean(true))]])
            #expect(api.operations.map(\.requestBody?.constants) == [[], []])
        }
    }

    /// Without a word the call is one for the value; the line is suggested, and what it would give is missed.
    @Test func suggested() {
        let loading = Loading(either("summary: A"))
        #expect(loading.api?.operations.map(\.id) == ["a"])
        #expect(loading.said == ["8:5 undeclared-stream", "14:115 not-asked-for"])
        #expect(Loading(either("summary: A", body: "Done")).said == ["14:115 not-asked-for"])
    }

    /// In a limits file it is the same as at the operation.
    @Test func inALimitsFile() throws {
        let text = "openapi: 3.1.0\ninfo: { title: T, version: '1' }\n" + either("summary: A")
        func loaded(_ declaration: String) -> (ids: [String]?, said: [String]) {
            let file = """
                x-rate-limits: { policies: { minute: { quota: 60, window: 1m } } }
                operations: { a: { \(declaration) } }
                """
            var diagnostics = DiagnosticSink()
            let api = load(
                Source(path: "t.yaml", bytes: Array(text.utf8)),
                limits: Source(path: "limits.yaml", bytes: Array(file.utf8)), diagnostics: &diagnostics)
            return (
                api?.operations.map(\.id),
                diagnostics.diagnostics.map { "\($0.location?.description ?? "-") \($0.code)" }
            )
        }
        let right = loaded("x-stream: { when: $request.body#/stream }")
        #expect(right.ids == ["a", "aStream"] && right.said == [])
        let wrong = loaded("x-stream: { when: $request.body#/steam }")
        #expect(wrong.said.first == "limits.yaml:2:38 unknown-fix")
    }

    /// Other successes, and failures in streams, are read as a whole.
    @Test func besideOthers() throws {
        let loading = Loading(
            Self.schemas + """
                paths: { /a: { get: { operationId: a, responses: {
                  '200': { description: Ok, content: { application/jsonl: { schema: { $ref: '#/components/schemas/Step' } } } },
                  '202': { description: Later, content: { application/json: {} } } } } } }
                """)
        #expect(loading.said == ["7:3 not-supported-yet"])
        #expect(loading.api?.operations.first?.success.payload?.content == .text)
        let api = try loaded(
            "paths: { /a: { get: { operationId: a, responses: { '204': { description: Ok }, '400': { description: No, content: { text/event-stream: {} } } } } } }"
        )
        #expect(api.operations.first?.failures.first?.payload?.content == .text)
    }
}
