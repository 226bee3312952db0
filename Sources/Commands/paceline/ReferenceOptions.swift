import ArgumentParser
import Foundation

/// Which files a document may refer to.
struct ReferenceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A folder below which files may be read, besides those of the named files. May be given several times.",
            valueName: "dir"))
    var references: [String] = []

    func validate() throws {
        for folder in references {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
                throw ValidationError("--references \(folder): there is no such folder.")
            }
        }
    }
}
