import ArgumentParser
import Foundation
import PacelineGenerator

/// `paceline templates`: what the generator prints with.
struct TemplatesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "templates", abstract: "Shows the templates that the generator prints with.",
        subcommands: [Export.self])

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export",
            abstract: "Writes the templates into a folder, for `generate --templates`.",
            discussion: """
                Keep those that you change and delete the others: a file takes the place of the template of its name. A \
                file in the folder that differs is never overwritten.
                """)

        @Argument(help: ArgumentHelp("The folder for the templates.", valueName: "dir"))
        var folder: String

        func run() throws {
            let outcome: TemplateExport.Outcome
            do { outcome = try TemplateExport.write(to: folder) } catch {
                Report.fail("\(folder): \(error.localizedDescription)")
                throw ExitCode(1)
            }
            switch outcome {
            case .written(let count, let unchanged): Report.say("\(folder): \(count) written, \(unchanged) unchanged")
            case .differing(let files):
                Report.fail("\(folder): nothing was written, since these differ: \(files.joined(separator: ", "))")
                throw ExitCode(1)
            }
        }
    }
}
