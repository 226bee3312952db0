import ArgumentParser
import Foundation
import PacelineGenerator

/// `paceline schema`: the JSON Schemas by which editors complete and check what Paceline reads.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Prints the JSON Schema of a file that Paceline reads, for editors.",
        discussion: "With --check, exit code 3 says that the file differs.")

    @Argument(help: "What the schema is of: \(EditorSchema.allCases.map(\.rawValue).joined(separator: ", ")).")
    var schema: EditorSchema

    @Option(help: ArgumentHelp("Compares with this file, and prints nothing.", valueName: "file"))
    var check: String?

    func run() throws {
        guard let check else { return Report.print(schema.text) }
        let file = try? String(contentsOf: URL(filePath: check), encoding: .utf8)
        guard file != schema.text else { return }
        Report.say("\(check) differs from what `paceline schema \(schema.rawValue)` prints")
        throw ExitCode(3)
    }
}

extension EditorSchema: ExpressibleByArgument {}
