import Foundation
import PacelineDiagnostics
import PacelineGenerator
import PacelineYAML
import Testing

@testable import PacelineDocument

/// The schemas for editors (`Specs/schema`) are printed from the shapes against which files are read. That both refuse
/// the same values is checked by `scripts/check-schemas`, with a validator of others.
struct EditorSchemaTests {
    /// Recorded with `RECORD=1`.
    @Test(arguments: EditorSchema.allCases)
    func theCommittedSchemaIsWhatTheShapeGives(_ schema: EditorSchema) throws {
        let file = Repository.root.appending(path: schema.file)
        if ProcessInfo.processInfo.environment["RECORD"] != nil { try Data(schema.text.utf8).write(to: file) }
        #expect(try String(contentsOf: file, encoding: .utf8) == schema.text)
    }

    @Test(arguments: EditorSchema.allCases)
    func theCommandPrintsAndCompares(_ schema: EditorSchema) throws {
        try withTemporaryFolder { folder in
            let printed = try Tool.run("schema", schema.rawValue, in: folder)
            #expect(printed.code == 0 && printed.output == schema.text)
            try SmallMuseum.write(printed.output, "a.json", in: folder)
            #expect(try Tool.run("schema", schema.rawValue, "--check", "a.json", in: folder).code == 0)
            try SmallMuseum.write(printed.output + " ", "a.json", in: folder)
            let compared = try Tool.run("schema", schema.rawValue, "--check", "a.json", in: folder)
            #expect(compared.code == 3 && compared.output.hasPrefix("a.json differs"))
        }
    }

    /// Variants are read as OpenAPI's own objects are: their schema stands beside their shape.
    @Test func variantsHaveTheSameMembers() throws {
        var diagnostics = DiagnosticSink()
        let source = Source(path: "schema.json", bytes: Array(EditorSchema.limits.text.utf8))
        let root = try #require(YAMLTree.read(source, diagnostics: &diagnostics)?.root)
        let properties = try #require(root["$defs"]?["variant"]?["properties"]?.entries.map { $0 })
        #expect(Set(properties.map(\.key)) == Set(Variant.shape.fields.map(\.name) + ["x-rate-limit"]))
        #expect(properties.allSatisfy { $0.value["description"]?.string?.isEmpty == false })
    }

    /// Whoever completes a member reads what it decides; members that there are not are refused.
    @Test(arguments: EditorSchema.allCases)
    func everyMemberIsDescribed(_ schema: EditorSchema) throws {
        var diagnostics = DiagnosticSink()
        let source = Source(path: "schema.json", bytes: Array(schema.text.utf8))
        let root = try #require(YAMLTree.read(source, diagnostics: &diagnostics)?.root)
        let closed = try #require(root["$defs"]?.entries.filter { $0.value["additionalProperties"]?.boolean == false })
        #expect(closed.count >= 6)
        for definition in closed {
            for member in definition.value["properties"]?.entries.map({ $0 }) ?? [] {
                let description = member.value["description"]?.string ?? ""
                #expect(!description.isEmpty, "\(definition.key).\(member.key)")
            }
        }
    }
}
