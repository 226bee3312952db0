import Foundation
import PacelineDiagnostics
import Testing

@testable import PacelineGenerator

/// Documents, their configurations and their outputs, found and run.
struct JobTests {
    @Test func theOutputIsToldFromTheConfigurationsFolder() throws {
        try withTemporaryFolder { folder in
            try SmallMuseum.write("api/museum.yaml", in: folder)
            try SmallMuseum.write("output: ../Generated/./Museum/\n", "api/museum.paceline.yaml", in: folder)
            let result = try Job(document: folder.appending(path: "api/museum.yaml").path()).run()
            guard case .written(let report, let output) = result.outcome else {
                Issue.record("\(result)")
                return
            }
            #expect(output == folder.path() + "/Generated/Museum" && result.diagnostics == "")
            #expect(report.written == ["Client.swift", "Limits.swift", "Tickets.swift"])
            #expect(try SmallMuseum.swiftFiles(folder, "Generated/Museum") == report.written)
        }
    }

    @Test func theJobsOutputOutranksTheConfigurations() throws {
        try withTemporaryFolder { folder in
            try SmallMuseum.write("museum.yaml", in: folder)
            try SmallMuseum.write("output: configured\n", "paceline.yaml", in: folder)
            let output = folder.appending(path: "given").path()
            _ = try Job(document: folder.appending(path: "museum.yaml").path(), output: output).run()
            #expect(try SmallMuseum.swiftFiles(folder, "given").count == 3)
            #expect(try SmallMuseum.swiftFiles(folder, "configured").isEmpty)
        }
    }

    @Test func whatKeepsAJobFromBeginningIsTold() throws {
        try withTemporaryFolder { folder in
            try SmallMuseum.write("museum.yaml", in: folder)
            let document = folder.appending(path: "museum.yaml").path()
            #expect(throws: Job.Failure.noOutput) { try Job(document: document).run() }
            #expect(throws: Job.Failure.unreadable(document + "x", .unreadable)) {
                try Job(document: document + "x", output: "out").run()
            }
            #expect(throws: Job.Failure.unreadable("absent", .unreadable)) {
                try Job(document: document, configuration: "absent", output: "out").run()
            }
        }
    }

    @Test func inputsAreTheDocumentAndEveryConfigurationThatCouldBe() {
        #expect(
            Job(document: "api/museum.v1.json").inputs == [
                "api/museum.v1.json", "api/museum.v1.paceline.yaml", "api/museum.v1.paceline.yml",
                "api/paceline.yaml", "api/paceline.yml",
            ])
        #expect(Job(document: "a.yaml", configuration: "c.yaml").inputs == ["a.yaml", "c.yaml"])
    }

    @Test(arguments: [
        ("../Generated/A", "Specs/", "Generated/A"), ("../../A", "Specs/", "../A"), ("A", "", "A"), ("..", "a/", "."),
        ("./A//B/", "a", "a/A/B"), ("/A/../B", "a/", "/B"), ("/..", "a/", "/"), ("../A", "../b/", "../A"),
        ("x/y", ".", "x/y"), ("../A", "/b/", "/A"),
    ])
    func pathsAreFolded(_ path: String, _ folder: String, _ expected: String) {
        #expect(SourcePath.resolve(path, from: folder) == expected)
    }

    @Test func aSearchFindsConfigurations() throws {
        try withTemporaryFolder { folder in
            for (name, text) in [
                ("Specs/shop.paceline.yaml", "output: ../Generated/Shop\n"), ("Specs/shop.json", "{}"),
                ("Sources/Museum/paceline.yml", "module: M\noutput: Generated\n"),
                ("Sources/Shop/shop.paceline.yml", "output: Generated\n"),
                ("Sources/Museum/openapi.yml", ""),
                // Without a document: the job tells which one is missed.
                ("alone.paceline.yaml", "output: out\n"),
                // Broken, but meant to be generated.
                ("Specs/broken.paceline.yaml", "module: [\noutput: out\n"),
                ("Specs/plain.paceline.yaml", "module: Plain\n"), ("Specs/nonsense.paceline.yaml", "output: [1]\n"),
                (".hidden/paceline.yaml", "output: out\n"), (".paceline.yaml", "output: out\n"),
                ("Tests/Cases/paceline.yaml", "output: out\n"),
                ("Examples/App/Package.swift", ""), ("Examples/App/paceline.yaml", "output: out\n"),
                ("Package.swift", ""), ("notpaceline.yaml", "output: out\n"),
            ] { try SmallMuseum.write(text, name, in: folder) }
            let root = folder.path() + "/"
            let jobs = JobSearch.jobs(in: folder.path(), isStrict: true)
            #expect(jobs.allSatisfy { $0.isStrict && $0.configuration?.hasPrefix(root) == true })
            let found = try jobs.map { job in
                let prepared = try PreparedJob(job)
                let output = prepared.hasWrongConfiguration ? "mistakes" : prepared.output
                return [job.configuration, job.document, output].map { $0?.replacing(root, with: "") }
            }
            #expect(
                found == [
                    ["Sources/Museum/paceline.yml", "Sources/Museum/openapi.yml", "Sources/Museum/Generated"],
                    ["Sources/Shop/shop.paceline.yml", "Sources/Shop/shop.yaml", "Sources/Shop/Generated"],
                    ["Specs/broken.paceline.yaml", "Specs/broken.yaml", "mistakes"],
                    ["Specs/nonsense.paceline.yaml", "Specs/nonsense.yaml", "mistakes"],
                    ["Specs/plain.paceline.yaml", "Specs/plain.yaml", nil],
                    ["Specs/shop.paceline.yaml", "Specs/shop.json", "Generated/Shop"],
                    ["alone.paceline.yaml", "alone.yaml", "out"],
                ])
        }
    }

    @Test func aFolderWithNothingHasNoJobs() throws {
        try withTemporaryFolder { #expect(JobSearch.jobs(in: $0.path()).isEmpty) }
        #expect(JobSearch.jobs(in: "/absent").isEmpty)
    }
}
