import PacelineDiagnostics
import PacelineLowering
import PacelineModel
import Testing

/// What a schema says of values that cannot be, or says to no effect.
struct ValueTests {
    private func loading(_ schemas: String) -> Loading { Loading("components:\n  schemas:\n" + schemas) }

    @Test func valuesOfAnotherTypeAreReported() throws {
        let loading = loading(
            """
                Level: { type: integer, enum: ["1", 2, 3] }
                Size: { type: integer, default: big }
                Year: { type: object, required: [y, n], properties: { y: { type: string, const: 2020 }, n: { type: integer, const: 1.0 } } }
                Digits: { type: string, enum: [1, 2.50, a] }
                None: { type: [string, "null"], enum: [a, null], default: null }
                Tilde: { type: string, enum: [~, a, b] }
                Half: { type: number, default: 1 }
            """)
        #expect(
            loading.said == [
                "3:36 wrong-value", "4:37 wrong-value", "5:85 wrong-value", "6:36 wrong-value", "6:39 wrong-value",
                "8:35 wrong-value",
            ])
        let types = Dictionary(uniqueKeysWithValues: (loading.api?.types ?? []).map { ($0.id.name, $0) })
        #expect(types["Level"]?.enumeration?.values == ["2", "3"])
        #expect(types["Digits"]?.enumeration?.values == ["1", "2.50", "a"])
        #expect(types["Year"]?.record?.properties.map(\.onlyValue) == [.string("2020"), .number("1")])
    }

    @Test func keywordsOfAnotherTypeAreReported() throws {
        let loading = loading(
            """
                A: { type: object, properties: { pretty: { type: string, uniqueItems: true, default: '' } } }
                B: { type: integer, minimum: 1, maxLength: 3 }
                C: { type: [array, string], items: {}, uniqueItems: true, maxLength: 3 }
            """)
        #expect(loading.said == ["3:75 needless-keyword", "4:48 needless-keyword"])
        let pretty = loading.api?.types.compactMap(\.record).first?.properties.first
        #expect(pretty?.constraints.contains("repeats") == false)
    }

    @Test func requiredNamesAreProperties() {
        let loading = loading(
            """
                A: { type: object, required: [nmae, id], properties: { name: { type: string }, id: { type: string } } }
                B: { allOf: [{ $ref: '#/components/schemas/A' }], required: [name] }
            """)
        #expect(loading.said == ["3:35 required-undeclared"])
    }

    @Test func unevaluatedPropertiesAreThoseOfNoPart() throws {
        let types = try declarations(
            """
                A: { type: object, properties: { id: { type: string } }, unevaluatedProperties: { type: integer } }
                B: { allOf: [{ $ref: '#/components/schemas/A' }, { properties: { x: { type: string } } }], unevaluatedProperties: false }
                C: { unevaluatedProperties: { type: string } }
                H: { type: object, properties: { c: { $ref: '#/components/schemas/C' } } }
            """)
        #expect(types["A"]?.record?.additional == .integer)
        #expect(types["B"]?.record?.properties.map(\.name) == ["id", "x"] && types["B"]?.record?.additional == nil)
        #expect(types["H"]?.record?.properties.map(\.type) == [.map(.string)])
    }

    @Test func discriminatorsHaveAlternativesAndSchemas() {
        let loading = loading(
            """
                A: { type: object, required: [t], properties: { t: { type: string }, a: { type: string } } }
                B: { type: object, required: [t], properties: { t: { type: string }, b: { type: string } } }
                Lone: { type: object, properties: { k: { type: string } }, discriminator: { propertyName: k } }
                H:
                  type: object
                  properties:
                    c:
                      oneOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }]
                      discriminator: { propertyName: t, mapping: { x: A, z: '#/components/schemas/Nope' } }
            """)
        #expect(loading.said == ["5:79 needless-discriminator", "11:65 unresolved-mapping"])
    }

    @Test func impossibleJoinsAreReported() {
        let loading = loading(
            "    A: { allOf: [{ type: object, properties: { foo: { type: string } } }, { type: string }] }")
        #expect(loading.said.map { $0.split(separator: " ").last } == ["conflicting-schemas"])
    }
}
