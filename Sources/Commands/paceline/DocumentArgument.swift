import ArgumentParser
import Foundation

/// What people give in place of a document's path, told apart before anything is read.
enum DocumentArgument {
    /// - Throws: when the text is a URL or the path of a folder, with what to give instead.
    static func check(_ text: String) throws {
        if text.prefixMatch(of: /[A-Za-z][A-Za-z0-9+.\-]+:\/\//) != nil {
            throw ValidationError(
                """
                \(text) is a URL, and only files are read, so that a build does not depend on a server. Fetch the document \
                first: curl --location --output openapi.yaml '\(text)'
                """)
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: text, isDirectory: &isFolder), isFolder.boolValue else { return }
        let files = ((try? FileManager.default.contentsOfDirectory(atPath: text)) ?? []).sorted()
        let documents = files.filter { file in [".yaml", ".yml", ".json"].contains { file.hasSuffix($0) } }
        let usual = documents.first { $0.hasPrefix("openapi.") } ?? documents.first ?? "openapi.yaml"
        throw ValidationError(
            "\(text) is a folder. Name the document in it: \(URL(filePath: text).appending(path: usual).relativePath)")
    }
}
