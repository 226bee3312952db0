import Foundation

/// The files that the client of a target may be made of. The tool cannot be asked while a build is planned, so every
/// file that it could read is named: a build that does not know an input goes on with the old client.
struct InputFiles {
    /// In the order of their paths.
    private(set) var files: [URL]
    /// The names of files that occur in those that have been looked at.
    private var mentioned: Set<String> = []

    private static let extensions: Set<String> = ["yaml", "yml", "json", "mustache"]

    /// All of the target's folder, and of the package's folder those of whose names one of the others speaks.
    init(ofTarget folder: URL, inPackage package: URL) {
        files = Self.files(in: folder)
        var known = Set(files.map(\.path))
        let names = Set(files.map(\.lastPathComponent))
        for file in files { note(file) }
        guard !mentioned.subtracting(names).isEmpty else { return }
        var others = Self.files(in: package).filter { !known.contains($0.path) }
        var isGrowing = true
        while isGrowing {
            let found = others.filter { mentioned.contains($0.lastPathComponent) }
            isGrowing = !found.isEmpty
            known.formUnion(found.map(\.path))
            others.removeAll { known.contains($0.path) }
            for file in found { note(file) }
            files += found
        }
        files.sort { $0.path < $1.path }
    }

    /// The files of a folder and those in it; hidden ones are left out, as build systems do.
    private static func files(in folder: URL) -> [URL] {
        let keys: [URLResourceKey] = [.isDirectoryKey]
        let walk = FileManager.default.enumerator(
            at: folder, includingPropertiesForKeys: keys, options: [.skipsHiddenFiles])
        var files: [URL] = []
        while let file = walk?.nextObject() as? URL {
            guard extensions.contains(file.pathExtension) else { continue }
            if (try? file.resourceValues(forKeys: Set(keys)).isDirectory) != true { files.append(file) }
        }
        return files.sorted { $0.path < $1.path }
    }

    /// Notes the names that occur in a file: what stands before an ending of `extensions`, back to a slash or a quote,
    /// and each part of it from a space on, since a name may hold one.
    private mutating func note(_ file: URL) {
        guard let text = try? Data(contentsOf: file) else { return }
        let dot = UInt8(ascii: ".")
        let endings = Self.extensions.map { Array($0.utf8) }
        for place in text.indices where text[place] == dot {
            guard let ending = endings.first(where: { text[(place + 1)...].starts(with: $0) }) else { continue }
            let start = text[..<place].suffix(255).lastIndex { Self.separators.contains($0) }.map { $0 + 1 }
            let from = start ?? max(text.startIndex, place - 255)
            let name = String(decoding: text[from...(place + ending.count)], as: UTF8.self)
            let words = name.split(separator: " ", omittingEmptySubsequences: false)
            for first in words.indices {
                let part = words[first...].joined(separator: " ")
                mentioned.insert(part.removingPercentEncoding ?? part)
            }
        }
    }

    private static let separators = Set("/\\\"'\n\r\t".utf8)
}
