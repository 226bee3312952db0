import Foundation
import PacelineDiagnostics
import PacelineDocument
import PacelineModel
import PacelineYAML
import Testing

@testable import PacelineGenerator

/// The schema for editors (`Specs/schema/paceline.schema.json`) and the reader of configurations know the same members.
/// That they refuse the same values is checked by `scripts/check-schemas`.
struct ConfigurationSchemaTests {
    private let schema: Node

    init() throws {
        var diagnostics = DiagnosticSink()
        let tree = YAMLTree.read(try Repository.source("Specs/schema/paceline.schema.json"), diagnostics: &diagnostics)
        #expect(diagnostics.diagnostics.isEmpty)
        schema = try #require(tree).root
    }

    @Test(arguments: [
        ("", Configuration.members), ("/properties/client", Configuration.clientMembers),
        ("/properties/filter", Configuration.filterMembers), ("/$defs/selector", OperationSelector.members),
        ("/properties/names", ConfiguredNames.memberNames), ("/properties/types", Configuration.typesMembers),
        ("/$defs/overrides/additionalProperties", Configuration.overrideMembers),
        ("/properties/enumerations", Configuration.enumerationsMembers),
        ("/properties/conformances/anyOf/1", Conformance.allCases.map(\.rawValue)),
    ])
    func haveTheSameMembers(_ path: String, _ members: [String]) throws {
        let pointer = try #require(JSONPointer(path))
        let object = try #require(schema.resolve(pointer), "\(path)")
        let properties = try #require(object["properties"]?.entries.map { $0 })
        #expect(Set(properties.map(\.key)) == Set(members))
        #expect(object["additionalProperties"]?.boolean == false, "unknown members are refused")
        for property in properties {
            #expect(property.value["description"]?.string?.isEmpty == false, "`\(property.key)` is not described")
        }
    }
}
