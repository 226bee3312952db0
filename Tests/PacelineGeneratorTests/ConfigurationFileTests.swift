import Foundation
import PacelineDiagnostics
import Testing

@testable import PacelineGenerator

/// Files beside a document that a run takes up, or names where it does not.
struct ConfigurationFileTests {
    private func job(_ files: [String: String], _ body: (Job, URL) throws -> Void) throws {
        try withTemporaryFolder { folder in
            try SmallMuseum.write("museum.yaml", in: folder)
            for (name, text) in files { try SmallMuseum.write(text, name, in: folder) }
            try body(Job(document: folder.appending(path: "museum.yaml").path()), folder)
        }
    }

    @Test(arguments: ["museum.paceline.yaml", "museum.paceline.yml", "paceline.yaml", "paceline.yml"])
    func aConfigurationHasEitherEnding(_ name: String) throws {
        try job([name: "module: Ours\noutput: out\n"]) { job, folder in
            let result = try job.run()
            #expect(result.diagnostics == "")
            let client = try Repository.swiftFiles(in: folder.appending(path: "out"))["Client.swift"]
            #expect(client?.contains("struct Ours") == true)
        }
    }

    /// That of the document's name goes first.
    @Test func theNearestConfigurationCounts() throws {
        try job(["museum.paceline.yml": "output: near\n", "paceline.yaml": "output: far\n"]) { job, folder in
            let prepared = try PreparedJob(job)
            #expect(prepared.output == folder.appending(path: "near").path())
        }
    }

    @Test(arguments: ["museum.limits.yaml", "museum.limits.yml"])
    func aLimitsFileThatNobodyNamesIsReported(_ name: String) throws {
        let limits = "x-rate-limits: { policies: { all: { quota: 5, window: 1s } } }\n"
        try job([name: limits, "paceline.yaml": "output: out\n"]) { job, _ in
            let result = try job.run()
            #expect(result.diagnostics.contains("\(name):1:1: warning: the limits of `\(name)` are not enforced"))
            #expect(result.diagnostics.contains("[unused-limits] [lost]\nx-rate-limits:"))
            #expect(result.diagnostics.contains("hint: write `limits: \(name)` in the configuration"))
        }
        try job([name: limits, "paceline.yaml": "output: out\nlimits: \(name)\n"]) { job, folder in
            let result = try job.run()
            #expect(result.diagnostics == "")
            let limits = try Repository.swiftFiles(in: folder.appending(path: "out"))["Limits.swift"]
            #expect(limits?.contains(".quota(5") == true)
        }
    }

    /// The configuration is read once for a job: what it has wrong is said once.
    @Test func mistakesAreSaidOnce() throws {
        try job(["paceline.yaml": "output: out\nlimit: a.yaml\n"]) { job, _ in
            let said = try job.run().diagnostics
            #expect(said.matches(of: /is not a member/).count == 1)
        }
    }
}
