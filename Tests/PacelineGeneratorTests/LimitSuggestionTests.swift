import Foundation
import PacelineDiagnostics
import PacelineDocument
import PacelineGenerator
import PacelinePolicy
import Testing

/// Every directory of `Tests/Cases/suggested`: a document that declares no limits, and the limits file that is suggested
/// for it, to the letter. `RECORD=1` writes the files anew.
struct LimitSuggestionTests {
    private static let root = Repository.root.appending(path: "Tests/Cases/suggested")
    private static let cases =
        ((try? FileManager.default.contentsOfDirectory(atPath: root.path())) ?? []).filter { !$0.hasPrefix(".") }
        .sorted()

    private static func document(_ name: String) throws -> Source {
        let path = "Tests/Cases/suggested/\(name)"
        let file = ["openapi.yaml", "openapi.json"].first {
            FileManager.default.fileExists(atPath: Repository.root.appending(path: "\(path)/\($0)").path())
        }
        let name = try #require(file)
        return try Repository.source("\(path)/\(name)")
    }

    private static func suggestion(for document: Source) throws -> String {
        var diagnostics = DiagnosticSink()
        guard case .file(let text) = LimitSuggestion.make(document, diagnostics: &diagnostics) else {
            throw Failure.nothing
        }
        #expect(!diagnostics.diagnostics.contains { $0.code == .undeclaredLimits })
        return text
    }

    private enum Failure: Error { case nothing }

    private static func source(_ text: String) -> Source { Source(path: "limits.yaml", bytes: Array(text.utf8)) }

