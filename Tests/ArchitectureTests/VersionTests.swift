import Foundation
import PacelinePolicy
import PacelineSwiftViews
import Testing

/// One version, everywhere it is named.
struct VersionTests {
    private func text(_ path: String) throws -> String {
        try String(contentsOf: Repository.root.appending(path: path), encoding: .utf8)
    }

    @Test func theChangelogBeginsWithIt() throws {
        let heading = try text("CHANGELOG.md").split(separator: "\n").first { $0.hasPrefix("## ") }
        #expect(heading?.hasPrefix("## \(PacelineVersion.current)") == true)
    }

    @Test func thePagesNameIt() throws {
        for page in try Repository.files(under: "docs", endings: ["md"]) + [
            .init(path: "README", text: text("README.md"))
        ] {
            for found in page.text.matches(of: /from: "([0-9.]+)"/) {
                #expect(found.1 == PacelineVersion.current, "\(page)")
            }
        }
    }

    @Test func generatedCodeNamesIt() throws {
        #expect(LimitsView.runtime(of: "0.2.0") == "paceline0_2" && LimitsView.runtime(of: "1.4.2") == "paceline1")
        let name = LimitsView.runtime(of: PacelineVersion.current)
        #expect(try text("Generated/ContactCenterAI/Limits.swift").contains("generatedFor: .\(name),"))
        let runtime = try text("Sources/Client/PacelineRuntime/Declarations/APIDescriptor.swift")
        #expect(runtime.contains("public static let \(name) = "))
    }

    /// The page's `sed` makes the new of the old.
    @Test func theMigrationRenames() throws {
        let page = try text("docs/migrating.md")
        let start = try #require(page.range(of: "```sed\n")).upperBound
        let end = try #require(page.range(of: "\n```", range: start..<page.endIndex)).lowerBound
        let old = """
            func show(_ error: CallError, _ answer: CallError.Answer) { print(error.answer?.status ?? 0) }
            let options = CallOptions(retry: .standard, onAnswer: { _ in })
            let both = credentials.and(.key { "k" })
            name = reader.string("name"); note = reader.optString("note"); owner = reader.get("owner")
            writer.put("owner", owner); writer.rest(extra)
            let limit = RateLimit(quota: 1, window: .seconds(1), headroom: .standard)
            permit.answered(); permit.refused(by: [bucket], until: .seconds(1))
            """
        let new = """
            func show(_ error: CallError, _ answer: Response) { print(error.response?.status ?? 0) }
            let options = CallOptions(retry: .default, onResponse: { _ in })
            let both = credentials.merging(.key { "k" })
            name = reader.string("name"); note = reader.stringIfPresent("note"); owner = reader.value("owner")
            writer.value("owner", owner); writer.additionalProperties(extra)
            let limit = RateLimit(quota: 1, window: .seconds(1), clockMargin: .default)
            permit.responded(); permit.refused(by: [bucket], retryAfter: .seconds(1))
            """
        let folder = FileManager.default.temporaryDirectory.appending(path: "migrating-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (script, source) = (folder.appending(path: "migrate.sed"), folder.appending(path: "old.swift"))
        try Data(page[start..<end].utf8).write(to: script)
        try Data(old.utf8).write(to: source)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["sed", "-E", "-f", script.path(), source.path()]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(String(decoding: data, as: UTF8.self) == new)
    }
}
