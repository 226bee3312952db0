import Foundation
import PacelineDiagnostics
import PacelineTemplates

/// A folder with templates of the user's own: a file takes the place of ours of its name, others are partials of
/// theirs.
enum TemplateFolder {
    private static let ending = ".mustache"

    /// The templates in a folder by their names.
    ///
    /// - Parameter place: Where the configuration names the folder; nil for one that the command line names.
    static func read(
        _ folder: String, with reader: SourceReader, namedAt place: SourceLocation?, _ diagnostics: inout DiagnosticSink
    ) -> [String: Source] {
        var sources: [String: Source] = [:]
        // Those of ours that are not there count as asked for: whoever watches sees when one comes.
        for name in TemplateCatalogue.sources.keys.sorted() { _ = reader.exists(path(name, folder)) }
        do {
            for file in try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            where file.hasSuffix(ending) && !file.hasPrefix(".") {
                let name = String(file.dropLast(ending.count))
                do throws(SourceProblem) {
                    let source = try reader.source(at: path(name, folder))
                    sources[name] = source
                    guard String(validating: source.bytes, as: UTF8.self) == nil else { continue }
                    diagnostics.error(
                        .encoding, "this template is not UTF-8",
                        at: SourceLocation(path: source.path, line: 1, column: 1), hint: "save it as UTF-8")
                } catch {
                    diagnostics.error(
                        .missingFile, "the file `\(path(name, folder))` \(error.reason)", at: place, hint: error.hint)
                }
            }
        } catch {
            diagnostics.error(.missingFile, "there is no folder `\(folder)`, or it cannot be read", at: place)
        }
        return sources
    }

    private static func path(_ name: String, _ folder: String) -> String {
        SourcePath.resolve(name + ending, from: folder)
    }
}
