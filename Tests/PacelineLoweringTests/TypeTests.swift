import PacelineDiagnostics
import PacelineLowering
import PacelineModel
import PacelineSwiftViews
import Testing

/// Types: from schemas to what is decided of them.
struct TypeTests {
    private func property(_ schema: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) throws
        -> Property
    {
        let record = try declarations(
            "    R: { type: object, properties: { p: \(schema) } }", sourceLocation: sourceLocation)["R"]?.record
        return try #require(record?.properties.first, sourceLocation: sourceLocation)
    }

    @Test(arguments: [
        ("{ type: string }", TypeReference.string), ("{ type: string, format: date-time }", .dateTime),
        ("{ type: string, format: date }", .date), ("{ type: string, format: uuid }", .string),
        ("{ type: boolean }", .boolean),
        ("{ type: integer }", .integer), ("{ type: integer, format: int32 }", .int32), ("{ type: number }", .double),
        ("{ type: number, format: float }", .float), ("{ type: array, items: { type: integer } }", .array(.integer)),
        ("{ type: array }", .array(.json)), ("{ type: object }", .map(.json)), ("{}", .json), ("true", .json),
        ("{ type: object, additionalProperties: { type: number } }", .map(.double)),
        ("{ type: [string, 'null'] }", .nullable(.string)),
        ("{ anyOf: [{ type: integer }, { type: 'null' }] }", .nullable(.integer)),
        ("{ type: array, items: { type: [string, 'null'] } }", .array(.nullable(.string))),
        ("{ type: integer, format: uint64 }", .uint64), ("{ type: integer, format: uint32 }", .int64),
        ("{ type: number, format: int64 }", .int64), ("{ type: number, format: int32 }", .int32),
        ("{ type: number, format: uint64 }", .uint64), ("{ type: integer, format: bigint }", .decimal),
        ("{ type: integer, maximum: 18446744073709551615, minimum: 0 }", .uint64),
        ("{ type: integer, maximum: 18446744073709551615 }", .decimal),
        ("{ type: integer, example: 340282366920938463463374607431768211456 }", .decimal),
        ("{ type: integer, maximum: 9223372036854775807, minimum: -9223372036854775808 }", .integer),
        ("{ type: integer, format: int64, maximum: 1e30 }", .int64),
        ("{ type: integer, format: int8 }", .integer), ("{ type: number, format: decimal }", .decimal),
        ("{ type: string, format: decimal }", .string), ("{ type: string, format: byte }", .base64),
        ("{ type: string, contentEncoding: base64 }", .base64), ("{ type: string, format: unheard-of }", .string),
        ("{ const: a }", .string), ("{ enum: [1] }", .integer), ("{ enum: [true, false] }", .boolean),
        ("{ enum: [0.5, 1] }", .double), ("{ pattern: a }", .string), ("{ maximum: 3 }", .double),
        ("{ format: date }", .date), ("{ items: { type: string } }", .array(.string)),
        ("{ enum: [null] }", .json), ("{ type: 'null' }", .json), ("{ not: { type: string } }", .json),
        ("{ oneOf: [{ type: integer }, { type: number }] }", .double),
        (
            "{ oneOf: [{ type: string, format: uuid }, { type: string, maxLength: 3 }, { type: 'null' }] }",
            .nullable(.string)
        ),
        ("{ allOf: [{ type: string }, { maxLength: 3 }] }", .string),
        ("{ allOf: [{ type: [string, 'null'] }] }", .nullable(.string)),
        ("{ type: array, prefixItems: [{ type: string }, { type: string }] }", .array(.string)),
        ("{ type: array, prefixItems: [{ type: string }], items: true }", .array(.json)),
        ("{ type: object, patternProperties: { a: { type: integer } } }", .map(.integer)),
    ])
    func references(_ schema: String, _ type: TypeReference) throws {
        #expect(try property(schema).type == type)
    }

    @Test(arguments: [
        ("{ type: integer, minimum: 1, maximum: 50 }", "from 1 to 50"), ("{ type: integer, minimum: 0 }", "at least 0"),
        ("{ type: number, exclusiveMinimum: 0, exclusiveMaximum: 1 }", "above 0 and below 1"),
        ("{ type: number, exclusiveMinimum: 0, maximum: 0.5 }", "above 0 and at most 0.5"),
        ("{ type: string, minLength: 1 }", "at least 1 character"),
        ("{ type: string, maxLength: 200 }", "at most 200 characters"),
        ("{ type: string, minLength: 8, maxLength: 8 }", "8 characters"),
        ("{ type: array, items: {}, minItems: 1, maxItems: 3, uniqueItems: true }", "1 to 3 items, without repeats"),
        ("{ type: string, pattern: '^a' }", "matching `^a`"), ("{ type: integer, multipleOf: 5 }", "a multiple of 5"),
        ("{ type: integer, default: 20 }", "`20` when absent"), ("{ const: a }", "always `a`"),
        ("{ type: string, format: email }", "format `email`"),
        ("{ type: string, format: date }", ""), ("{ type: string, minLength: 0 }", ""),
    ])
    func constraints(_ schema: String, _ words: String) throws {
        #expect(try ConstraintWords.of(property(schema).constraints) == words)
    }

