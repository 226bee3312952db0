import PacelineLowering
import PacelineModel
import PacelineSwiftViews
import Testing

/// What is held behind a reference: what would contain itself, and what would grow too wide.
struct BoxingTests {
    private func boxed(_ schemas: String) throws -> [String: [String]] {
        let api = try loaded("components:\n  schemas:\n" + schemas)
        let boxed = BoxedProperties(api.types)
        let records = api.types.compactMap(\.record).map { record in
            (record.id.name, boxed[record.id].sorted().map { record.properties[$0].name })
        }
        return Dictionary(uniqueKeysWithValues: records)
    }

    private func object(_ name: String, _ properties: String, required: String = "") -> String {
        "    \(name): { type: object, required: [\(required)], properties: { \(properties) } }\n"
    }

    private func reference(_ name: String) -> String { "{ $ref: '#/components/schemas/\(name)' }" }

    @Test func aTypeThatHoldsItselfIsBoxed() throws {
        #expect(try boxed(object("Node", "next: \(reference("Node")), value: {}")) == ["Node": ["next"]])
    }

    @Test func arraysMapsAndChoicesNeedNoBox() throws {
        let schemas =
            object(
                "Node",
                "a: { type: array, items: \(reference("Node")) }, m: { type: object, additionalProperties: \(reference("Node")) }, c: \(reference("Union"))"
            )
            + "    Union: { oneOf: [{ type: string }, \(reference("Node"))] }\n"
        #expect(try boxed(schemas) == ["Node": []])
    }

    @Test func aLongerCycleIsCutOnce() throws {
        let schemas =
            object("A", "b: \(reference("B"))") + object("B", "c: \(reference("C"))")
            + object("C", "a: \(reference("A"))")
        #expect(try boxed(schemas) == ["A": [], "B": [], "C": ["a"]])
    }

    @Test func aCycleOfRequiredPropertiesIsMadePossible() throws {
        let types = try declarations(
            object("A", "b: \(reference("B"))", required: "b") + object("B", "a: \(reference("A"))", required: "a"))
        #expect(types["A"]?.record?.properties.map(\.isRequired) == [true])
        #expect(types["B"]?.record?.properties.map(\.isRequired) == [false])
        let open = try declarations(
            object("A", "b: \(reference("B"))") + object("B", "a: \(reference("A"))", required: "a"))
        #expect(open["B"]?.record?.properties.map(\.isRequired) == [true])
    }

    private func wide(_ count: Int) -> String { (0..<count).map { "p\($0): { type: string }" }.joined(separator: ", ") }

    @Test func aRecordOfSixtyFourLeavesIsHeldByValue() throws {
        let schemas = object("Inner", wide(32)) + object("Outer", "a: \(reference("Inner")), b: \(reference("Inner"))")
        #expect(try boxed(schemas) == ["Inner": [], "Outer": []])
    }

    @Test func theLargestPartsOfAWiderOneAreBoxed() throws {
        let schemas =
            object("Small", wide(20)) + object("Large", wide(40))
            + object("Outer", "s: \(reference("Small")), l: \(reference("Large")), own: {}, t: \(reference("Small"))")
        #expect(try boxed(schemas) == ["Small": [], "Large": [], "Outer": ["l"]])
    }

    @Test func ownPropertiesAreNeverBoxedForWidth() throws {
        #expect(try boxed(object("Wide", wide(100))) == ["Wide": []])
    }
}
