import Foundation
import PacelineDiagnostics
import PacelineYAML
import Testing

@testable import PacelineDocument
import PacelinePolicy

/// The schemas for editors (`Specs/schema`) and the readers know the same members, and the same words where a schema
/// lists them. That they refuse the same values is checked by `scripts/check-schemas`.
struct SchemaAgreementTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private let definitions: Node

    init() throws { definitions = try #require(Self.schema("x-rate-limits")["$defs"]) }

    private static func schema(_ name: String) throws -> Node {
        let file = root.appending(path: "Specs/schema/\(name).schema.json")
        var diagnostics = DiagnosticSink()
        let source = Source(path: "schema.json", bytes: try [UInt8](Data(contentsOf: file)))
        let tree = try #require(YAMLTree.read(source, diagnostics: &diagnostics))
        #expect(diagnostics.diagnostics.isEmpty)
        return tree.root
    }

    private func node(_ path: String) throws -> Node {
        let pointer = try #require(JSONPointer(path))
        return try #require(definitions.resolve(pointer), "\(path)")
    }

    /// The shapes against which limits are read, by the names of their definitions.
    private static let shapes: [String: MappingShape] = [
        "rateLimits": RateLimitShapes.root, "policy": RateLimitShapes.policy, "source": RateLimitShapes.source,
        "selector": OperationSelector.shape, "refusal": RateLimitShapes.refusal, "retry": RateLimitShapes.retry,
        "key": RateLimitShapes.key, "cost": RateLimitShapes.cost, "plan": RateLimitShapes.plan,
        "when": RateLimitShapes.when, "predicate": RateLimitShapes.predicate, "headers": RateLimitShapes.fields,
        "reset": RateLimitShapes.reset, "attached": RateLimitShapes.attachedMembers,
    ]

    /// The same members, each with the same words about it.
    @Test(arguments: shapes.keys.sorted())
    func haveTheSameMembers(_ definition: String) throws {
        let shape = try #require(Self.shapes[definition])
        let schema = try #require(definitions[definition])
        let properties = try #require(schema["properties"]?.entries.map { $0 })
        let members = shape.members.filter(\.isSupported)
        #expect(Set(properties.map(\.key)) == Set(members.map(\.name)))
        #expect(schema["additionalProperties"]?.boolean == false, "unknown members are refused")
        #expect(schema["patternProperties"]?.entries.map(\.key).first == "^x-", "extensions are allowed")
        for member in members {
            #expect(schema["properties"]?[member.name]?["description"]?.string == member.summary, "\(member.name)")
        }
        if !shape.summary.isEmpty { #expect(schema["description"]?.string == shape.summary) }
    }

    @Test func variantsHaveTheSameMembers() throws {
        let properties = try #require(definitions["variant"]?["properties"]?.entries.map { $0 })
        #expect(Set(properties.map(\.key)) == Set(Variant.shape.fields.map(\.name) + ["x-rate-limit"]))
        #expect(properties.allSatisfy { $0.value["description"]?.string?.isEmpty == false })
    }

    /// `Tests/Cases/accepted`, which must pass the schema too, has every member in every form.
    @Test func theReaderAcceptsWhatTheSchemaAccepts() throws {
        let file = Self.root.appending(path: "Tests/Cases/accepted/openapi.yaml")
        let reading = Reading(try String(contentsOf: file, encoding: .utf8))
        #expect(reading.said == [])
        #expect(reading.document?.rateLimits?.policies.count == 15)
        #expect(reading.document?.operations.count == 4)
    }

    @Test func haveTheSameMethods() throws {
        let patterns = try node("/pathItem/patternProperties").entries.map(\.key)
        #expect(patterns == ["^(\(PathItem.methods.joined(separator: "|")))$"])
    }

    @Test func haveTheSamePrincipals() throws {
        #expect(try node("/partition/examples").elements.compactMap(\.string) == RateLimitPartition.principals)
    }

    @Test(arguments: [
        ("algorithm", RateLimitAlgorithm.words), ("align", RateLimitAlgorithm.Alignment.allCases.map(\.rawValue)),
    ])
    func haveTheSameWords(_ member: String, _ words: [String]) throws {
        #expect(try node("/policy/properties/\(member)/enum").elements.compactMap(\.string) == words)
    }

    @Test func haveTheSameWordsForFields() throws {
        #expect(
            try node("/headersOrWord/anyOf/0/enum").elements.compactMap(\.string) == QuotaFields.words)
        #expect(
            try node("/reset/properties/as/enum").elements.compactMap(\.string)
                == QuotaFields.Form.allCases.map(\.rawValue))
    }

    @Test func haveTheSameLongestTime() throws {
        let seconds = try #require(try node("/duration/anyOf/0/maximum").double)
        #expect(Int64(seconds * 1000) == DurationText.longest)
    }
}
