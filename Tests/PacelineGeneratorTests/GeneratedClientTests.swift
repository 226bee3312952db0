import Foundation
import PacelineDiagnostics
import PacelineGenerator
import PacelineLowering
import PacelineModel
import PacelinePolicy
import Testing

/// The committed client, and what becomes of it when its document changes.
struct GeneratedClientTests {
    private static let folder = Repository.root.appending(path: "Generated/ContactCenterAI")

    private func generate(_ edit: (inout String) -> Void = { _ in }) throws -> Generation {
        var text = try Repository.text("Specs/contact-center-ai.yaml")
        edit(&text)
        return Generation(
            Source(path: "contact-center-ai.yaml", bytes: Array(text.utf8)),
            try Repository.source("Specs/contact-center-ai.paceline.yaml"))
    }

    @Test func isWhatItsDocumentGives() throws {
        let generation = try generate()
        #expect(generation.diagnostics.rendered() == "")
        let committed = try Repository.swiftFiles(in: Self.folder)
        #expect(generation.files.keys.sorted() == committed.keys.sorted())
        for (name, text) in generation.files {
            #expect(committed[name] == text, "\(name): run `paceline generate` and read the difference")
        }
    }

    @Test func itsLimitsAreTheModels() throws {
        var diagnostics = DiagnosticSink()
        let api = try #require(load(try Repository.source("Specs/contact-center-ai.yaml"), diagnostics: &diagnostics))
        let limits = try #require(try Repository.swiftFiles(in: Self.folder)["Limits.swift"])
        #expect(api.policies.count >= 1)
        for policy in api.policies.map(\.value) {
            guard case .quota(let quota, let window, _, _) = policy.numbers else {
                Issue.record("`\(policy.name)` has no window")
                continue
            }
            let seconds = window.components.seconds
            #expect(window == .seconds(seconds))
            #expect(limits.contains("name: \"\(policy.name)\",\n"))
            #expect(limits.contains("numbers: .quota(\(Int(quota)), per: .seconds(\(seconds))),\n"))
            #expect(limits.contains("per: \(policy.per.map(\.description))"))
            for message in policy.refusal.response.messages { #expect(limits.contains("\"\(message)\"")) }
        }
    }

    @Test func halvingTheQuotaChangesTheLimitAndWhatIsSaidOfIt() throws {
        let (before, after) = (try generate(), try generate { $0 = $0.replacing("quota: 60", with: "quota: 30") })
        #expect(after.diagnostics.rendered() == "")
        #expect(before.files.keys == after.files.keys)
        var code: [String] = []
        for (name, text) in before.files.sorted(by: { $0.key < $1.key }) {
            let changed = try #require(after.files[name])
            // A file without calls says nothing of limits.
            #expect(changed != text || name == "SharedTypes.swift")
            let pairs = zip(text.split(separator: "\n"), changed.split(separator: "\n"))
            for (old, new) in pairs where old != new {
                #expect(
                    new == old.replacing("60 requests", with: "30 requests").replacing("quota(60,", with: "quota(30,"))
                if !new.drop(while: { $0 == " " }).hasPrefix("///") {
                    code.append("\(name): \(new.drop { $0 == " " })")
                }
            }
        }
        #expect(code.count == 1)
        #expect(code.first?.hasPrefix("Limits.swift: numbers: .quota(30, per: .seconds(60))") == true)
    }

    @Test func withoutATagItsGroupIsGone() throws {
        let before = try generate()
        let after = try generate { text in
            // The group's operations stand in paths of their own: take out the blocks that name the tag.
            text = Self.withoutOperations(tagged: "Skills", in: text)
        }
        #expect(!after.diagnostics.hasErrors)
        #expect(before.files["Skills.swift"] != nil && after.files["Skills.swift"] == nil)
        let client = try #require(after.files["Client.swift"])
        #expect(before.files["Client.swift"]?.contains("SkillsAPI") == true)
        #expect(!client.contains("SkillsAPI"))
        #expect(client.contains("QueuesAPI") && client.contains("AnalyticsAPI"))
        #expect(after.files["Queues.swift"] != nil && !after.text.contains("func createSkill("))
    }

    /// The document without the blocks of methods (four spaces deep, under a path) that carry the tag.
    private static func withoutOperations(tagged tag: String, in text: String) -> String {
        var kept: [Substring] = []
        var block: [Substring] = []
        func end() {
            if !block.contains(where: { $0.contains("tags: [\(tag)]") }) { kept += block }
            block = []
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let indent = line.prefix { $0 == " " }.count
            if !line.isEmpty && indent <= 4 {
                end()
                if indent == 4, ["get:", "post:", "put:", "delete:", "patch:"].contains(line.drop { $0 == " " }) {
                    block = [line]
                    continue
                }
            }
            if block.isEmpty { kept.append(line) } else { block.append(line) }
        }
        end()
        return kept.joined(separator: "\n")
    }

    @Test func anAddedOperationIsAMethod() throws {
        let generation = try generate { text in
            text = text.replacing(
                "\npaths:\n",
                with: """

                    paths:
                      /added/{thingId}:
                        get:
                          operationId: getThing
                          tags: [Skills]
                          parameters: [{ name: thingId, in: path, required: true, schema: { type: string } }]
                          responses: { '200': { description: The thing, content: { text/plain: {} } } }

                    """)
        }
        #expect(generation.diagnostics.rendered() == "")
        let text = try #require(generation.files["Skills.swift"])
        #expect(
            text.contains(
                "func getThing(thingID: String, options: CallOptions = .default) async throws(CallError) -> String {"))
        #expect(text.contains("limits: [AppliedLimit(ContactCenterAI.Limits.perMinute, cost: 1)]"))
    }
}

/// The same bytes, whenever and wherever.
struct DeterminismTests {
    @Test(arguments: OutputLayout.allCases)
    func twoRunsGiveTheSame(_ layout: OutputLayout) throws {
        let spec = try Repository.source("Specs/contact-center-ai.yaml")
        let configuration = try Repository.source("Specs/contact-center-ai.paceline.yaml")
        let options = Pipeline.Options(layout: layout)
        let first = Generation(spec, configuration, options)
        #expect(first.files.count >= 3)
        #expect(Generation(spec, configuration, options).files == first.files)
        let elsewhere = Source(path: "/some/other/place/contact-center-ai.yaml", bytes: spec.bytes)
        #expect(Generation(elsewhere, configuration, options).files == first.files)
    }

    @Test func nothingTellsOfPlaceOrTime() throws {
        let spec = try Repository.source("Specs/contact-center-ai.yaml")
        let text = Generation(Source(path: "/some/place/x.yaml", bytes: spec.bytes)).text
        #expect(!text.contains("/some/place") && text.contains("x.yaml"))
    }
}
