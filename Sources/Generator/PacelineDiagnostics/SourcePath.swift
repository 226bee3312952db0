/// Paths as text, so that places are told as they were given: what is relative stays relative.
package enum SourcePath {
    /// What stands before the last part, with its slash; empty for a plain name.
    package static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    }

    /// The last part.
    package static func name(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }

    /// The last part without its last extension.
    package static func stem(of path: String) -> String {
        let name = name(of: path)
        return name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    }

    /// A path that is relative to a folder, with `.` and `..` folded as text.
    package static func resolve(_ path: String, from folder: String) -> String {
        let whole = path.hasPrefix("/") || folder.isEmpty ? path : "\(folder)/\(path)"
        let root = whole.hasPrefix("/") ? "/" : ""
        var parts: [Substring] = []
        for part in whole.split(separator: "/") where part != "." {
            if part != ".." || (root.isEmpty && (parts.last ?? "..") == "..") {
                parts.append(part)
            } else if !parts.isEmpty {
                parts.removeLast()
            }
        }
        return parts.isEmpty && root.isEmpty ? "." : root + parts.joined(separator: "/")
    }
}
