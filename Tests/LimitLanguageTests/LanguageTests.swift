import Foundation
import PacelineDocument
import Testing

/// Every member of the language of limits, with what would go otherwise if the client or the mock ignored it.
@Suite(.timeLimit(.minutes(5))) struct LanguageTests {
    @Test(arguments: Member.all)
    func isActedUpon(_ member: Member) async throws {
        let (with, without) = (member.document, member.documentWithout)
        let actual = try await member.trace(client: with, server: with)
        #expect(actual == member.trace)
        if member.sides.contains(.client) {
            let ignored = try await member.trace(client: without, server: with)
            #expect(ignored != member.trace, "the client could ignore it, and nobody would see it")
        }
        if member.sides.contains(.mock) {
            let ignored = try await member.trace(client: with, server: without)
            #expect(ignored != member.trace, "the mock could ignore it, and nobody would see it")
        }
    }

    /// The objects of the language, by the names that the schema for editors has for them.
    private static let objects = [
        "x-rate-limits", "policy", "plan", "cost", "selector", "when", "counts", "refusal", "condition", "retry",
        "headers",
        "reset", "source", "key", "attached-limit",
    ]

    /// Members that are expressions; a schema knows them by a pattern.
    private static let expressions = ["when.$request", "counts.$response", "refusal.$response", "x-rate-limit"]

    @Test func everyMemberIsInTheTable() throws {
        let schema = try JSONSerialization.jsonObject(with: Data(RateLimitSchema.text.utf8)) as? [String: Any]
        let definitions = try #require(schema?["$defs"] as? [String: [String: Any]])
        let members = Self.objects.flatMap { object in
            ((definitions[object]?["properties"] as? [String: Any]) ?? [:]).keys.map { "\(object).\($0)" }
        }
        let named = Member.all.map(\.name) + Member.elsewhere.keys
        #expect(named.count == Set(named).count)
        #expect(Set(members + Self.expressions).symmetricDifference(named).sorted() == [])
    }

    /// The tests that are named for what changes nothing of what is sent are there.
    @Test(arguments: Member.elsewhere.flatMap(\.value))
    func namedTestIsThere(_ test: String) throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let parts = test.split(separator: ".")
        let files = FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil)
        let texts = (files?.allObjects ?? []).compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
            .compactMap { try? String(contentsOf: $0, encoding: .utf8) }
        #expect(texts.contains { $0.contains("struct \(parts[0])") && $0.contains("func \(parts[1])(") })
    }
}