    @Test func onlyWhatBothSidesSendIsRequired() throws {
        let record = try #require(
            try declarations(
                """
                    R:
                      type: object
                      required: [a, b, c]
                      properties: { a: { type: string }, b: { type: string, readOnly: true }, c: { type: string, writeOnly: true }, d: {} }
                """)["R"]?.record)
        #expect(record.properties.map(\.isRequired) == [true, false, false, false])
    }

    @Test func inlineTypesAreNamedAfterWhoHoldsThem() throws {
        let types = try declarations(
            """
                R: { type: object, properties: { kind: { type: string, enum: [a, c] }, parts: { type: array, items: { type: object, properties: { x: {} } } } } }
                R kind: { type: string, enum: [b, d] }
            """)
        #expect(
            Set(types.keys) == ["R", "R kind", "R kind 2", "R parts item"]
                || Set(types.keys) == ["R", "R kind", "R parts item", "R kind 2"])
        #expect(types["R"]?.record?.properties[1].type == .array(.named(TypeID("R parts item"))))
    }

    @Test func unions() throws {
        let types = try declarations(
            """
                A: { type: object, required: [t], properties: { t: { type: string } } }
                B: { type: object, required: [t], properties: { t: { type: string } } }
                Kind: { oneOf: [{ type: string }, { type: number }, { $ref: '#/components/schemas/A' }] }
                Tag:
                  oneOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }]
                  discriminator: { propertyName: t, mapping: { first: A, one: '#/components/schemas/A' } }
                Holder:
                  type: object
                  properties:
                    tag:
                      oneOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }, { type: 'null' }]
                      discriminator: { propertyName: t }
            """)
        #expect(types["Kind"]?.union?.discriminator == nil)
        #expect(types["Kind"]?.union?.alternatives.map(\.type) == [.string, .double, .named(TypeID("A"))])
        #expect(types["Tag"]?.union?.discriminator == "t")
        #expect(types["Tag"]?.union?.alternatives.map(\.tags) == [["first", "one"], ["B"]])
        #expect(types["Holder"]?.record?.properties.first?.type == .nullable(.named(TypeID("Holder tag"))))
    }

    @Test func joinedObjectsHaveEachPartOnce() throws {
        let types = try declarations(
            """
                Base: { type: object, required: [id], properties: { id: { type: string } } }
                Left: { allOf: [{ $ref: '#/components/schemas/Base' }], properties: { l: { type: string } } }
                Right: { allOf: [{ $ref: '#/components/schemas/Base' }], properties: { r: { type: string } } }
                Both: { allOf: [{ $ref: '#/components/schemas/Left' }, { $ref: '#/components/schemas/Right' }], required: [l] }
            """)
        let both = try #require(types["Both"]?.record)
        #expect(
            both.properties.map(\.name) == ["id", "l", "r"] && both.properties.map(\.isRequired) == [true, true, false])
    }

    @Test func cyclesOfAllOfEnd() {
        let schemas = (0..<40).map {
            "    S\($0): { allOf: [{ $ref: '#/components/schemas/S\(($0 + 1) % 40)' }, { $ref: '#/components/schemas/S\(($0 + 2) % 40)' }] }"
        }
        let loading = Loading("components:\n  schemas:\n" + schemas.joined(separator: "\n"))
        #expect(loading.api != nil && !loading.diagnostics.hasErrors)
    }

    @Test func whatContradictsItselfIsAnyValueAndSaysSo() {
        let loading = Loading(
            """
            components:
              schemas:
                R:
                  type: object
                  properties:
                    mixed: { allOf: [{ type: string }, { type: object }] }
                    list: { $ref: '#/components/schemas/List' }
                List: { type: array, items: { $ref: '#/components/schemas/List' } }
                Twice:
                  allOf:
                    - { type: object, properties: { p: { type: string } } }
                    - { type: object, properties: { p: { type: integer } } }
                Bent:
                  type: object
                  properties: { p: { type: string } }
                  oneOf: [{ type: string }, { type: object, properties: { q: { type: string } } }]
            """)
        #expect(
            loading.said == [
                "6:16 conflicting-schemas", "12:44 conflicting-schemas", "16:15 conflicting-schemas",
            ])
        let types = Dictionary(uniqueKeysWithValues: (loading.api?.types ?? []).map { ($0.id.name, $0) })
        #expect(types["R"]?.record?.properties.map(\.type) == [.json, .named(TypeID("List"))])
        #expect(types["List"]?.union?.alternatives.map(\.type) == [.array(.named(TypeID("List")))])
        #expect(types["Twice"]?.record?.properties.map(\.type) == [.integer])
        #expect(types["Bent"]?.record?.properties.map(\.name) == ["p", "q"])
    }
}
