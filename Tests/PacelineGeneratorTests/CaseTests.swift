import Foundation
import PacelineDiagnostics
import PacelineGenerator
import PacelineSwiftViews
import Testing

/// The directories of a folder of cases.
private func cases(_ folder: String) -> [String] {
    let root = Repository.root.appending(path: "Tests/Cases/\(folder)")
    return ((try? FileManager.default.contentsOfDirectory(atPath: root.path())) ?? []).filter { !$0.hasPrefix(".") }
        .sorted()
}

/// A case's `paceline.yaml` or `limits.yaml`, nil where it has none.
private func source(_ name: String, of path: String) throws -> Source? {
    let isThere = FileManager.default.fileExists(atPath: Repository.root.appending(path: "\(path)/\(name)").path())
    return isThere ? try Repository.source("\(path)/\(name)") : nil
}

/// Every directory of `Tests/Cases/positive` and of `Tests/Cases/worked`: a document, perhaps a configuration and a
/// limits file, and what is generated from them, to the letter. What is said about the document stands in
/// `diagnostics.txt`; without one, nothing is. The expected files compile as the target `Goldens`, by a link in its
/// folder; for it each is called by its module as well.
struct PositiveCaseTests {
    @Test func thereAreCases() { #expect(cases("positive").count >= 14 && cases("worked").count == 6) }

    @Test(arguments: cases("positive").map { ("positive", $0) } + cases("worked").map { ("worked", $0) })
    func generatesExactly(_ kind: String, _ folderName: String) throws {
        let path = "Tests/Cases/\(kind)/\(folderName)"
        let name = kind == "positive" ? folderName : "\(kind)-\(folderName)"
        let module = name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        let generation = Generation(
            try Repository.source("\(path)/openapi.yaml"), try source("paceline.yaml", of: path),
            limits: try source("limits.yaml", of: path), Pipeline.Options(module: module, access: .package))
        let said = generation.diagnostics.rendered()
        let isSaid = try source("diagnostics.txt", of: path)
        if !Repository.isRecording { #expect(said == isSaid.map { String(decoding: $0.bytes, as: UTF8.self) } ?? "") }
        let files = Dictionary(uniqueKeysWithValues: generation.files.map { ("\(module)+\($0.key)", $0.value) })
        let folder = Repository.root.appending(path: "\(path)/expected")
        let expected = try Repository.swiftFiles(in: folder)
        let link = Repository.root.appending(path: "Tests/Goldens/\(name)").path()
        if Repository.isRecording {
            if isSaid != nil {
                try Data(said.utf8).write(to: Repository.root.appending(path: "\(path)/diagnostics.txt"))
            } else {
                #expect(said == "")
            }
            try? FileManager.default.removeItem(at: folder)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
            try? FileManager.default.removeItem(atPath: link)
            try FileManager.default.createSymbolicLink(
                atPath: link, withDestinationPath: "../Cases/\(kind)/\(folderName)/expected")
            Issue.record("recorded \(path)/expected")
        } else {
            #expect(
                FileManager.default.fileExists(atPath: "\(link)/\(module)+Client.swift"), "the case is not compiled")
            #expect(files.keys.sorted() == expected.keys.sorted())
            for (name, text) in files { #expect(expected[name] == text, "\(name)") }
        }
    }
}

/// Every directory of `Tests/Cases/negative-configuration`: a document without mistakes, a configuration or a limits
/// file with some, and what is said about them, to the letter.
struct ConfigurationCaseTests {
    @Test func thereAreCases() { #expect(cases("negative-configuration").count >= 6) }

    @Test(arguments: cases("negative-configuration"))
    func saysExactly(_ name: String) throws {
        let path = "Tests/Cases/negative-configuration/\(name)"
        let document = try Repository.source("\(path)/openapi.yaml")
        #expect(Generation(document).diagnostics.rendered() == "", "without the configuration there is no mistake")
        let generation = Generation(
            document, try source("paceline.yaml", of: path), limits: try source("limits.yaml", of: path))
        let said = generation.diagnostics.rendered()
        #expect(!said.isEmpty)
        #expect(generation.files.isEmpty == generation.diagnostics.hasErrors)
        #expect(generation.diagnostics.diagnostics.allSatisfy { $0.location != nil })
        let file = Repository.root.appending(path: "\(path)/diagnostics.txt")
        if Repository.isRecording {
            try Data(said.utf8).write(to: file)
            Issue.record("recorded \(path)/diagnostics.txt")
        } else {
            #expect(try said == String(contentsOf: file, encoding: .utf8))
        }
    }
}
