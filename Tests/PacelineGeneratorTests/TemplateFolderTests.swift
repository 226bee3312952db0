import Foundation
import PacelineDiagnostics
import PacelineTemplates
import Testing

@testable import PacelineGenerator

/// Templates of the user's own in the place of ours.
struct TemplateFolderTests {
    private func template(_ name: String) throws -> String {
        String(decoding: try #require(TemplateCatalogue.sources[name]).bytes, as: UTF8.self)
    }

    private func client(_ folder: URL, _ name: String = "Client.swift") throws -> String {
        try #require(try Repository.swiftFiles(in: folder.appending(path: "Out"))[name])
    }

    /// A folder with the small document, and a job for it.
    private func withJob(_ body: (URL, inout Job) throws -> Void) throws {
        try withTemporaryFolder { folder in
            try SmallMuseum.write("museum.yaml", in: folder)
            var job = Job(
                document: folder.appending(path: "museum.yaml").path(), output: folder.appending(path: "Out").path())
            try body(folder, &job)
        }
    }

    @Test func aFileTakesThePlaceOfTheTemplateOfItsName() throws {
        try withJob { folder, job in
            let text = try template("Client").replacing(
                "struct {{client}}: Sendable", with: "struct {{client}}: Sendable, Ours")
            try SmallMuseum.write("// {{>Year}} Museum\n" + text, "mine/Client.mustache", in: folder)
            // A partial of one's own; a field of the view that stands around.
            try SmallMuseum.write("2026 {{client}}", "mine/Year.mustache", in: folder)
            job.templates = folder.appending(path: "mine").path()
            let result = try job.run()
            #expect(result.diagnostics == "")
            let lines = try client(folder).split(separator: "\n")
            #expect(lines.first == "// 2026 SmallMuseum Museum")
            #expect(lines.contains("struct SmallMuseum: Sendable, Ours {"))
        }
    }

    @Test func theConfigurationNamesTheFolder() throws {
        try withJob { folder, job in
            try SmallMuseum.write("templates: mine\n", "paceline.yaml", in: folder)
            try SmallMuseum.write("// one\n" + template("Limits"), "mine/Limits.mustache", in: folder)
            try SmallMuseum.write("// two\n" + template("Limits"), "other/Limits.mustache", in: folder)
            _ = try job.run()
            #expect(try client(folder, "Limits.swift").hasPrefix("// one\n"))
            job.templates = folder.appending(path: "other").path()
            let second = try job.run()
            #expect(second.diagnostics == "")
            #expect(try client(folder, "Limits.swift").hasPrefix("// two\n"))
        }
    }

    @Test func mistakesAreToldInTheFolderAndNothingIsWritten() throws {
        try withJob { folder, job in
            try SmallMuseum.write(template("Limits") + "{{acess}}\n", "mine/Limits.mustache", in: folder)
            try SmallMuseum.write("{{#x}}", "mine/Policy.mustache", in: folder)
            job.templates = folder.appending(path: "mine").path()
            let result = try job.run()
            #expect(result.outcome == .invalid)
            #expect(
                result.diagnostics.contains("mine/Limits.mustache:32:1: error: `acess` is not a field of LimitsView"))
            #expect(result.diagnostics.contains("hint: did you mean `access`?"))
            #expect(result.diagnostics.contains("mine/Policy.mustache:1:1: error: the section `x` is not closed"))
            #expect(try SmallMuseum.swiftFiles(folder, "Out").isEmpty)
        }
    }

