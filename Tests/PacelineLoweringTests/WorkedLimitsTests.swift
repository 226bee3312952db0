import Foundation
import PacelineDiagnostics
import PacelineLowering
import PacelineModel
import Testing

/// The documents by which the limit language was designed (`Tests/Cases/worked`): what is lowered of them, and what is
/// named as not supported yet.
struct WorkedLimitsTests {
    private static func text(_ name: String) throws -> String {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: tests.appending(path: "Cases/worked/\(name).yaml"), encoding: .utf8)
    }

    private static func load(_ text: String) -> (api: API?, diagnostics: [Diagnostic]) {
        var diagnostics = DiagnosticSink()
        let api = PacelineLowering.load(
            Source(path: "worked.yaml", bytes: Array(text.utf8)), diagnostics: &diagnostics)
        return (api, diagnostics.diagnostics)
    }

    @Test(
        arguments: [
            ("platform", []), ("code-host", ["`learn`"]), ("chat", ["`learn`", "`bucket`", "`counts`"]),
            ("marketplace", ["`rate`"]),
            ("models", ["`groups`", "`learn`", "`estimate`", "`settle`"]),
            (
                "shop",
                [
                    "`learn`", "`estimate`", "`settle`", "a quota in the body of the answer",
                    "a quota in the body of the answer", "`rate`", "`parse`",
                ]
            ),
        ] as [(String, [String])])
    func namesWhatIsNotBuilt(_ name: String, _ members: [String]) throws {
        let said = try Self.load(Self.text(name)).diagnostics
        #expect(said.map(\.code) == members.map { _ in "not-supported-yet" }, "\(said)")
        #expect(said.map(\.message) == members.map { "\($0) is not supported yet" })
    }

    @Test func theWholePlatform() throws {
        let api = try #require(Self.load(Self.text("platform")).api)
        #expect(api.policies.count == 10)
        #expect(api.operations.map(\.limits.count) == [2, 2, 2, 2, 2, 2, 2, 2])
        let hour = try #require(api.policy("status-hour"))
        #expect(hour.per == [.request(.path("requestId"), word: "job")] && hour.adjustable == .yes)
        #expect(
            hour.numbers == .quota(Policy.Window(quota: 1800, milliseconds: 3_600_000, algorithm: .sliding)))
        #expect(hour.refusal == Policy.Refusal(statuses: [], messages: ["exceeded the hourly rate limit"]))
        #expect(
            api.policy("data-minute")?.per == [
                .principal("account", parameter: nil), .request(.path("table"), word: "table"),
            ])
    }

    /// All of the code host's limits, the search's as a quota that is not learnt.
    @Test func theCodeHostWithoutLearning() throws {
        let (api, said) = Self.load(try Self.text("code-host").replacing("learn: true, ", with: ""))
        #expect(said == [])
        let limits = try #require(api).operations.map { $0.limits.map { "\($0.policy) \($0.cost)" } }
        #expect(
            limits == [
                ["core 1.0", "anonymous 1.0", "in-flight 1.0", "points 1.0"],
                [
                    "core 1.0", "anonymous 1.0", "in-flight 1.0", "points 5.0", "create 1.0", "create-hour 1.0",
                ],
                ["search 1.0", "in-flight 1.0", "points 1.0"],
            ])
        let core = try #require(api?.policy("core"))
        #expect(core.authentication == [[SecuritySchemeID("bearer")]] && core.plans.map(\.name) == ["enterprise"])
        #expect(core.retry.after == [.header, .reset, .fixed(milliseconds: 60_000)] && core.retry.attempts == 3)
        #expect(api?.policy("anonymous")?.authentication == [[]])
        #expect(api?.policy("in-flight")?.numbers == .concurrency(100))
    }

    @Test func theMarketplaceWithoutItsField() throws {
        let (api, said) = Self.load(
            try Self.text("marketplace").replacing(", headers: { rate: x-amzn-RateLimit-Limit }", with: ""))
        #expect(said == [])
        let report = try #require(api?.operations.first?.limits.first)
        #expect(
            report.numbers
                == .quota(Policy.Window(quota: 0.0167, milliseconds: 1000, algorithm: .tokenBucket(burst: 15))))
        #expect(api?.operations.last?.limits.map(\.policy) == ["pair", "app"])
    }
}
