package import Foundation
import PacelineDiagnostics
import PacelineSwiftViews

/// Puts generated files into a folder, or holds the folder against them. It leaves alone what it did not write itself.
package struct OutputSink {
    /// The folder.
    package let folder: URL

    /// The file that lists what was generated, so that what is no longer generated can be removed. Hidden, since build
    /// systems pass over hidden files.
    private static let manifestName = ".paceline-manifest"

    package init(folder: URL) { self.folder = folder }

    /// What was done.
    package struct Report: Hashable, Sendable {
        package var written: [String] = []
        package var unchanged: [String] = []
        package var removed: [String] = []
    }

    /// Writes what differs and removes what an earlier run generated and this one does not.
    ///
    /// All new files are written to a staging folder first and only then moved to their places, each in one step: a
    /// failure or an interruption leaves no file half-written. Throws what the file system throws, and ``Foreign``
    /// where a file of another origin is in the way.
    package func write(_ files: [GeneratedFile]) throws -> Report {
        let manager = FileManager.default
        try manager.createDirectory(at: folder, withIntermediateDirectories: true)
        let manifest = GeneratedFile(name: Self.manifestName, text: files.map { $0.name + "\n" }.joined())
        let changed = (files + [manifest]).filter { contents(of: $0.name) != Array($0.text.utf8) }
        if let name = changed.map(\.name).first(where: { $0 != manifest.name && isForeign($0) }) {
            throw Foreign(name: name)
        }
        let obsolete = obsolete(files)
        try stage(changed)
        defer { try? manager.removeItem(at: staging) }
        for file in changed where file.name != manifest.name { try moveFromStaging(file.name) }
        for name in obsolete { try manager.removeItem(at: folder.appendingPathComponent(name)) }
        // Last: until then the old manifest still names what an interrupted run has not removed.
        if changed.contains(where: { $0.name == manifest.name }) { try moveFromStaging(manifest.name) }
        let written = changed.map(\.name).filter { $0 != manifest.name }
        return Report(
            written: written, unchanged: files.map(\.name).filter { !written.contains($0) }, removed: obsolete)
    }

    /// The folder for files that are not in their places yet; inside the output's, so that moving is one step.
    private var staging: URL { folder.appendingPathComponent(".paceline-staging", isDirectory: true) }

    private func stage(_ files: [GeneratedFile]) throws {
        let manager = FileManager.default
        // What an interrupted run left is of no use.
        if manager.fileExists(atPath: staging.path) { try manager.removeItem(at: staging) }
        guard !files.isEmpty else { return }
        try manager.createDirectory(at: staging, withIntermediateDirectories: false)
        do {
            for file in files { try Data(file.text.utf8).write(to: staging.appendingPathComponent(file.name)) }
        } catch {
            try? manager.removeItem(at: staging)
            throw error
        }
    }

    /// The names of the files that differ, are missing, or should not be there any more.
    package func check(_ files: [GeneratedFile]) -> [String] {
        files.filter { contents(of: $0.name) != Array($0.text.utf8) }.map(\.name) + obsolete(files)
    }

    /// The files of an earlier run that this one does not generate.
    private func obsolete(_ files: [GeneratedFile]) -> [String] {
        let names = Set(files.map(\.name))
        guard let manifest = contents(of: Self.manifestName) else { return [] }
        return String(decoding: manifest, as: UTF8.self).split(separator: "\n").map(String.init)
            // A manifest that was tampered with must neither reach out of the folder nor name what is not ours.
            .filter { name in
                !names.contains(name) && name.hasSuffix(".swift") && !name.contains("/")
                    && contents(of: name).map { Self.isOurs($0) } ?? false
            }
    }

    /// A file that is in the way and was written by someone else.
    package struct Foreign: Error, Hashable, LocalizedError {
        package var name: String

        package var errorDescription: String? {
            "\(name) was not generated, so it is not overwritten; move it, or generate into another folder"
        }
    }

    private func isForeign(_ name: String) -> Bool {
        guard FileStamp(path: folder.appendingPathComponent(name).path) != nil else { return false }
        return !(contents(of: name).map { Self.isOurs($0) } ?? false)
    }

    /// Whether a text is known as generated: one of its first lines has the mark. Templates of the user's own may print
    /// others before it.
    static func isOurs(_ bytes: some Sequence<UInt8>) -> Bool {
        bytes.prefix(headerLength).split(separator: UInt8(ascii: "\n")).contains {
            $0.starts(with: FileHeader.mark.utf8)
        }
    }

    /// How far from its start a file's mark is looked for, in bytes: licences that people put there have one or two
    /// thousand.
    private static let headerLength = 8192

    /// The bytes of a regular file of the folder; nil where there is none.
    private func contents(of name: String) -> [UInt8]? {
        let reader = SourceReader(folders: [folder.path])
        return try? reader.source(at: folder.appendingPathComponent(name).path).bytes
    }

    /// Moves a staged file to its place, over what is there, in one step (POSIX, `rename`).
    private func moveFromStaging(_ name: String) throws {
        guard rename(staging.appendingPathComponent(name).path, folder.appendingPathComponent(name).path) == 0 else {
            let code = errno
            throw CocoaError(
                .fileWriteUnknown, userInfo: [NSLocalizedDescriptionKey: "\(name): \(String(cString: strerror(code)))"])
        }
    }
}
