import PacelineDiagnostics
import PacelineLowering
import PacelineModel
import Testing

/// Choices: what tells their alternatives apart, and what is none after all.
struct UnionTests {
    private func union(_ schemas: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) throws -> Union {
        let types = try declarations(schemas, sourceLocation: sourceLocation)
        return try #require(types["C"]?.union, sourceLocation: sourceLocation)
    }

    private func object(_ properties: String, required: String) -> String {
        "{ type: object, required: [\(required)], properties: { \(properties) } }"
    }

    @Test func aConstantOfEachIsADiscriminator() throws {
        let one = object("t: { const: a }, u: { const: same }", required: "t, u")
        let other = object("t: { type: string, enum: [b, c] }, u: { const: same }", required: "t, u")
        let union = try union("    C: { oneOf: [\(one), \(other)] }")
        #expect(union.discriminator == "t" && union.alternatives.map(\.tags) == [["a"], ["b", "c"]])
    }

    @Test func anOptionalConstantIsADiscriminatorThatMayBeAbsent() throws {
        let one = object("t: { const: a }", required: "")
        let other = object("t: { const: b }", required: "t")
        let union = try union("    C: { oneOf: [\(one), \(other)] }")
        #expect(union.discriminator == "t" && union.alternatives.map(\.tags) == [["a"], ["b"]])
        #expect(!union.isAlwaysTagged)
        #expect(
            union.alternatives.map(\.shapes) == [
                [.object([.init(name: "t", isRequired: false, shapes: [.string(["a"])])])],
                [.object([.init(name: "t", isRequired: true, shapes: [.string(["b"])])])],
            ])
    }

    @Test func aNumberThatTakesAllOthersStandsForThem() throws {
        let types = try declarations(
            """
                C:
                  type: object
                  properties:
                    wide: { oneOf: [{ type: integer, format: int32 }, { type: integer, format: int64 }] }
                    usual: { anyOf: [{ type: integer }, { type: integer, format: int32 }, { type: string }] }
            """)
        let properties = try #require(types["C"]?.record?.properties)
        #expect(properties[0].type == .int64)
        #expect(types["C usual"]?.union?.alternatives.map(\.type) == [.integer, .string])
    }

    @Test func severalOptionalValuesAreNoDiscriminator() throws {
        let one = object("t: { enum: [a, b] }", required: "")
        let other = object("t: { const: c }", required: "t")
        let union = try union("    C: { oneOf: [\(one), \(other)] }")
        #expect(union.discriminator == nil)
    }

    @Test func aTagIsNotTheCallers() throws {
        let types = try declarations(
            """
                K: { type: integer, enum: [1, 2] }
                A: \(object("t: { $ref: '#/components/schemas/K' }, x: { const: only }", required: "t, x"))
                B: \(object("t: { type: integer, nullable: true }", required: ""))
                C:
                  oneOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }]
                  discriminator: { propertyName: t, mapping: { '1': A, '2': B } }
            """.replacing("type: integer, nullable: true", with: "type: [integer, 'null']"))
        let properties = (types["A"]?.record?.properties ?? []) + (types["B"]?.record?.properties ?? [])
        #expect(properties.map(\.isTag) == [true, false, true])
        #expect(properties.map(\.onlyValue) == [.number("1"), .string("only"), .number("2")])
    }

    @Test func valuesOfThePropertyOutrankNames() throws {
        let tags = try union(
            """
                A: \(object("t: { type: string, enum: [one, uno] }", required: "t"))
                B: \(object("t: { type: string, enum: [two] }", required: "t"))
                Three: \(object("t: { $ref: '#/components/schemas/T' }", required: "t"))
                Four: \(object("t: { $ref: '#/components/schemas/T' }", required: "t"))
                T: { type: string, enum: [three, four] }
                C:
                  oneOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }, { $ref: '#/components/schemas/Three' }, { $ref: '#/components/schemas/Four' }]
                  discriminator: { propertyName: t, mapping: { zwei: B } }
            """
        ).alternatives.map(\.tags)
        #expect(tags == [["one", "uno"], ["two", "zwei"], ["three"], ["four"]])
    }

    @Test func whatNoValueLeadsToIsReported() {
        let one = object("a: { type: string }, b: { type: integer }", required: "a")
        let loading = Loading(
            """
            components:
              schemas:
                Same: { oneOf: [\(one), \(one)] }
                Less: { oneOf: [\(one), { type: object, required: [a], properties: { a: { type: string } } }] }
                More: { oneOf: [{ type: object, required: [a], properties: { a: { type: string } } }, \(one)] }
                Lists: { oneOf: [{ type: array, items: \(one) }, { type: array, items: \(one) }] }
                Overlap: { oneOf: [\(object("s: { enum: [x, y] }", required: "s")), \(object("s: { enum: [y, z] }", required: "s"))] }
                Within: { oneOf: [\(object("s: { enum: [x, y] }", required: "s")), \(object("s: { enum: [x] }", required: ""))] }
                Told: { oneOf: [\(object("s: { enum: [x, y] }, a: {}", required: "s, a")), \(object("s: { enum: [y, z] }, b: {}", required: "s, b"))] }
                A: \(object("t: { type: string, enum: [a] }", required: "t"))
                B: \(object("t: { type: string, enum: [a] }", required: "t"))
                Undeclared:
                  oneOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }]
                  discriminator: { propertyName: kind.of, mapping: { a: A, b: B } }
            """)
        #expect(
            loading.diagnostics.diagnostics.map(\.code.rawValue) == [
                "no-operations", "unreachable-alternative", "unreachable-alternative", "overlapping-alternatives",
                "undeclared-discriminator",
            ])
        #expect(loading.said.map { $0.prefix { $0 != ":" } } == ["3", "6", "7", "14"])
    }

    /// How a value would be read does not matter where it is only ever sent.
    @Test(
        arguments: [
            (sent: "Same", read: "None", said: []), ("None", "Same", ["unreachable-alternative"]),
            ("None", "None", ["unreachable-alternative"]), ("Same", "Same", ["unreachable-alternative"]),
            ("Holder", "None", []), ("Holder", "Same", ["unreachable-alternative"]),
            ("Other", "None", ["unreachable-alternative"]),
        ] as [(sent: String, read: String, said: [String])])
    func whatIsOnlySentIsNotReported(sent: String, read: String, said: [String]) {
        let one = object("a: { type: string }", required: "a")
        func content(_ name: String) -> String {
            "content: { application/json: { schema: { $ref: '#/components/schemas/\(name)' } } }"
        }
        let loading = Loading(
            """
            components:
              schemas:
                None: { type: string }
                Same: { oneOf: [\(one), \(one)] }
                Holder: \(object("same: { type: array, items: { $ref: '#/components/schemas/Same' } }", required: ""))
                Other: \(object("s: { type: string }", required: ""))
            paths:
              /a:
                put:
                  operationId: a
                  requestBody: { \(content(sent)) }
                  responses: { '200': { description: Done, \(content(read)) } }
            """)
        #expect(loading.diagnostics.diagnostics.map(\.code.rawValue) == said)
    }

    @Test func membersThatAllHaveAlikeTellNothing() throws {
        let one = object("id: { type: string }, a: { type: integer }", required: "id, a")
        let other = object("id: { type: string }, b: { type: array, items: { type: number } }", required: "id")
        let union = try union("    C: { anyOf: [\(one), \(other)] }")
        #expect(
            union.alternatives.map(\.shapes) == [
                [.object([.init(name: "a", isRequired: true, shapes: [.integer([])])])],
                [.object([.init(name: "b", isRequired: false, shapes: [.array([.number])])])],
            ])
    }

    @Test func mappingsAreNamesReferencesOrFiles() throws {
        let schemas = """
                A: \(object("t: { type: string }", required: "t"))
                B: \(object("t: { type: string }", required: "t"))
                D: \(object("t: { type: string, enum: [dee] }", required: "t"))
                E: \(object("t: { type: string }", required: "t"))
                C:
                  oneOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }, { $ref: '#/components/schemas/D' }, { $ref: '#/components/schemas/E' }]
                  discriminator: { propertyName: t, mapping: { one: A, two: '#/components/schemas/B', three: ./schemas/B.yaml } }
            """
        let loading = Loading("components:\n  schemas:\n" + schemas)
        let found = loading.api?.types.compactMap(\.union).first { $0.id.name == "C" }
        #expect(found?.alternatives.map(\.tags) == [["one"], ["two", "three"], ["dee"], ["E"]])
        // The value that a mapping gives to one object is what that object says of itself.
        let records = loading.api?.types.compactMap(\.record) ?? []
        #expect(records.map { $0.properties[0].onlyValue } == [.string("one"), nil, .string("dee"), .string("E")])
    }

    @Test func knownStringsAreOneEnumeration() throws {
        let types = try declarations(
            """
                One: { type: string, enum: [a, b] }
                Open: { anyOf: [{ type: string }, { $ref: '#/components/schemas/One' }] }
                Joined: { anyOf: [{ $ref: '#/components/schemas/One' }, { type: string, enum: [b, c] }] }
                Constants: { type: integer, oneOf: [{ const: 1, title: first, description: The first. }, { const: 2 }] }
                Holder: { type: object, properties: { open: { $ref: '#/components/schemas/Open' } } }
            """)
        #expect(types["Open"] == nil && types["Holder"]?.record?.properties[0].type == .named(TypeID("One")))
        #expect(types["Joined"]?.enumeration?.values == ["a", "b", "c"])
        let constants = try #require(types["Constants"]?.enumeration)
        #expect(constants.rawType == .integer && constants.values == ["1", "2"])
        #expect(constants.names == ["first", "2"] && constants.notes == ["The first.", ""])
    }

    @Test func oneObjectWithOtherRequirementsIsOneRecord() throws {
        let record = try #require(
            try declarations(
                """
                    A: { type: object, properties: { a: { type: string }, b: { type: string } } }
                    C:
                      oneOf:
                        - { allOf: [{ $ref: '#/components/schemas/A' }], required: [a, b] }
                        - { allOf: [{ $ref: '#/components/schemas/A' }], required: [b] }
                """)["C"]?.record)
        #expect(record.properties.map(\.isRequired) == [false, true])
    }

    @Test func alternativesOfOneTypeCountOnce() throws {
        let types = try declarations(
            """
                A: { type: object, properties: { x: { type: string } } }
                C: { oneOf: [{ $ref: '#/components/schemas/A' }, { allOf: [{ $ref: '#/components/schemas/A' }] }] }
                H: { type: object, properties: { c: { $ref: '#/components/schemas/C' } } }
            """)
        #expect(types["C"] == nil && types["H"]?.record?.properties[0].type == .named(TypeID("A")))
    }

    @Test func aSchemaWithItselfAmongTheAlternativesIsAChoice() throws {
        let union = try union(
            "    C: { anyOf: [{ type: string }, { type: array, items: { $ref: '#/components/schemas/C' } }] }")
        #expect(union.alternatives.map(\.type) == [.string, .array(.named(TypeID("C")))])
    }
}
