import PacelineDocument
import PacelineYAML
import Testing

struct SchemaTests {
    @Test func readsTypes() throws {
        #expect(try schema("{type: string}").types == ["string"])
        #expect(try schema("{type: [string, 'null']}").types == ["string", "null"])
        #expect(try schema("{type: [string, null]}").types == ["string", "null"])
        #expect(try schema("{}").types == [])
    }

    @Test(arguments: [
        ("{type: [string, 'null']}", true), ("{type: 'null'}", true), ("{const: null}", true),
        ("{enum: [a, null]}", true), ("{enum: [a, 'null']}", false), ("{type: string, enum: [a, null]}", false),
        ("{type: string}", false), ("{}", false),
    ])
    func knowsNullability(_ text: String, _ isNullable: Bool) throws {
        #expect(try schema(text).isNullable == isNullable)
    }

    @Test func readsNullableOf30() throws {
        #expect(try schema("{type: string, nullable: true}", version: "3.0.3").isNullable)
    }

    @Test func readsBounds() throws {
        let old = try schema("{minimum: 1, exclusiveMinimum: true, maximum: 9}", version: "3.0.3")
        #expect(old.minimum == Schema.Bound(value: 1, isExclusive: true))
        #expect(old.maximum == Schema.Bound(value: 9, isExclusive: false))
        let new = try schema("{exclusiveMinimum: 1, minimum: 0, exclusiveMaximum: 9.5, maximum: 4}")
        #expect(new.minimum == Schema.Bound(value: 1, isExclusive: true))
        #expect(new.maximum == Schema.Bound(value: 4, isExclusive: false))
        #expect(try schema("{}").minimum == nil)
    }

    @Test func readsObjects() throws {
        let schema = try schema(
            "{properties: {z: {type: string}, a: true, x-m: {}}, required: [z], additionalProperties: false}")
        #expect(schema.properties.map(\.name) == ["z", "a", "x-m"])
        #expect(schema.properties[1].value.boolean == true)
        #expect(schema.required == ["z"])
        #expect(schema.additionalProperties?.boolean == false)
        #expect(schema.patternProperties.isEmpty)
    }

    @Test func readsArraysAndStrings() throws {
        let schema = try schema(
            "{items: {type: integer}, prefixItems: [{}, true], minItems: 1, maxItems: 2.0, uniqueItems: true, minLength: 3}"
        )
        #expect(schema.items?.types == ["integer"])
        #expect(schema.prefixItems.count == 2)
        #expect(schema.minItems == 1 && schema.maxItems == 2 && schema.uniqueItems && schema.minLength == 3)
        #expect(schema.maxLength == nil)
    }

    @Test func readsValues() throws {
        let schema = try schema(
            "{enum: [1, b, null], x-enum-varnames: [one, two], const: 1, default: x, example: p, examples: [q, r]}")
        #expect(schema.enumeration?.map(\.kind) == [.integer, .string, .null])
        #expect(schema.enumerationNames == ["one", "two"])
        #expect(schema.constant?.integer == 1)
        #expect(schema.defaultValue?.string == "x")
        #expect(schema.examples.compactMap(\.string) == ["p", "q", "r"])
    }

    @Test func readsCompositions() throws {
        let schema = try schema(
            "{allOf: [{}], oneOf: [{}, {}], anyOf: [{}, {}, {}], not: {}, discriminator: {propertyName: kind, mapping: {s: S}}}"
        )
        #expect([schema.allOf.count, schema.oneOf.count, schema.anyOf.count] == [1, 2, 3])
        #expect(schema.not != nil)
        #expect(schema.discriminator?.propertyName == "kind")
        #expect(schema.discriminator?.mapping.map(\.value) == ["S"])
    }

    @Test func readsReferencesWithSiblings() throws {
        let document = try document(
            """
            openapi: 3.1.0
            info: { title: T, version: '1' }
            components:
              schemas:
                A: { $ref: '#/components/schemas/B', description: An A }
                B: { $ref: '#/components/schemas/C', default: x }
                C: { type: string }
            """)
        let schemas = document.components.schemas.map(\.value)
        let reference = try #require(schemas[0].reference)
        #expect(reference.text == "#/components/schemas/B")
        #expect(reference.componentName?.section == "schemas" && reference.componentName?.name == "B")
        #expect(reference.description == "An A")
        #expect(document.schema(at: reference) == schemas[1])
        #expect(document.resolve(schemas[0]) == schemas[2])
        #expect(document.resolve(schemas[2]) == schemas[2])
        #expect(schemas[2].reference == nil)
    }
}
