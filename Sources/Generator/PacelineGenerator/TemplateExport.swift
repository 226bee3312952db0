import Foundation
import PacelineDiagnostics
import PacelineTemplates

/// Writes the templates that the binary holds, so that they can be changed.
package enum TemplateExport {
    /// What came of it.
    package enum Outcome: Hashable, Sendable {
        /// So many files were written; the others were there with the same content.
        case written(Int, unchanged: Int)
        /// These files have another content. Nothing was written.
        case differing([String])
    }

    /// Writes each template as a file of its name. A file that somebody has changed is never overwritten.
    ///
    /// - Throws: what the file system says.
    package static func write(to folder: String) throws -> Outcome {
        let folder = URL(fileURLWithPath: folder, isDirectory: true)
        let files = TemplateCatalogue.sources.values.sorted { $0.path < $1.path }
            .map { (url: folder.appending(path: $0.path), name: $0.path, data: Data($0.bytes)) }
        let present = files.map { try? Data(contentsOf: $0.url) }
        let differing = zip(files, present).filter { file, data in data != nil && data != file.data }.map(\.0.name)
        guard differing.isEmpty else { return .differing(differing) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let missing = zip(files, present).filter { $1 == nil }.map(\.0)
        for file in missing { try file.data.write(to: file.url, options: .atomic) }
        return .written(missing.count, unchanged: files.count - missing.count)
    }
}
