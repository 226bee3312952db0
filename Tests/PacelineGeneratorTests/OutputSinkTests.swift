import Foundation
import PacelineGenerator
import Testing

/// What becomes of generated texts on disk.
struct OutputSinkTests {
    private let a = GeneratedFile(name: "A.swift", text: "a\n")
    private let b = GeneratedFile(name: "B.swift", text: "b\n")

    private func names(in folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted()
    }

    private func text(_ name: String, in folder: URL) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    @Test func writesAndMakesTheFolder() throws {
        try withTemporaryFolder { parent in
            let folder = parent.appending(path: "new/deep")
            let report = try OutputSink(folder: folder).write([a, b])
            #expect(report.written == ["A.swift", "B.swift"] && report.unchanged.isEmpty && report.removed.isEmpty)
            #expect(try names(in: folder) == [".paceline-manifest", "A.swift", "B.swift"])
            #expect(try text(".paceline-manifest", in: folder) == "A.swift\nB.swift\n")
            #expect(try text("A.swift", in: folder) == "a\n")
        }
    }

    @Test func leavesAloneWhatDoesNotChange() throws {
        try withTemporaryFolder { folder in
            let sink = OutputSink(folder: folder)
            _ = try sink.write([a, b])
            let long = Date(timeIntervalSince1970: 1_000_000)
            for name in ["A.swift", "B.swift", ".paceline-manifest"] {
                try FileManager.default.setAttributes(
                    [.modificationDate: long], ofItemAtPath: folder.appending(path: name).path())
            }
            let report = try sink.write([a, GeneratedFile(name: "B.swift", text: "changed\n")])
            #expect(report.written == ["B.swift"] && report.unchanged == ["A.swift"])
            func date(_ name: String) throws -> Date? {
                try FileManager.default.attributesOfItem(atPath: folder.appending(path: name).path())[.modificationDate]
                    as? Date
            }
            #expect(try date("A.swift") == long)
            #expect(try date(".paceline-manifest") == long)
            #expect(try date("B.swift") != long)
            #expect(try text("B.swift", in: folder) == "changed\n")
        }
    }

    @Test func removesWhatItWroteAndNothingElse() throws {
        try withTemporaryFolder { folder in
            let sink = OutputSink(folder: folder)
            _ = try sink.write([a, b])
            try Data("mine".utf8).write(to: folder.appending(path: "Mine.swift"))
            let report = try sink.write([a])
            #expect(report.removed == ["B.swift"])
            #expect(try names(in: folder) == [".paceline-manifest", "A.swift", "Mine.swift"])
            #expect(try text(".paceline-manifest", in: folder) == "A.swift\n")
        }
    }

    @Test func aManifestDoesNotReachOutOfTheFolder() throws {
        try withTemporaryFolder { parent in
            let folder = parent.appending(path: "out")
            _ = try OutputSink(folder: folder).write([a])
            let outside = parent.appending(path: "Precious.swift")
            try Data("x".utf8).write(to: outside)
            try Data("../Precious.swift\n\(outside.path())\n..\n.\n\n/etc/hosts\nREADME\n".utf8)
                .write(to: folder.appending(path: ".paceline-manifest"))
            try Data("x".utf8).write(to: folder.appending(path: "README"))
            let report = try OutputSink(folder: folder).write([a])
            #expect(report.removed.isEmpty)
            #expect(FileManager.default.fileExists(atPath: outside.path()))
            #expect(try names(in: folder) == [".paceline-manifest", "A.swift", "README"])
        }
    }

    @Test func clearsWhatAnInterruptedRunLeft() throws {
        try withTemporaryFolder { folder in
            let staging = folder.appending(path: ".paceline-staging")
            try FileManager.default.createDirectory(at: staging, withIntermediateDirectories: true)
            try Data("half".utf8).write(to: staging.appending(path: "A.swift"))
            _ = try OutputSink(folder: folder).write([a])
            #expect(try names(in: folder) == [".paceline-manifest", "A.swift"])
            #expect(try text("A.swift", in: folder) == "a\n")
        }
    }

    @Test func aFailureLosesNothing() throws {
        try withTemporaryFolder { folder in
            let sink = OutputSink(folder: folder)
            _ = try sink.write([a, b])
            // A folder in the place of a file cannot be moved over, by nobody.
            try FileManager.default.createDirectory(
                at: folder.appending(path: "C.swift/inner"), withIntermediateDirectories: true)
            let error = #expect(throws: (any Error).self) {
                try sink.write([a, GeneratedFile(name: "C.swift", text: "c\n")])
            }
            #expect(error?.localizedDescription.contains("C.swift") == true)
            #expect(try names(in: folder) == [".paceline-manifest", "A.swift", "B.swift", "C.swift"])
            // What was to go is still known, and goes with the next run.
            #expect(try text(".paceline-manifest", in: folder) == "A.swift\nB.swift\n")
            #expect(try sink.write([a]).removed == ["B.swift"])
        }
    }

    @Test func aFolderThatCannotBeIsAnError() throws {
        try withTemporaryFolder { folder in
            try Data("x".utf8).write(to: folder.appending(path: "file"))
            #expect(throws: (any Error).self) { try OutputSink(folder: folder.appending(path: "file/out")).write([a]) }
            #expect(try names(in: folder) == ["file"])
        }
    }

    @Test func checkNamesWhatDiffersAndWritesNothing() throws {
        try withTemporaryFolder { folder in
            let sink = OutputSink(folder: folder)
            _ = try sink.write([a, b])
            #expect(sink.check([a, b]) == [])
            let changed = [GeneratedFile(name: "A.swift", text: "new"), GeneratedFile(name: "C.swift", text: "c")]
            #expect(sink.check(changed) == ["A.swift", "C.swift", "B.swift"])
            #expect(try names(in: folder) == [".paceline-manifest", "A.swift", "B.swift"])
            #expect(try text("A.swift", in: folder) == "a\n")
        }
    }
}