    @Test func thereAreCases() { #expect(Self.cases.count >= 6) }

    @Test(arguments: cases)
    func suggestsExactly(_ name: String) throws {
        let text = try Self.suggestion(for: Self.document(name))
        #expect(try Self.suggestion(for: Self.document(name)) == text)
        let file = Self.root.appending(path: "\(name)/suggested.yaml")
        if Repository.isRecording {
            try Data(text.utf8).write(to: file)
            Issue.record("recorded \(name)/suggested.yaml")
        } else {
            #expect(try text == String(contentsOf: file, encoding: .utf8))
        }
    }

    /// What is printed is a limits file as it stands: it generates, counts nothing, and ends the note.
    @Test(arguments: cases)
    func theFileIsValidAsPrinted(_ name: String) throws {
        let document = try Self.document(name)
        let generation = Generation(
            document, limits: Self.source(try Self.suggestion(for: document)), Pipeline.Options(module: "Sample"))
        let said = generation.diagnostics.diagnostics
        #expect(!generation.files.isEmpty && !said.contains { $0.location?.path == "limits.yaml" })
        #expect(!said.contains { $0.code == .undeclaredLimits })
        let policies = try Self.policies(of: document, limits: try Self.suggestion(for: document))
        #expect(policies.map(\.name) == ["refused"] && policies.map(\.numbers) == [.undisclosed])
    }

    /// Each guess is a valid policy by itself once `# ` is deleted from its lines.
    @Test(arguments: cases)
    func everyGuessIsAPolicyOnceItIsInEffect(_ name: String) throws {
        let document = try Self.document(name)
        let text = try Self.suggestion(for: document)
        for policy in Guess.names(in: text) {
            let policies = try Self.policies(of: document, limits: Guess.inEffect(policy, in: text))
            #expect(policies.map(\.name).sorted() == [policy, "refused"].sorted())
        }
    }

    /// One number in effect: the policy is what the sentence says, for the operations that it is about.
    @Test func aNumberInEffectIsThePolicyThatTheSentenceStates() throws {
        let document = try Self.document("all-kinds")
        let text = Guess.inEffect("requests-per-day", in: try Self.suggestion(for: document))
        var diagnostics = DiagnosticSink()
        let read = Document.read(source: document, limits: Self.source(text), diagnostics: &diagnostics)
        let policy = try #require(read?.rateLimits?.policies.first { $0.name == "requests-per-day" })
        #expect(policy.numbers == .quota(1500, per: .seconds(86_400), algorithm: .unknown, granularity: .zero))
        #expect(policy.source?.url == "openapi.yaml#/tags/1/description")
        #expect(read?.operations(drawingOn: policy).compactMap(\.operationID) == ["listTickets", "buyTicket"])
        let matrix = LimitReport.make(document, limits: Self.source(text), as: .text, diagnostics: &diagnostics)
        #expect(matrix?.contains("1500 per day") == true)
    }

    /// Header fields whose meaning the document tells are in effect; what it does not tell is not.
    @Test func fieldsAreMappedAsFarAsTheyAreTold() throws {
        let told = try Self.policies(of: Self.document("all-kinds"))
        #expect(
            told.first?.headers
                == .named(
                    limit: .header("X-RateLimit-Limit"), remaining: .header("X-RateLimit-Remaining"),
                    reset: .init(.header("X-RateLimit-Reset"), .epoch)))
        let undecided = try Self.policies(of: Self.document("undecided-reset"))
        #expect(
            undecided.first?.headers
                == .named(limit: .header("X-Rate-Limit-Limit"), remaining: .header("X-Rate-Limit-Remaining")))
        #expect(try Self.policies(of: Self.document("structured-fields")).first?.headers == .ietf)
        #expect(try Self.policies(of: Self.document("several-quotas")).first?.headers == nil)
    }

    @Test func aDocumentThatDeclaresLimitsOrHasErrorsGivesNone() throws {
        var diagnostics = DiagnosticSink()
        let declared = Source(path: "a.yaml", bytes: Array(museum.utf8))
        #expect(LimitSuggestion.make(declared, diagnostics: &diagnostics) == .declared)
        let broken = Source(path: "a.yaml", bytes: Array("openapi: 3.1.0\n".utf8))
        #expect(LimitSuggestion.make(broken, diagnostics: &diagnostics) == .invalid)
    }

    /// A file stays readable whatever the document holds: at most so many lines.
    @Test func theFileIsBounded() throws {
        let operations = (0..<900).map { number in
            """
              /rooms\(number):
                get:
                  operationId: room\(number)
                  description: Limited to \(number + 2) requests per minute. Limited to 77 requests per hour.
                  x-throttle: { a: \(number) }
                  responses: { '200': { description: Yes, headers: { X-RateLimit-Limit-\(number): { schema: {} } } } }
            """
        }
        let text = try Self.suggestion(
            for: Source(
                path: "a.yaml",
                bytes: Array(
                    ("openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths:\n" + operations.joined(separator: "\n"))
                        .utf8)))
        #expect(text.split(separator: "\n").count < 800)
        #expect(
            text.contains(
                "Found: 900 operations, 0 with 429; 900 quota header fields; 901 limits in descriptions; 900 "))
    }

    private static func policies(of document: Source, limits: String? = nil) throws -> [PolicyObject] {
        let text = try limits ?? suggestion(for: document)
        var diagnostics = DiagnosticSink()
        let read = Document.read(source: document, limits: source(text), diagnostics: &diagnostics)
        #expect(!diagnostics.hasErrors, "\(diagnostics.rendered())")
        return try #require(read?.rateLimits).policies
    }
}

/// What a person does with a suggestion: delete `# ` from the lines of an entry.
private enum Guess {
    static func names(in text: String) -> [String] {
        text.split(separator: "\n").compactMap { line in
            guard line.hasPrefix("    # "), line.hasSuffix(":"), !line.hasPrefix("    #  ") else { return nil }
            return String(line.dropFirst(6).dropLast())
        }
    }

    static func inEffect(_ name: String, in text: String) -> String {
        var isInside = false
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            if line == "    # \(name):" { isInside = true } else if !line.hasPrefix("    #   ") { isInside = false }
            return isInside ? "    " + line.dropFirst(6) : String(line)
        }.joined(separator: "\n")
    }
}
