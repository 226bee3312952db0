import Foundation
import PacelineDiagnostics
import PacelineLowering
import PacelineModel
import PacelinePolicy
import Testing

/// The documents by which the limit language was designed (`Tests/Cases/worked`): what is lowered of them, and
/// that nothing of them is lost.
struct WorkedLimitsTests {
    private static func text(_ name: String) throws -> String {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: tests.appending(path: "Cases/worked/\(name)/openapi.yaml"), encoding: .utf8)
    }

    private static func load(_ text: String) -> (api: API?, diagnostics: [Diagnostic]) {
        var diagnostics = DiagnosticSink()
        let api = PacelineLowering.load(
            Source(path: "worked.yaml", bytes: Array(text.utf8)), diagnostics: &diagnostics)
        return (api, diagnostics.diagnostics)
    }

    @Test(arguments: ["platform", "code-host", "chat", "marketplace", "models", "shop"])
    func loadAsTheyAre(_ name: String) throws {
        let (api, said) = try Self.load(Self.text(name))
        #expect(said == [])
        #expect(api != nil)
    }

    @Test func theWholePlatform() throws {
        let api = try #require(Self.load(Self.text("platform")).api)
        #expect(api.policies.count == 10)
        #expect(api.operations.map(\.limits.count) == [2, 2, 2, 2, 2, 2, 2, 2])
        let hour = try #require(api.policy("status-hour"))
        #expect(hour.value.per == [.request(.path("requestId"), word: "job")] && hour.adjustable == .yes)
        #expect(
            hour.value.numbers == .quota(1800, per: .seconds(3600), algorithm: .sliding))
        #expect(hour.value.refusal == RefusalPattern(statuses: [], messages: ["exceeded the hourly rate limit"]))
        #expect(
            api.policy("data-minute")?.value.per == [.client("account"), .request(.path("table"), word: "table")])
    }

    @Test func theWholeCodeHost() throws {
        let (api, said) = Self.load(try Self.text("code-host"))
        #expect(said == [])
        #expect(api?.policy("search")?.value.isLearned == true)
        #expect(
            api?.policy("core")?.value.counts
                == ResponsePattern(statuses: [.hundreds(2), .hundreds(4), .hundreds(5)]))
        let limits = try #require(api).operations.map { $0.limits.map { "\($0.policy.name) \($0.cost)" } }
        #expect(
            limits == [
                ["core 1.0", "anonymous 1.0", "in-flight 1.0", "points 1.0"],
                [
                    "core 1.0", "anonymous 1.0", "in-flight 1.0", "points 5.0", "create 1.0", "create-hour 1.0",
                ],
                ["search 1.0", "in-flight 1.0", "points 1.0"],
            ])
        let core = try #require(api?.policy("core"))
        #expect(core.value.authentication == [["bearer"]] && core.planNames == ["enterprise"])
        #expect(core.value.retry.after == [.header, .reset, .fixed(.seconds(60))] && core.value.retry.attempts == 3)
        #expect(api?.policy("anonymous")?.value.authentication == [[]])
        #expect(api?.policy("in-flight")?.value.numbers == .concurrency(100))
    }

    @Test func theWholeMarketplace() throws {
        let (api, said) = Self.load(try Self.text("marketplace"))
        #expect(said == [])
        let report = try #require(api?.operations.first?.limits.first)
        #expect(
            report.numbers
                == .quota(0.0167, per: .seconds(1), algorithm: .tokenBucket(burst: 15)))
        #expect(api?.operations.last?.limits.map(\.policy.name) == ["pair", "app"])
    }
}
