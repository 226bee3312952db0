import PacelineDiagnostics
import PacelineLowering
import PacelineModel
import PacelineSwiftViews
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
        #expect(pretty?.constraints == [.defaultValue("")])
    }

    @Test func requiredNamesAreProperties() {
        let loading = loading(
            """
                A: { type: object, required: [nmae, id], properties: { name: { type: string }, id: { type: string } } }
                B: { allOf: [{ $ref: '#/components/schemas/A' }], required: [name] }
            """)
        #expect(loading.said == ["3:35 required-undeclared"])
    }

    /// A part without a name is of its schema only, and is reported once.
    @Test func requiredNamesOfPartsAreProperties() {
        let loading = loading(
            """
                A: { allOf: [{ $ref: '#/components/schemas/B' }, { required: [id, size, gone], properties: { size: {} } }] }
                B: { type: object, properties: { id: { type: string } } }
                C: { allOf: [{ $ref: '#/components/schemas/A' }], properties: { more: { type: string } } }
            """)
        #expect(loading.said == ["3:77 required-undeclared"])
    }

    /// A base may require what those that join it declare, wherever they do.
    @Test func requiredNamesAreThoseOfUsers() {
        let loading = Loading(
            """
            components:
              schemas:
                Base: { type: object, required: [a, b, c, d], properties: { id: { type: string } } }
                Bare: { type: object, required: [e] }
                Kid: { allOf: [{ $ref: '#/components/schemas/Base' }, { type: object, properties: { a: { type: string } } }] }
                Grandkid: { allOf: [{ $ref: '#/components/schemas/Kid' }], properties: { b: { type: string } } }
                Other: { allOf: [{ $ref: '#/components/schemas/Bare' }], properties: { e: { type: string } } }
            paths:
              /a:
                get:
                  operationId: a
                  responses:
                    '200':
                      description: Found
                      content:
                        application/json:
                          schema:
                            allOf:
                              - { $ref: '#/components/schemas/Base' }
                              - { properties: { c: { type: string } } }
            """)
        #expect(loading.said.filter { $0.hasSuffix("required-undeclared") }.map { $0.prefix { $0 != " " } } == ["3:47"])
    }

    @Test func countsAreNotNegative() throws {
        let loading = loading(
            """
                A: { type: object, properties: { t: { type: string, minLength: -1, maxLength: 4 } } }
                B: { type: array, minItems: -2, maxItems: -1, items: {} }
                C: { type: object, minProperties: -1, maxProperties: 0, properties: { n: { type: number, multipleOf: 0 } } }
                D: { type: object, properties: { n: { type: integer, multipleOf: -2 }, m: { type: number, multipleOf: 0.5 } } }
            """)
        #expect(
            loading.said == [
                "3:68 wrong-type", "4:33 wrong-type", "4:47 wrong-type", "5:39 wrong-type", "5:106 wrong-type",
                "6:70 wrong-type",
            ])
        let constraints = (loading.api?.types ?? []).compactMap(\.record).flatMap(\.properties)
            .map { ConstraintWords.of($0.constraints) }
        #expect(constraints == ["at most 4 characters", "", "", "a multiple of 0.5"])
    }

    @Test func boundsLeaveSomething() {
        let loading = loading(
            """
                A: { type: object, properties: { t: { type: string, minLength: 5, maxLength: 3 } } }
                B: { type: array, minItems: 2, maxItems: 1, contains: {}, minContains: 3, maxContains: 2, items: {} }
                C: { type: object, minProperties: 1, maxProperties: 0 }
                D: { type: number, minimum: 2.5, maximum: 2 }
                E: { type: number, minimum: 2, exclusiveMaximum: 2 }
                F: { type: number, exclusiveMinimum: 2, maximum: 2 }
                Fine: { type: number, minimum: 2, maximum: 2 }
                Also: { type: string, minLength: 3, maxLength: 3 }
                Joined: { allOf: [{ type: string, minLength: 4, maxLength: 3 }, { type: string, pattern: a }] }
            """)
        #expect(loading.said.allSatisfy { $0.hasSuffix(" impossible-bounds") })
        #expect(
            loading.said.map { $0.prefix { $0 != " " } } == [
                "3:82", "4:46", "4:92", "5:57", "6:47", "7:54", "8:54", "11:64",
            ])
        #expect(loading.diagnostics.diagnostics.map(\.severity).allSatisfy { $0 == .untidy })
    }

    @Test(arguments: [
        "", "|", "^[\\w\\-]+$", #"\/a\-b\_"#, #"^\p{Lu}+$"#, "[^]", "[]", #"(?<year>\d{4})-\k<year>"#, "(?i:a)b",
        "(?i-s:a)", "(?<=a)b(?<!c)(?!d)", "(?=a)*", "a{,3}", "{", "]", "}", "a{1", "a{x}", #"\u{1F600}\u0041"#,
        "[\u{1F600}-\u{1F60E}]", #"[\uD83D\uDE00-\uD83D\uDE0E]"#, #"\cA[\b\cA\012]"#, "x{2}?y*?z+?", #"[\d-x]"#,
        "(?:)", "[[:alpha:]]", "(?<$a_1>x)", #"\Z\A"#, #"(a)\1\9"#, #"\k<n>"#, "a{2,2}", #"^\(?\[$"#, #"[\]\\-z]"#,
        "(?<a>x)|(?<a>y)", "[--/]", "[a-]",
    ])
    func patternsOfECMAScript(pattern: String) {
        #expect(said(pattern) == [])
    }

    @Test(arguments: [
        "(", ")", "a)", "(a", "[a", "[^a\\]", "*a", "a**", "a++", "+", "?", "(?i)a", "(?P<n>a)", "(?>a)", "(?#c)",
        "a{2,1}", "[z-a]",
        "\\", "^*", "{2}", "a{1}{2}", "(?<1>a)", "(?<>a)", #"(?<n>a)\k<m>"#, #"(?<n>a)\k"#, "(?<a", "(?<=a)*", #"\b+"#,
        "|*", "(*)",
        "(?", "(?i-i:a)", "(?z:a)",
    ])
    func patternsOfNoECMAScript(pattern: String) {
        #expect(said(pattern) == ["untidy wrong-pattern", "untidy wrong-pattern"])
    }

    /// What is said about a pattern of texts and of the names of members.
    private func said(_ pattern: String) -> [String] {
        let quoted = "'" + pattern.replacing("'", with: "''") + "'"
        return loading(
            """
                A: { type: string, pattern: \(quoted) }
                B: { type: object, patternProperties: { \(quoted): { type: string } } }
            """
        ).diagnostics.diagnostics.filter { $0.code.rawValue != "no-operations" }.map {
            "\($0.severity) \($0.code.rawValue)"
        }
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
