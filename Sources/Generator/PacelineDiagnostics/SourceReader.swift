#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif
import Synchronization

/// Reads the files of a run: documents, the files to which they refer, configurations and limits.
///
/// What a document or a configuration says may be hostile. Only regular files whose real path lies below a folder that
/// was allowed are read, each of at most 64 MiB and together at most 256 MiB. Of anything else nothing is read, so that
/// no excerpt can show it.
package final class SourceReader: Sendable {
    /// The most bytes of a file.
    package static let fileLimit = 64 << 20
    /// The most bytes of all files that one reader reads.
    package static let totalLimit = 256 << 20

    /// The real paths of the folders below which files are read.
    private let folders: [String]
    /// The real paths of the only files that are read; nil where every file in the folders is.
    private let inputs: Set<String>?
    private let fileLimit: Int
    private let totalLimit: Int
    private let state = Mutex(State())

    private struct State {
        var bytes = 0
        var requests: [Request] = []
        var known: Set<String> = []
    }

    /// A file that was asked for, and its state before it was read; nil where there was none.
    package struct Request: Hashable, Sendable {
        package var path: String
        package var stamp: FileStamp?
    }

    /// - Parameters:
    ///   - folders: The folders below which files may be read; one that does not exist allows nothing.
    ///   - inputs: The only files that may be read; nil allows all in the folders.
    package init(
        folders: [String], inputs: [String]? = nil, fileLimit: Int = SourceReader.fileLimit,
        totalLimit: Int = SourceReader.totalLimit
    ) {
        self.folders = folders.compactMap { Self.realPath(of: $0.isEmpty ? "." : $0) }
        self.inputs = inputs.map { Set($0.compactMap(Self.realPath)) }
        self.fileLimit = fileLimit
        self.totalLimit = totalLimit
    }

    /// Every file that was asked for, each once, in the order of asking.
    package var requests: [Request] { state.withLock { $0.requests } }

    /// Whether there is something at a path. Counts as asking for it.
    package func exists(_ path: String) -> Bool {
        note(path)
        return FileStamp(path: path) != nil
    }

    /// The content of a file.
    package func source(at path: String) throws(SourceProblem) -> Source {
        note(path)
        guard let real = Self.realPath(of: path) else { throw .unreadable }
        guard let folder = folders.first(where: { Self.isPath(real, below: $0) }) else { throw .outside }
        if let inputs, !inputs.contains(real) { throw .unlisted }
        let left = state.withLock { totalLimit - $0.bytes }
        let bytes = try OpenFile(real, below: folder).contents(atMost: min(fileLimit, left) + 1)
        if bytes.count > fileLimit { throw .tooLarge(limit: fileLimit) }
        if bytes.count > left { throw .tooMuch(limit: totalLimit) }
        state.withLock { $0.bytes += bytes.count }
        return Source(path: path, bytes: bytes)
    }

    /// Gives the sources to which a document refers.
    package var loader: SourceLoader {
        SourceLoader(throwing: { path throws(SourceProblem) in try self.source(at: path).bytes })
    }

    private func note(_ path: String) {
        let request = Request(path: path, stamp: FileStamp(path: path))
        state.withLock { state in
            if state.known.insert(path).inserted { state.requests.append(request) }
        }
    }

    /// A path without links and dots (POSIX, `realpath`); nil where there is nothing.
    private static func realPath(of path: String) -> String? {
        guard !path.utf8.contains(0), let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(cString: found)
    }

    /// By bytes: to a file system, texts are not equal for looking alike.
    private static func isPath(_ path: String, below folder: String) -> Bool {
        path.utf8.starts(with: folder == "/" ? "/".utf8 : "\(folder)/".utf8)
    }
}
