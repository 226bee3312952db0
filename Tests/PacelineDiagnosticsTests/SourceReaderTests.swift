import Foundation
import PacelineDiagnostics
import Testing

/// Which files are read, and which are not, whatever a document says.
struct SourceReaderTests {
    private let parent: URL

    init() throws {
        let temporary = FileManager.default.temporaryDirectory.appending(path: "reader-\(UUID())")
        try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
        parent = temporary.resolvingSymlinksInPath()
        try write("inside", "api/a.yaml")
        try write("deeper", "api/deep/er/b.yaml")
        try write("secret", "secret.yaml")
        try write("sibling", "api-2/c.yaml")
    }

    private func path(_ name: String) -> String { "\(parent.path())/\(name)" }

    private func write(_ text: String, _ name: String) throws {
        let file = parent.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    private func link(_ name: String, to target: String) throws {
        let file = parent.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: file.path(), withDestinationPath: target)
    }

    /// The text at a path, or why it is not read.
    private func read(_ name: String, _ reader: SourceReader) -> Result<String, SourceProblem> {
        let file = name.hasPrefix("/") ? name : path(name)
        do throws(SourceProblem) {
            return .success(String(decoding: try reader.source(at: file).bytes, as: UTF8.self))
        } catch {
            return .failure(error)
        }
    }

    @Test func readsBelowItsFoldersOnly() throws {
        defer { try? FileManager.default.removeItem(at: parent) }
        let reader = SourceReader(folders: [path("api")])
        #expect(read("api/a.yaml", reader) == .success("inside"))
        #expect(read("api/deep/er/b.yaml", reader) == .success("deeper"))
        #expect(read("api/deep/../a.yaml", reader) == .success("inside"))
        let others = ["secret.yaml", "api/../secret.yaml", "api-2/c.yaml", "/proc/self/environ", "/dev/zero"]
        for outside in others + ["/etc/passwd"] {
            #expect(read(outside, reader) == .failure(.outside), "\(outside)")
        }
        let both = SourceReader(folders: [path("api"), path("api-2"), path("absent")])
        #expect(read("api-2/c.yaml", both) == .success("sibling"))
        #expect(read("secret.yaml", both) == .failure(.outside))
        #expect(read("api/a.yaml", SourceReader(folders: [])) == .failure(.outside))
    }

    @Test func aLinkIsReadWhereItLeads() throws {
        defer { try? FileManager.default.removeItem(at: parent) }
        try link("api/out.yaml", to: "../secret.yaml")
        try link("api/environ", to: "/proc/self/environ")
        try link("api/within.yaml", to: "deep/er/b.yaml")
        try link("api/folder", to: "..")
        try link("api/loop.yaml", to: "loop.yaml")
        try link("elsewhere", to: "api")
        let reader = SourceReader(folders: [path("api")])
        #expect(read("api/out.yaml", reader) == .failure(.outside))
        #expect(read("api/environ", reader) == .failure(.outside))
        #expect(read("api/folder/secret.yaml", reader) == .failure(.outside))
        #expect(read("api/within.yaml", reader) == .success("deeper"))
        #expect(read("api/folder/api/a.yaml", reader) == .success("inside"))
        #expect(read("api/loop.yaml", reader) == .failure(.unreadable))
        // A folder that is named by a link is the folder behind it.
        #expect(read("elsewhere/a.yaml", SourceReader(folders: [path("elsewhere")])) == .success("inside"))
    }

    /// As Bazel and Nix lay files out: a tree of links into a store.
    @Test func aTreeOfLinksWorksWhenTheStoreIsNamed() throws {
        defer { try? FileManager.default.removeItem(at: parent) }
        try write("root", "store/1/openapi.yaml")
        try write("part", "store/2/part.yaml")
        try link("tree/openapi.yaml", to: path("store/1/openapi.yaml"))
        try link("tree/part.yaml", to: path("store/2/part.yaml"))
        #expect(read("tree/part.yaml", SourceReader(folders: [path("tree")])) == .failure(.outside))
        let reader = SourceReader(folders: [path("tree"), path("store")])
        #expect(read("tree/openapi.yaml", reader) == .success("root"))
        #expect(read("tree/part.yaml", reader) == .success("part"))
    }

    @Test(.timeLimit(.minutes(1))) func whatIsNoRegularFileIsRefusedAndNotWaitedFor() throws {
        defer { try? FileManager.default.removeItem(at: parent) }
        #expect(mkfifo(path("api/pipe.yaml"), 0o600) == 0)
        let reader = SourceReader(folders: [path("api"), "/dev"])
        #expect(read("api/pipe.yaml", reader) == .failure(.notRegular))
        #expect(read("api/deep", reader) == .failure(.notRegular))
        #expect(read("api", reader) == .failure(.outside))
        #expect(read("/dev/zero", reader) == .failure(.notRegular))
        #expect(read("api/absent.yaml", reader) == .failure(.unreadable))
        #expect(read("api/a.yaml/b", reader) == .failure(.unreadable))
        // A zero byte would cut the path short.
        #expect(read("api/a.yaml\0.png", reader) == .failure(.unreadable))
    }

    @Test func sizesAreBounded() throws {
        defer { try? FileManager.default.removeItem(at: parent) }
        for name in ["a", "b", "c"] { try write(String(repeating: name, count: 10), "api/\(name).txt") }
        let small = SourceReader(folders: [path("api")], fileLimit: 9)
        #expect(read("api/a.txt", small) == .failure(.tooLarge(limit: 9)))
        let exact = SourceReader(folders: [path("api")], fileLimit: 10, totalLimit: 20)
        #expect(read("api/a.txt", exact) == .success("aaaaaaaaaa"))
        #expect(read("api/b.txt", exact) == .success("bbbbbbbbbb"))
        #expect(read("api/c.txt", exact) == .failure(.tooMuch(limit: 20)))
        #expect(SourceReader.fileLimit == 64 * 1024 * 1024 && SourceReader.totalLimit == 256 * 1024 * 1024)
        // A hole of a gigabyte takes no time.
        let file = try FileHandle(forWritingTo: parent.appending(path: "api/a.txt"))
        try file.truncate(atOffset: 1 << 30)
        #expect(read("api/a.txt", SourceReader(folders: [path("api")])) == .failure(.tooLarge(limit: 64 << 20)))
    }

    @Test func readsOnlyWhatABuildKnows() throws {
        defer { try? FileManager.default.removeItem(at: parent) }
        try link("api/link.yaml", to: "a.yaml")
        let reader = SourceReader(folders: [path("api")], inputs: [path("api/a.yaml"), path("secret.yaml")])
        #expect(read("api/a.yaml", reader) == .success("inside"))
        // By what it is, not by how it is called.
        #expect(read("api/link.yaml", reader) == .success("inside"))
        #expect(read("api/deep/er/b.yaml", reader) == .failure(.unlisted))
        #expect(read("secret.yaml", reader) == .failure(.outside))
    }

    @Test func knowsWhatItWasAskedFor() throws {
        defer { try? FileManager.default.removeItem(at: parent) }
        let reader = SourceReader(folders: [path("api")])
        for name in ["api/a.yaml", "secret.yaml", "api/absent.yaml", "api/a.yaml"] { _ = read(name, reader) }
        #expect(!reader.exists(path("api/other.yaml")) && reader.exists(path("api/a.yaml")))
        #expect(
            reader.requests.map(\.path)
                == ["api/a.yaml", "secret.yaml", "api/absent.yaml", "api/other.yaml"].map(path))
        #expect(reader.requests.map { $0.stamp?.size } == [6, 6, nil, nil])
    }
}
