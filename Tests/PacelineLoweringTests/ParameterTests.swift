import PacelineDiagnostics
import PacelineLowering
import PacelineModel
import Testing

/// Parameters: how they are written, of what type they are, and who is asked for them.
struct ParameterTests {
    private func parameters(_ text: String, path: String = "/a", shared: String = "[]") throws -> [Parameter] {
        let api = try loaded(
            """
            components: { schemas: { Color: { type: object, properties: { R: { type: integer } } } } }
            paths:
              '\(path)':
                parameters: \(shared)
                get: { operationId: a, parameters: \(text), responses: { '204': { description: None } } }
            """)
        return try #require(api.operations.first).parameters
    }

    @Test(arguments: [
        ("in: query", Serialization(style: .form, explode: true)),
        ("in: query, explode: false", Serialization(style: .form, explode: false)),
        ("in: query, style: pipeDelimited", Serialization(style: .pipeDelimited, explode: false)),
        ("in: query, style: deepObject, explode: true", Serialization(style: .deepObject, explode: true)),
        ("in: query, allowReserved: true", Serialization(style: .form, explode: true, allowsReserved: true)),
        ("in: query, allowEmptyValue: true", Serialization(style: .form, explode: true, sendsEmpty: true)),
        ("in: header", Serialization(style: .simple, explode: false)),
        ("in: header, explode: true", Serialization(style: .simple, explode: true)),
        ("in: cookie", Serialization(style: .form, explode: true)),
    ])
    func styles(text: String, serialization: Serialization) throws {
        #expect(try parameters("[{ name: p, \(text), schema: {} }]").first?.serialization == serialization)
    }

    @Test func stylesOfPaths() throws {
        let text = "[{ name: p, in: path, required: true, style: matrix, explode: true, schema: { type: string } }]"
        let lowered = try parameters(text, path: "/{p}")
        #expect(lowered.first?.serialization == Serialization(style: .matrix, explode: true))
    }

    @Test func aStyleOfAnotherPlaceIsReported() {
        let loading = Loading(
            """
            paths:
              /a:
                get:
                  operationId: a
                  parameters: [{ name: p, in: header, style: form, schema: { type: string } }]
                  responses: { '204': { description: None } }
            """)
        #expect(loading.said == ["5:50 wrong-style"])
        #expect(loading.api?.operations.first?.parameters.first?.serialization.style == .simple)
    }

    @Test func types() throws {
        let lowered = try parameters(
            """
            [{ name: untold, in: query }, { name: open, in: query, schema: {} },
            { name: object, in: query, schema: { $ref: '#/components/schemas/Color' } },
            { name: free, in: query, schema: { type: object } },
            { name: nullable, in: query, schema: { type: [integer, 'null'] } },
            { name: list, in: query, schema: { type: array, items: {} } },
            { name: json, in: query, content: { application/json: { schema: { type: array, items: { type: integer } } } } },
            { name: text, in: query, content: { text/plain: { schema: { type: integer } } } }]
            """)
        #expect(
            lowered.map(\.type) == [
                .string, .string, .named(TypeID("Color")), .map(.json), .integer, .array(.string), .array(.integer),
                .string,
            ])
        #expect(lowered.map(\.serialization.style) == Array(repeating: .form, count: 6) + [.json, .form])
    }

    @Test func thePathsParametersAreReplacedByTheOperations() throws {
        let shared =
            "[{ name: p, in: query, schema: { type: string } }, { name: q, in: query, schema: { type: string } }]"
        let own =
            "[{ name: q, in: query, schema: { type: integer } }, { name: q, in: header, schema: { type: string } }]"
        let lowered = try parameters(own, shared: shared)
        #expect(lowered.map(\.name) == ["p", "q", "q"] && lowered.map(\.location) == [.query, .query, .header])
        #expect(lowered.map(\.type) == [.string, .integer, .string])
    }

    @Test func whatTheTemplateNamesIsThere() {
        let loading = Loading(
            """
            paths:
              /{a}/{b}/{a}:
                get:
                  operationId: a
                  parameters: [{ name: b, in: path, required: true, schema: { type: integer } }, { name: c, in: path, required: true, schema: {} }]
                  responses: { '204': { description: None } }
            """)
        #expect(loading.api?.operations.first?.parameters.map(\.name) == ["b", "a"])
    }

    @Test func defaults() throws {
        let lowered = try parameters("[{ name: p, in: query, schema: { type: integer, default: 20 } }]")
        #expect(lowered.first?.defaultValue == .number("20"))
        #expect(lowered.first?.constraints == [.defaultValue("20")])
    }
}

/// Parameters that are named, and not sent.
struct UnsentParameterTests {
    private func said(_ head: String, _ parameter: String) -> [String] {
        Loading(
            """
            \(head)
            paths:
              /a: { get: { operationId: a, parameters: [{ in: header, schema: { type: string }, name: \(parameter) }],
                responses: { '204': { description: A } } } }
            """
        ).diagnostics.diagnostics.map { "\($0.severity) \($0.code.rawValue)" }
    }

    @Test func headerFieldsThatOthersDescribe() {
        let schemes = "components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Key } } }"
        #expect(said("", "Authorization") == ["lost ignored-parameter"])
        #expect(said(schemes + "\nsecurity: [{ key: [] }]", "authorization") == ["untidy ignored-parameter"])
        #expect(said(schemes + "\nsecurity: [{}]", "authorization") == ["lost ignored-parameter"])
        for name in ["Content-Type", "accept"] { #expect(said("", name) == ["untidy ignored-parameter"]) }
        for name in ["X-Trace", "Host2", "a.b~c"] { #expect(said("", name) == []) }
    }

    @Test(arguments: ["X Bad Name", "'X:'", "''", "'a(b)'", "ä", "\"a\\nb\""])
    func namesThatNoFieldCanHave(name: String) {
        #expect(said("", name) == (name == "''" ? [] : ["lost wrong-header-name"]))
    }
}
