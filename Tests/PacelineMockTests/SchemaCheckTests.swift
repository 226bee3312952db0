@testable import PacelineMock
import PacelineModel
import Testing

/// Values against schemas: what is wrong with each, where, and where the document says so.
@Suite struct SchemaCheckTests {
    private func violations(
        _ json: String, _ schemas: String, _ side: SchemaCheck.Side = .answered, version: String = "3.1.0"
    ) throws -> [String] {
        let document = try MockedDocument(schemas: schemas, version: version)
        let check = SchemaCheck(document.document, side, patterns: PatternCache())
        let value = try #require(Sample(json: Array(json.utf8)))
        return check.violations(of: value, by: try document.schema("A")).map { "\($0.pointer) \($0.text)" }
    }

    @Test(arguments: [
        ("{ type: integer }", "1.0", nil), ("{ type: integer }", "1.5", " should be an integer, not 1.5"),
        ("{ type: integer }", "true", " should be an integer, not true"), ("{ type: boolean }", "true", nil),
        ("{ type: boolean }", "1", " should be a boolean, not 1"),
        ("{ type: [string, 'null'] }", "3", " should be a string or null, not 3"),
        ("{ enum: [1, b] }", "1.0", nil), ("{ enum: [1, b] }", #""c""#, #" should be one of 1, "b", not "c""#),
        ("{ const: { a: 1, b: 2 } }", #"{"b":2,"a":1}"#, nil), ("{ const: x }", "2", #" should be "x", not 2"#),
        ("{ minimum: 3 }", "2", " should be at least 3, not 2"),
        ("{ exclusiveMinimum: 3 }", "3", " should be above 3, not 3"),
        ("{ maximum: 3 }", "4", " should be at most 3, not 4"),
        ("{ exclusiveMaximum: 3 }", "3", " should be below 3, not 3"),
        ("{ multipleOf: 0.1 }", "0.3", nil), ("{ multipleOf: 2 }", "3", " should be a multiple of 2, not 3"),
        ("{ type: integer, format: int32 }", "2147483648", " should fit int32, unlike 2147483648"),
        ("{ minLength: 2 }", #""é""#, " should have at least 2 characters, not 1"),
        ("{ maxLength: 1 }", #""ab""#, " should have at most 1 characters, not 2"),
        ("{ pattern: '^a' }", #""ba""#, #" should match `^a`, unlike "ba""#), ("{ pattern: '(' }", #""ba""#, nil),
        ("{ format: uuid }", #""abc""#, #" should be a uuid, not "abc""#), ("{ format: other }", #""abc""#, nil),
        ("{ format: date }", #""2025-02-29""#, #" should be a date, not "2025-02-29""#),
        ("{ minItems: 2 }", "[1]", " should have at least 2 items, not 1"),
        ("{ uniqueItems: true }", #"[{"a":1,"b":2},{"b":2.0,"a":1}]"#, " should have no item twice"),
        ("{ items: { type: string } }", #"["a",1]"#, "/1 should be a string, not 1"),
        ("{ prefixItems: [ { type: string } ], items: false }", #"["a",1]"#, "/1 is not allowed here"),
        ("{ contains: { const: 1 } }", "[2]", " should contain certain items, and does not"),
        ("{ required: [a, b] }", "{}", " should have `a`, `b`"),
        ("{ properties: { 'a/b': { type: string } } }", #"{"a/b":1}"#, "/a~1b should be a string, not 1"),
        ("{ properties: { a: {} }, additionalProperties: false }", #"{"b":1}"#, "/b is not declared"),
        ("{ additionalProperties: { type: integer } }", #"{"b":"x"}"#, #"/b should be an integer, not "x""#),
        ("{ patternProperties: { '^x': { type: integer } } }", #"{"xa":"x"}"#, #"/xa should be an integer, not "x""#),
        ("{ propertyNames: { maxLength: 1 } }", #"{"ab":1}"#, "/ab should not be called so"),
        ("{ dependentRequired: { a: [b] } }", #"{"a":1}"#, " should have `b` beside `a`"),
        ("{ not: { type: string } }", #""a""#, " is what the schema excludes"),
        ("{ oneOf: [ { type: string }, { minLength: 1 } ] }", #""a""#, " fits 2 of the alternatives, not one"),
        ("{ anyOf: [ { type: string }, { type: integer } ] }", "1.5", " fits none of the 2 alternatives"),
        ("{ if: { type: string }, then: { minLength: 2 }, else: { minimum: 5 } }", "4", " should be at least 5, not 4"),
        (
            "{ allOf: [ { minimum: 2 }, { maximum: 0 } ] }", "1",
            " should be at least 2, not 1\n should be at most 0, not 1"
        ),
        (
            "{ unevaluatedProperties: false, allOf: [ { properties: { a: {} } } ] }", #"{"a":1,"b":2}"#,
            "/b is not allowed here"
        ),
    ])
    func keywords(schema: String, json: String, expected: String?) throws {
        #expect(try violations(json, "A: \(schema)").joined(separator: "\n") == expected ?? "")
    }

    @Test func nullableOf30() throws {
        let schemas = "A: { type: string, nullable: true }\nB: { type: string }"
        #expect(try violations("null", schemas, version: "3.0.3").isEmpty)
        #expect(try violations("null", "A: { type: string }", version: "3.0.3") == [" should be a string, not null"])
    }

    /// What a client sends is judged as OpenAPI means it: `readOnly`, discriminators and overlapping alternatives.
    @Test func whatIsSent() throws {
        let readOnly =
            "A: { type: object, required: [id, name], properties: { id: { type: string, readOnly: true }, name: { type: string } } }"
        #expect(try violations("{}", readOnly, .sent) == [" should have `name`"])
        #expect(try violations("{}", readOnly) == [" should have `id`, `name`"])
        let overlapping = "A: { oneOf: [ { type: string }, { minLength: 1 } ] }"
        #expect(try violations(#""a""#, overlapping, .sent).isEmpty)
        let tagged = """
            A: { oneOf: [ { $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' } ], discriminator: { propertyName: kind, mapping: { felis: '#/components/schemas/Cat' } } }
            Cat: { type: object, required: [kind, lives], properties: { kind: { type: string }, lives: { type: integer } } }
            Dog: { type: object, required: [kind], properties: { kind: { type: string } } }
            """
        #expect(try violations(#"{"kind":"felis"}"#, tagged, .sent) == [" should have `lives`"])
        #expect(try violations(#"{"kind":"Dog"}"#, tagged, .sent).isEmpty)
    }

    /// A value of 200 levels under alternatives that each hold two more: judged in bounded time.
    @Test func judgingEnds() throws {
        let schemas =
            "A: { anyOf: [ { type: object, properties: { a: { $ref: '#/components/schemas/A' } }, required: [x] }, { type: object, properties: { a: { $ref: '#/components/schemas/A' } }, required: [y] } ] }"
        let json = String(repeating: #"{"a":"#, count: 200) + "1" + String(repeating: "}", count: 200)
        _ = try violations(json, schemas)
        #expect(
            try violations("1", "A: { allOf: [ { $ref: '#/components/schemas/A' } ], type: string }") == [
                " should be a string, not 1"
            ])
    }
}
