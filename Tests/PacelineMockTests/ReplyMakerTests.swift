@testable import PacelineMock
import PacelineModel
import PacelinePolicy
import Testing

/// Which response a request gets, and in what form.
@Suite struct ReplyMakerTests {
    private func document(_ responses: String) throws -> MockedDocument {
        try MockedDocument(
            """
            openapi: 3.1.0
            info: { title: T, version: "1" }
            paths:
              /a: { get: { operationId: getA, responses: \(responses) } }
              /b: { get: { operationId: getB, responses: { "204": { description: ok } } } }
            """)
    }

    private func response(_ responses: String, _ fields: [MockRequest.Pair] = []) async throws -> MockResponse {
        try await document(responses).server().response("GET", "/a", fields)
    }

    /// Prism's preference is honoured where the document declares the status, and said to be.
    @Test(arguments: [
        ("code=404", 404, #"{"why":"string"}"#), ("respond-async, code=\"503\"; foo=bar", 503, #"{"all":1}"#),
        ("CODE = 422", 422, #"{"range":true}"#), ("code=200", 200, #"{"a":1}"#), ("code=abc", 200, #"{"a":1}"#),
        ("code=999", 200, #"{"a":1}"#), ("example=x", 200, #"{"a":1}"#),
    ])
    func preferredStatus(preference: String, status: Int, body: String) async throws {
        func json(_ name: String, _ type: String) -> String {
            "{ description: d, content: { application/json: { schema: { type: object, properties: { \(name): { type: \(type) } } } } } }"
        }
        let responses =
            "{ '200': \(json("a", "integer")), '404': \(json("why", "string")), '4XX': \(json("range", "boolean")), default: \(json("all", "integer")) }"
        let response = try await response(responses, [.init("Prefer", preference)])
        #expect(response.status == status)
        #expect(response.text == body)
        let isApplied =
            preference.lowercased().contains("code") && response.values("Preference-Applied") == ["code=\(status)"]
        #expect(isApplied == (["code=abc", "code=999", "example=x"].contains(preference) == false))
    }

    @Test func anUndeclaredStatusIsNotPreferred() async throws {
        let response = try await response(
            "{ '200': { description: ok }, '404': { description: no } }", [.init("Prefer", "code=500")])
        #expect(response == MockResponse(status: 200))
    }

    /// Declared fields are sent, valid by their schemas; what HTTP itself sets, what leads to further pages, and what
    /// is no field's value is not.
    @Test func declaredFields() async throws {
        let response = try await response(
            """
            { '200': { description: ok, headers: {
              X-Total: { schema: { type: integer, minimum: 5 } }, X-Request-ID: { schema: { type: string, format: uuid } },
              X-Tags: { schema: { type: array, items: { type: string }, minItems: 2 } }, ETag: { schema: { type: string } },
              X-Shown: { schema: { type: string }, example: "a b" }, X-Bad: { schema: { type: string }, example: "a\\nb: c" },
              X-Next-Page: { schema: { type: string } }, Link: { schema: { type: string } },
              Content-Length: { schema: { type: integer } }, Content-Encoding: { schema: { type: string } } } } }
            """)
        #expect(
            response.fields == [
                .init("X-Total", "5"), .init("X-Request-ID", "3fa85f64-5717-4562-b3fc-2c963f66a000"),
                .init("X-Tags", "string,string"), .init("ETag", "\"sample\""), .init("X-Shown", "a b"),
            ])
    }

    /// What the policy tells of its quota is sent once, not beside a sample.
    @Test func quotaFieldsReplaceSamples() async throws {
        var mocked = try document("{ '204': { description: ok, headers: { x-left: { schema: { type: integer } } } } }")
        var api = mocked.api
        let policy = RateLimitPolicy(
            name: "p", numbers: .quota(9, per: .milliseconds(60_000)),
            fields:
                .named(remaining: .header("X-Left")))
        api.policies = [Policy(policy)]
        for index in api.operations.indices { api.operations[index].limits = [AppliedLimit(policy)] }
        mocked = try document("{ '204': { description: ok, headers: { x-left: { schema: { type: integer } } } } }")
        let server = try Mock(api: api, document: mocked.document)
        #expect(await server.response("GET", "/a").fields == [.init("X-Left", "8")])
    }

    @Test(arguments: [
        (
            "text/event-stream: { schema: { type: object, properties: { a: { type: integer } } } }",
            "data: {\"a\":1}\n\ndata: {\"a\":2}\n\ndata: {\"a\":3}\n\n"
        ),
        (
            "text/event-stream: { schema: { type: object, properties: { event: { const: tick }, data: { type: string, enum: [x] } } } }",
            String(repeating: "event: tick\ndata: x\n\n", count: 3)
        ),
        (
            "application/x-ndjson: { schema: { type: object, properties: { a: { const: 7 } } } }",
            "{\"a\":7}\n{\"a\":7}\n{\"a\":7}\n"
        ),
        ("application/jsonl: { itemSchema: { const: 1 } }", "1\n1\n1\n"),
        ("application/jsonl: { schema: { type: array, items: { type: integer } }, example: [4, 5] }", "4\n5\n"),
        ("application/json-seq: { schema: { const: 1 } }", "\u{1E}1\n\u{1E}1\n\u{1E}1\n"),
        ("text/plain: { schema: { type: string, enum: [x] } }", "x"), ("text/csv: { example: 'a,b' }", "a,b"),
        ("application/xml: { example: '<a/>' }", "<a/>"), ("image/png: {}", "sample"),
        (
            "application/problem+json: { schema: { type: object, properties: { title: { type: string } } } }",
            "{\"title\":\"string\"}"
        ),
        (
            "application/x-www-form-urlencoded: { schema: { type: object, properties: { a: { const: b c } } } }",
            "a=b%20c"
        ),
        ("'*/*': { schema: { type: array, items: { type: integer } } }", "[1]"), ("'text/*': {}", "sample"),
    ])
    func mediaTypes(content: String, text: String) async throws {
        let response = try await response("{ '200': { description: ok, content: { \(content) } } }")
        #expect(response.text == text)
        let name = content.prefix { $0 != ":" }.filter { $0 != "'" }
        let concrete = ["*/*": "application/json", "text/*": "text/plain"][name] ?? name
        #expect(response.values("Content-Type") == [concrete])
    }

    /// Of several media types one that the mock can write, and that the request accepts.
    @Test func accept() async throws {
        let responses =
            "{ '200': { description: ok, content: { application/xml: { schema: { type: object } }, text/csv: { schema: { type: string } }, application/json: { schema: { type: object } } } } }"
        for (accept, type) in [
            (nil, "application/json"), ("text/csv", "text/csv"), ("text/*;q=0.5, image/png", "text/csv"),
            ("*/*", "application/json"),
            ("application/json;q=0, application/xml", "application/xml"), ("image/png", "application/json"),
        ] {
            let response = try await response(responses, accept.map { [.init("accept", $0)] } ?? [])
            #expect(response.values("content-type") == [type])
        }
    }

    /// What cannot be answered as it is meant is said once for each media type; what can be is not.
    @Test func notices() throws {
        let paths = [
            "text/event-stream: {}", "image/png: {}", "image/png: {}", "image/png: {}", "image/png: {}",
            "application/xml: { schema: { type: object } }", "application/xml: { example: <a/> }",
            "application/json: {}",
            "application/octet-stream: {}",
        ].enumerated().map { index, content in
            "  /p\(index): { get: { operationId: p\(index), responses: { '200': { description: ok, content: { \(content) } } } } }"
        }
        let text = "openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths:\n" + paths.joined(separator: "\n")
        #expect(
            try MockedDocument(text).server().notices == [
                "image/png is answered with bytes that are not image/png (p1, p2, p3 and 1 more)",
                "application/xml is answered with a string that is not XML (p5)",
            ])
    }
}
