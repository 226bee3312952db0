import Foundation
import PacelineGenerator
import Testing

/// The schema for editors (`Specs/schema/paceline.schema.json`) is printed from the shape of configurations. That both
/// refuse the same values is checked by `scripts/check-schemas`, with a validator of others.
struct ConfigurationSchemaTests {
    /// Recorded with `RECORD=1`.
    @Test func theCommittedSchemaIsWhatTheShapeGives() throws {
        let file = Repository.root.appending(path: "Specs/schema/paceline.schema.json")
        if ProcessInfo.processInfo.environment["RECORD"] != nil {
            try Data(EditorSchema.configuration.text.utf8).write(to: file)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == EditorSchema.configuration.text)
    }

    @Test func theCommandPrintsAndCompares() throws {
        try withTemporaryFolder { folder in
            let printed = try Tool.run("schema", "configuration", in: folder)
            #expect(printed.code == 0 && printed.output == EditorSchema.configuration.text)
            try SmallMuseum.write(printed.output, "a.json", in: folder)
            #expect(try Tool.run("schema", "configuration", "--check", "a.json", in: folder).code == 0)
            try SmallMuseum.write(printed.output + " ", "a.json", in: folder)
            let compared = try Tool.run("schema", "configuration", "--check", "a.json", in: folder)
            #expect(compared.code == 3 && compared.output.hasPrefix("a.json differs"))
        }
    }
}