    /// Without its mark a file would be taken for somebody else's, and never be written again.
    @Test(arguments: [("Source", "Tickets.swift"), ("Limits", "Limits.swift"), ("Header", "Client.swift")])
    func aTemplateKeepsTheMark(_ name: String, _ file: String) throws {
        try withJob { folder, job in
            let text = try template(name).replacing("{{>Header}}", with: "").replacing("{{comment}}", with: "// Ours")
            try SmallMuseum.write(text, "mine/\(name).mustache", in: folder)
            job.templates = folder.appending(path: "mine").path()
            let result = try job.run()
            #expect(result.outcome == .invalid)
            #expect(
                result.diagnostics.contains("mine/\(name).mustache:1:1: error: `\(file)` has no line `{{comment}}`"))
        }
    }

    /// A header and a conformance are a small file each.
    @Test func theHeaderAndConformancesOfAllModels() throws {
        try withJob { folder, job in
            let schemas = """
                components:
                  schemas:
                    Room: { type: object, properties: { name: { type: string } } }
                    Floor: { type: string, enum: [ground, first] }
                    Wing: { type: string, enum: [east, west], x-enum-closed: true }
                    Place: { oneOf: [{ $ref: '#/components/schemas/Room' }, { type: string }] }

                """
            try SmallMuseum.write(SmallMuseum.document + schemas, "museum.yaml", in: folder)
            try SmallMuseum.write("// Ours\n{{comment}}\n", "mine/Header.mustache", in: folder)
            try SmallMuseum.write(", Labelled\n", "mine/Conformances.mustache", in: folder)
            job.templates = folder.appending(path: "mine").path()
            guard case .written = try job.run().outcome else {
                Issue.record("not written")
                return
            }
            let files = try Repository.swiftFiles(in: folder.appending(path: "Out"))
            #expect(files.count >= 4 && files.values.allSatisfy { $0.hasPrefix("// Ours\n// Generated by Paceline") })
            let types = files.values.joined().matches(of: /(Room|Floor|Wing|Place): [A-Za-z, ]*, Labelled \{/)
            #expect(Set(types.map(\.output.1)) == ["Room", "Floor", "Wing", "Place"])
        }
    }

    @Test func aTemplateIsUTF8() throws {
        try withJob { folder, job in
            try SmallMuseum.write("x", "mine/Header.mustache", in: folder)
            try Data([0x2C, 0xFF, 0xFE]).write(to: folder.appending(path: "mine/Conformances.mustache"))
            job.templates = folder.appending(path: "mine").path()
            let result = try job.run()
            #expect(result.diagnostics.contains("mine/Conformances.mustache:1:1: error: this template is not UTF-8"))
        }
    }

    @Test func whatNothingIncludesIsReported() throws {
        try withJob { folder, job in
            try SmallMuseum.write("x", "mine/Recrd.mustache", in: folder)
            try SmallMuseum.write("no template", "mine/README.md", in: folder)
            job.templates = folder.appending(path: "mine").path()
            let result = try job.run()
            #expect(result.diagnostics.contains("mine/Recrd.mustache:1:1: warning: no template includes `Recrd`"))
            #expect(result.diagnostics.contains("did you mean `Record`?") && !result.diagnostics.contains("README"))
        }
    }

    /// What the configuration says widens nothing.
    @Test func aFolderOutsideIsNotRead() throws {
        try withTemporaryFolder { folder in
            try SmallMuseum.write("api/museum.yaml", in: folder)
            try SmallMuseum.write("output: out\ntemplates: ../mine\n", "api/paceline.yaml", in: folder)
            try SmallMuseum.write("// secret\n{{comment}}\n", "mine/Limits.mustache", in: folder)
            var job = Job(document: folder.appending(path: "api/museum.yaml").path())
            let result = try job.run()
            #expect(result.outcome == .invalid)
            #expect(result.diagnostics.contains("paceline.yaml:2:12: error: the file `"))
            #expect(!result.diagnostics.contains("secret"))
            job.folders = [folder.path()]
            guard case .written = try job.run().outcome else {
                Issue.record("not written")
                return
            }
        }
    }

    @Test func aFolderThatIsNotThereIsAnError() throws {
        try withJob { folder, job in
            try SmallMuseum.write("templates: mine\n", "paceline.yaml", in: folder)
            let result = try job.run()
            #expect(result.outcome == .invalid)
            #expect(result.diagnostics.contains("paceline.yaml:1:12: error: there is no folder `"))
        }
    }

    /// Also those of ours that are not there, so that whoever watches sees when one comes.
    @Test func templatesAreInputs() throws {
        try withJob { folder, job in
            try SmallMuseum.write(template("Limits"), "mine/Limits.mustache", in: folder)
            job.templates = folder.appending(path: "mine").path()
            let inputs = try job.run().inputs.filter { $0.path.hasSuffix(".mustache") }
            #expect(inputs.count == TemplateCatalogue.sources.count)
            #expect(inputs.filter { $0.stamp != nil }.map { SourcePath.name(of: $0.path) } == ["Limits.mustache"])
        }
    }

    @Test func whatIsExportedGivesTheSameClient() throws {
        try withJob { folder, job in
            let mine = folder.appending(path: "mine").path()
            let count = TemplateCatalogue.sources.count
            #expect(try TemplateExport.write(to: mine) == .written(count, unchanged: 0))
            #expect(try TemplateExport.write(to: mine) == .written(0, unchanged: count))
            _ = try job.run()
            job.templates = mine
            guard case .checked(let differing, _) = try job.run(check: true).outcome else {
                Issue.record("not checked")
                return
            }
            #expect(differing == [])
            // What somebody changed is never overwritten, and nothing else is written then.
            try SmallMuseum.write("changed", "mine/Limits.mustache", in: folder)
            try FileManager.default.removeItem(atPath: mine + "/Client.mustache")
            #expect(try TemplateExport.write(to: mine) == .differing(["Limits.mustache"]))
            #expect(!FileManager.default.fileExists(atPath: mine + "/Client.mustache"))
        }
    }

    @Test func theCommandExportsAndGenerates() throws {
        try withTemporaryFolder { folder in
            try SmallMuseum.write("museum.yaml", in: folder)
            let exported = try Tool.run("templates", "export", "mine", in: folder)
            let count = TemplateCatalogue.sources.count
            #expect(exported.code == 0 && exported.output == "mine: \(count) written, 0 unchanged\n")
            try SmallMuseum.write("// changed\n" + template("Limits"), "mine/Limits.mustache", in: folder)
            let again = try Tool.run("templates", "export", "mine", in: folder)
            #expect(
                again.code == 1 && again.errors.contains("nothing was written, since these differ: Limits.mustache"))
            let generated = try Tool.run(
                "generate", "museum.yaml", "--output", "Out", "--templates", "mine", in: folder)
            #expect(generated.code == 0)
            #expect(try client(folder, "Limits.swift").hasPrefix("// changed\n"))
        }
    }
}
