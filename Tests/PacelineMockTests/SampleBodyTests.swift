@testable import PacelineMock
import PacelineModel
import Testing

@Suite struct SampleBodyTests {
    private func text(
        of type: TypeReference, types: [TypeDeclaration] = [], example: Sample? = nil, budget: Int = 1_000
    ) -> String {
        let api = API(title: "", version: "", servers: [], types: types)
        return SampleBody(api: api, budget: budget).sample(of: type, example: example).jsonText
    }

    private func record(_ name: String, _ properties: [Property], example: Sample? = nil) -> TypeDeclaration {
        .record(Record(id: TypeID(name), properties: properties, example: example))
    }

    private func reference(_ name: String) -> TypeReference { .named(TypeID(name)) }

    @Test(arguments: [
        (TypeReference.string, #""string""#), (.boolean, "true"), (.integer, "1"), (.int32, "1"), (.double, "1.5"),
        (.dateTime, #""2025-01-15T09:30:00Z""#), (.date, #""2025-01-15""#), (.json, "{}"),
        (.array(.integer), "[1]"), (.map(.boolean), #"{"key":true}"#), (.nullable(.int64), "1"),
    ])
    func plausible(type: TypeReference, expected: String) {
        #expect(text(of: type) == expected)
    }

    @Test func recordsHaveAllPropertiesAndTheirExamples() {
        let types = [
            record(
                "A",
                [
                    Property(name: "id", type: .string, isRequired: true, example: .string("a-1")),
                    Property(name: "kind", type: reference("Kind"), isRequired: true),
                    Property(name: "note", type: .nullable(.string), isRequired: false),
                ]),
            .enumeration(Enumeration(id: TypeID("Kind"), values: ["big", "small"])),
        ]
        #expect(text(of: reference("A"), types: types) == #"{"id":"a-1","kind":"big","note":"string"}"#)
    }

    @Test func choicesTakeTheFirstAlternativeWithItsTag() {
        let types = [
            TypeDeclaration.choice(
                Choice(
                    id: TypeID("Pet"), discriminator: "species",
                    alternatives: [.init(name: "cat", type: reference("Cat"), tags: ["felis"])])),
            record(
                "Cat",
                [
                    Property(name: "species", type: .string, isRequired: true),
                    Property(name: "lives", type: .integer, isRequired: true),
                ]),
        ]
        #expect(text(of: reference("Pet"), types: types) == #"{"species":"felis","lives":1}"#)
    }

    @Test(arguments: [
        // Of another kind, of the wrong form, or beyond the type: replaced.
        (TypeReference.integer, Sample.string("5"), "1"),
        (.integer, .number("1.5"), "1"),
        (.int32, .number("4294967296"), "1"),
        (.int64, .number("4294967296"), "4294967296"),
        (.dateTime, .string("2024-02-03"), #""2025-01-15T09:30:00Z""#),
        (.dateTime, .string("2024-02-03T04:05:06.7+02:00"), #""2024-02-03T04:05:06.7+02:00""#),
        (.date, .string("3 May"), #""2025-01-15""#),
        (.string, .null, #""string""#),
        (.nullable(.string), .null, "null"),
        (.array(.integer), .array([.number("1"), .number("2")]), "[1,2]"),
        (.array(.integer), .array([.number("1"), .string("2")]), "[1]"),
        (.map(.integer), .object([.init("a", .number("2"))]), #"{"a":2}"#),
    ])
    func examplesAreFitted(type: TypeReference, example: Sample, expected: String) {
        #expect(text(of: type, example: example) == expected)
    }

    @Test func anIncompleteExampleIsCompleted() {
        let types = [
            record(
                "A",
                [
                    Property(name: "id", type: .string, isRequired: true),
                    Property(name: "size", type: .integer, isRequired: true, example: .number("7")),
                    Property(name: "note", type: .string, isRequired: false),
                ], example: .object([.init("id", .string("x")), .init("extra", .boolean(true))]))
        ]
        #expect(text(of: reference("A"), types: types) == #"{"id":"x","extra":true,"size":7}"#)
        let example = Sample.object([.init("size", .string("large")), .init("id", .string("y"))])
        #expect(text(of: reference("A"), types: types, example: example) == #"{"size":7,"id":"y"}"#)
    }

    @Test func recursionEnds() {
        let types = [
            record(
                "Node",
                [
                    Property(name: "name", type: .string, isRequired: true),
                    Property(name: "children", type: .array(reference("Node")), isRequired: true),
                    Property(name: "parent", type: reference("Node"), isRequired: false),
                    Property(name: "next", type: .nullable(reference("Node")), isRequired: true),
                ])
        ]
        #expect(text(of: reference("Node"), types: types) == #"{"name":"string","children":[],"next":null}"#)
    }

    /// Ten types that each hold two of every one: without a bound, some 20 × 18 × 16 … values.
    @Test func wideSchemasStayWithinTheBudget() {
        let types = (0..<10).map { index in
            record(
                "T\(index)",
                (0..<20).map { property in
                    Property(name: "p\(property)", type: reference("T\(property / 2)"), isRequired: false)
                })
        }
        #expect(text(of: reference("T0"), types: types, budget: 500).utf8.count < 20_000)
    }
}
