import Foundation

/// A file for bytes that have no place in memory.
struct TemporaryFile {
    let url: URL

    /// An empty file whose name ends in `kind`, for its owner alone.
    init(_ kind: String) throws {
        url = FileManager.default.temporaryDirectory.appending(path: "paceline-\(UUID().uuidString).\(kind)")
        try Data().write(to: url)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: url.path)
    }

    /// Removes the file; whoever has it open keeps it.
    func remove() { try? FileManager.default.removeItem(at: url) }
}
