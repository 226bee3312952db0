import Foundation
import PacelineDiagnostics
import Testing

/// What is said about codes: `docs/diagnostics.md` and `paceline explain`.
struct DiagnosticDocumentationTests {
    /// The page lists every code. Recorded with `RECORD=1`.
    @Test func thePageListsAllCodes() throws {
        let file = Repository.root.appending(path: "docs/diagnostics.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let end = try #require(text.range(of: "under what it is about.\n")).upperBound
        let expected = text[..<end] + DiagnosticArea.allCases.map(Self.section).joined()
        if ProcessInfo.processInfo.environment["RECORD"] != nil { try Data(expected.utf8).write(to: file) }
        #expect(text == expected)
    }

    private static func section(_ area: DiagnosticArea) -> String {
        "\n## \(area.rawValue)\n"
            + area.codes.map { code in
                let explanation = code.explanation
                let example = explanation.example.map { "\n```yaml\n\($0)\n```\n" } ?? ""
                return "\n### `\(code.rawValue)`\n\n\(explanation.meaning) \(explanation.remedy)\n\(example)"
            }.joined()
    }

    @Test func everyCodeHasOneExplanation() {
        let explained = DiagnosticArea.allCases.flatMap(\.codes)
        #expect(explained.count == Set(explained).count)
        #expect(Set(explained) == Set(DiagnosticCode.allCases))
        #expect(
            DiagnosticCode.allCases.allSatisfy { !$0.explanation.meaning.isEmpty && !$0.explanation.remedy.isEmpty })
    }

    /// A code that nobody reports any more goes.
    @Test func everyCodeIsReported() throws {
        let sources = Repository.root.appending(path: "Sources")
        let files = try #require(FileManager.default.enumerator(atPath: sources.path()))
        var text = ""
        for case let path as String in files where path.hasSuffix(".swift") && !path.contains("/Explanations/") {
            text += try String(contentsOf: sources.appending(path: path), encoding: .utf8)
        }
        for code in DiagnosticCode.allCases {
            let name = code.rawValue.replacing("-", with: "")
            let use = try Regex("[^a-zA-Z]\\.\(name)\\b").ignoresCase()
            #expect(text.contains(use), "\(code)")
        }
    }

    @Test func theCommandExplains() throws {
        try withTemporaryFolder { folder in
            let one = try Tool.run("explain", "unknown-member", in: folder)
            let explanation = DiagnosticCode.unknownMember.explanation
            #expect(
                one.code == 0
                    && one.output.hasPrefix("unknown-member\n\n\(explanation.meaning)\n\n\(explanation.remedy)"))
            let all = try Tool.run("explain", in: folder)
            #expect(all.code == 0)
            #expect(DiagnosticCode.allCases.allSatisfy { all.output.contains("  \($0.rawValue)\n") })
            let wrong = try Tool.run("explain", "unknown-membre", in: folder)
            #expect(
                wrong.code == 64
                    && wrong.errors.contains("There is no code `unknown-membre`: did you mean `unknown-member`?"))
        }
    }
}
