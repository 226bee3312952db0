@testable import PacelineMock
import PacelineModel
import Testing

/// What responses are filled with.
@Suite struct SampleMakerTests {
    /// The sample of the schema called `A`, or with `version` 3.0 of one of that version.
    private func text(_ schemas: String, version: String = "3.1.0", budget: Int = 1_000) throws -> String {
        let document = try MockedDocument(schemas: schemas, version: version)
        let maker = SampleMaker(document.document, patterns: PatternCache(), budget: budget)
        return maker.sample(of: try document.schema("A")).jsonText
    }

    private func expectValid(_ schemas: String, version: String = "3.1.0") throws {
        let document = try MockedDocument(schemas: schemas, version: version)
        let maker = SampleMaker(document.document, patterns: PatternCache())
        let schema = try document.schema("A")
        let sample = maker.sample(of: schema)
        #expect(maker.check.violations(of: sample, by: schema) == [], "\(sample.jsonText)")
    }

    @Test(arguments: [
        ("{ type: string }", #""string""#), ("{ type: boolean }", "true"), ("{ type: integer }", "1"),
        ("{ type: number }", "1.5"), ("{ type: [string, 'null'] }", #""string""#), ("{}", "{}"),
        ("{ type: array, items: { type: integer } }", "[1]"), ("{ type: 'null' }", "null"),
        ("{ type: object, additionalProperties: { type: boolean } }", #"{"key":true}"#),
        ("{ type: array }", "[]"), ("{ const: 7 }", "7"), ("{ type: string, enum: [b, a] }", #""b""#),
    ])
    func plain(schema: String, expected: String) throws {
        #expect(try text("A: \(schema)") == expected)
    }

    @Test(arguments: [
        ("date-time", "2025-01-15T09:30:00Z"), ("date", "2025-01-15"), ("time", "09:30:00Z"), ("duration", "P1D"),
        ("uuid", "3fa85f64-5717-4562-b3fc-2c963f66a000"), ("email", "user@example.com"),
        ("uri", "https://example.com/"),
        ("hostname", "host.example.com"), ("ipv4", "192.0.0.0"), ("ipv6", "2001:db8::1"), ("byte", "c2FtcGxl"),
        ("binary", "sample"), ("anything-else", "string"),
    ])
    func formats(format: String, expected: String) throws {
        #expect(try text("A: { type: string, format: \(format) }") == "\"\(expected)\"")
        for format in TextFormat.allCases {
            for variant in [0, 1, 7, 300] {
                #expect(format.allows(format.sample(variant: variant)), "\(format) \(variant)")
            }
        }
    }

    @Test(arguments: [
        "{ type: string, minLength: 40 }", "{ type: string, maxLength: 2 }",
        "{ type: string, minLength: 3, maxLength: 3 }",
        "{ type: string, pattern: '^[A-Z]{2}[0-9]{2,4}$' }",
        "{ type: string, pattern: '^(foo|bar)_\\d+$', minLength: 9 }",
        "{ type: string, pattern: '^0x[0-9a-fA-F]{40}$' }", "{ type: string, pattern: '^(?!x)[^/]+/v\\d\\.\\d$' }",
        "{ type: string, pattern: '^#(?:[0-9a-f]{3}){1,2}$', minLength: 7 }",
        "{ type: string, pattern: '[a-z]+@[a-z]+' }",
        "{ type: string, pattern: '^\\w{3}-\\S+ \\p{Lu}\\u0041\\x42$' }",
        "{ type: integer, minimum: 10 }", "{ type: integer, exclusiveMinimum: 10, maximum: 11 }",
        "{ type: integer, maximum: -5 }", "{ type: integer, multipleOf: 7, minimum: 20 }",
        "{ type: number, exclusiveMinimum: 0, exclusiveMaximum: 0.1 }",
        "{ type: number, multipleOf: 0.01, minimum: 3 }",
        "{ type: integer, format: int32, minimum: 2147483647 }",
        "{ type: array, minItems: 3, items: { type: string } }",
        "{ type: array, minItems: 3, uniqueItems: true, items: { type: string, format: uuid } }",
        "{ type: array, minItems: 2, uniqueItems: true, items: { type: string, enum: [a, b] } }",
        "{ type: array, maxItems: 0, items: { type: string } }",
        "{ type: array, prefixItems: [ { type: string }, { type: integer } ], items: false, minItems: 2 }",
        "{ type: array, contains: { const: 5 }, items: { type: integer } }",
        "{ type: object, minProperties: 3, additionalProperties: { type: integer } }",
        "{ type: object, minProperties: 2, propertyNames: { pattern: '^k[0-9]$' }, additionalProperties: true }",
        "{ type: object, patternProperties: { '^x-': { type: integer } }, additionalProperties: false, minProperties: 1 }",
        "{ type: object, maxProperties: 1, properties: { a: { type: string }, b: { type: string } } }",
        "{ type: object, required: [c], properties: { a: { type: string } } }",
        "{ allOf: [ { type: object, required: [a] }, { properties: { a: { type: integer, minimum: 5 } } } ] }",
        "{ type: string, oneOf: [ { const: a, title: A }, { const: b, title: B } ] }",
        "{ type: array, minItems: 2, uniqueItems: true, items: { oneOf: [ { const: a }, { const: b } ] } }",
        "{ oneOf: [ { type: integer }, { type: integer, minimum: 0 }, { type: string } ] }",
        "{ oneOf: [ { required: [a] }, { required: [b] } ], properties: { a: { type: string }, b: { type: string } } }",
        "{ anyOf: [ { type: 'null' }, { type: string, minLength: 20 } ] }",
        "{ type: object, properties: { a: { type: string } }, not: { required: [a] } }",
        "{ properties: { k: { enum: [x, y] } }, required: [k], if: { properties: { k: { const: x } } }, then: { required: [p] } }",
        "{ type: object, properties: { a: { type: string }, b: { type: string } }, dependentRequired: { a: [b, c] } }",
        "{ type: object, properties: { a: {} }, unevaluatedProperties: false, allOf: [ { properties: { b: {} } } ] }",
    ])
    func valid(schema: String) throws { try expectValid("A: \(schema)") }

    @Test(arguments: [
        "{ type: number, minimum: 0, exclusiveMinimum: true }", "{ type: string, nullable: true, enum: [a, null] }",
        "{ type: integer, maximum: 3, exclusiveMaximum: true, minimum: 2 }",
    ])
    func validIn30(schema: String) throws { try expectValid("A: \(schema)", version: "3.0.3") }

    @Test func examplesStandBeforeWhatIsMade() throws {
        #expect(try text("A: { type: string, example: x }") == #""x""#)
        #expect(try text("A: { type: string, examples: [y] }") == #""y""#)
        let nested =
            "A: { type: object, properties: { id: { $ref: '#/components/schemas/ID' } } }\nID: { type: string, example: i-1 }"
        #expect(try text(nested) == #"{"id":"i-1"}"#)
    }

    /// Of another kind, of the wrong form or out of bounds: made anew. What is missing is added, what is unknown kept.
    @Test(arguments: [
        ("{ type: integer, example: '5' }", "1"), ("{ type: integer, example: 1.5 }", "1"),
        ("{ type: string, format: date-time, example: 2024-02-03 }", #""2025-01-15T09:30:00Z""#),
        ("{ type: string, format: date, example: 3 May }", #""2025-01-15""#),
        ("{ type: string, example: null }", #""string""#),
        ("{ type: integer, maximum: 9, example: 10 }", "1"),
        ("{ type: array, items: { type: integer }, example: [1, x, 3] }", "[1,3]"),
        (
            "{ type: object, required: [id, size], properties: { id: { type: string }, size: { type: integer, example: 7 } }, "
                + "example: { id: x, extra: true } }", #"{"id":"x","extra":true,"size":7}"#
        ),
        (
            "{ type: object, properties: { size: { type: integer, example: 7 } }, example: { size: large } }",
            #"{"size":7}"#
        ),
    ])
    func examplesAreFitted(schema: String, expected: String) throws {
        #expect(try text("A: \(schema)") == expected)
    }

    @Test func aTagNamesTheAlternative() throws {
        let schemas = """
            A: { oneOf: [ { $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' } ], discriminator: { propertyName: kind, mapping: { felis: '#/components/schemas/Cat' } } }
            Cat: { type: object, required: [kind, lives], properties: { kind: { type: string }, lives: { type: integer } } }
            Dog: { type: object, required: [kind, bark], properties: { kind: { type: string }, bark: { type: string } } }
            """
        #expect(try text(schemas) == #"{"kind":"felis","lives":1}"#)
    }

    /// A base with a discriminator stands for those that join it.
    @Test func aBaseIsOneOfItsChildren() throws {
        let schemas = """
            A: { type: object, required: [kind], properties: { kind: { type: string } }, discriminator: { propertyName: kind } }
            B: { allOf: [ { $ref: '#/components/schemas/A' }, { type: object, properties: { b: { type: integer } } } ] }
            C: { allOf: [ { $ref: '#/components/schemas/A' }, { type: object, properties: { c: { type: integer } } } ] }
            """
        #expect(try text(schemas) == #"{"kind":"B","b":1}"#)
        let document = try MockedDocument(schemas: schemas)
        let maker = SampleMaker(document.document, patterns: PatternCache())
        #expect(maker.sample(of: try document.schema("C")).jsonText == #"{"kind":"C","c":1}"#)
    }

    @Test func recursionEnds() throws {
        let schemas = """
            A: { type: object, required: [name, children, next2], properties: { name: { type: string }, children: { type: array, items: { $ref: '#/components/schemas/A' } }, parent: { $ref: '#/components/schemas/A' }, next2: { anyOf: [ { $ref: '#/components/schemas/A' }, { type: 'null' } ] } } }
            """
        #expect(try text(schemas) == #"{"name":"string","children":[],"next2":null}"#)
        #expect(
            try text("A: { type: object, required: [a], properties: { a: { $ref: '#/components/schemas/A' } } }")
                == "{}")
    }

    /// A schema that several join is no recursion.
    @Test func sharedPartsAreNoRecursion() throws {
        let schemas = """
            A: { allOf: [ { $ref: '#/components/schemas/Base' }, { type: object, required: [b], properties: { b: { $ref: '#/components/schemas/B' } } } ] }
            B: { allOf: [ { $ref: '#/components/schemas/Base' }, { type: object, required: [c], properties: { c: { type: string } } } ] }
            Base: { type: object, required: [at], properties: { at: { type: string, format: date } } }
            """
        #expect(try text(schemas) == #"{"at":"2025-01-15","b":{"at":"2025-01-15","c":"string"}}"#)
    }

    /// Ten schemas that each hold two of every one: without a bound, some 20 × 18 × 16 … values. Twenty that require
    /// two of the next one: a million.
    @Test func wideSchemasStayWithinTheBudget() throws {
        let wide = (0..<10).map { index in
            let properties = (0..<20).map {
                "p\($0): { $ref: '#/components/schemas/\($0 / 2 == 0 ? "A" : "T\($0 / 2)")' }"
            }
            return
                "\(index == 0 ? "A" : "T\(index)"): { type: object, properties: { \(properties.joined(separator: ", ")) } }"
        }
        #expect(try text(wide.joined(separator: "\n"), budget: 500).utf8.count < 20_000)
        let deep = (0..<20).map { index in
            let next = "{ $ref: '#/components/schemas/T\(index + 1)' }"
            return
                "\(index == 0 ? "A" : "T\(index)"): { type: object, required: [a, b], properties: { a: \(next), b: \(next) } }"
        }
        #expect(try text((deep + ["T20: { type: string }"]).joined(separator: "\n")).utf8.count < 2_000_000)
    }

    /// Whoever follows a list comes to its end.
    @Test(arguments: [
        (
            "{ type: object, required: [items], properties: { items: { type: array, items: { type: integer } }, next: { type: string } } }",
            #"{"items":[1]}"#
        ),
        (
            "{ type: object, properties: { a: { type: string }, nextCursor: { type: [string, 'null'] } } }",
            #"{"a":"string","nextCursor":null}"#
        ),
        (
            "{ type: object, required: [next_page_token], properties: { next_page_token: { type: string } } }",
            #"{"next_page_token":""}"#
        ),
        (
            "{ type: object, properties: { has_more: { type: boolean }, '@odata.nextLink': { type: string } } }",
            #"{"has_more":false}"#
        ),
        (
            "{ type: object, properties: { meta: { type: object }, hasNextPage: { type: boolean } }, example: { hasNextPage: true, meta: { next: x, k: 1 } } }",
            #"{"hasNextPage":false,"meta":{"k":1}}"#
        ),
        // Names that only look alike.
        (
            "{ type: object, properties: { next_billing_date: { type: string }, nextName: { type: string }, is: { type: string } } }",
            #"{"next_billing_date":"string","nextName":"string","is":"string"}"#
        ),
    ])
    func listsEnd(schema: String, expected: String) throws {
        #expect(try text("A: \(schema)") == expected)
    }
}
