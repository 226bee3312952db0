import PacelineModel
import PacelineSwiftViews
import Testing

@testable import PacelineGenerator

/// How calls and types are spread over files.
struct LayoutTests {
    /// A document with the given groups; each operation answers with the schemas that it names.
    private func document(_ operations: [(id: String, group: String?, type: String)], types: [String]) -> String {
        var text =
            "openapi: 3.1.0\ninfo: { title: T, version: '1' }\nservers: [{ url: https://a.example }]\ncomponents:\n  schemas:\n"
        for type in types { text += "    \(type): { type: object, properties: { name: { type: string } } }\n" }
        text += "paths:\n"
        for operation in operations {
            text += "  /\(operation.id):\n    get:\n      operationId: \(operation.id)\n"
            if let group = operation.group { text += "      tags: ['\(group)']\n" }
            text += "      responses: { '200': { description: Yes, content: { application/json: "
            text += "{ schema: { $ref: '#/components/schemas/\(operation.type)' } } } } }\n"
        }
        return text
    }

    @Test func aTypeStandsWithTheGroupThatAloneUsesIt() {
        let files = Generation(
            document(
                [
                    ("a", "Tickets", "One"), ("b", "Exhibits", "Two"), ("c", "Tickets", "Both"),
                    ("d", "Exhibits", "Both"), ("e", nil, "Own"),
                ],
                types: ["One", "Two", "Both", "Own", "Unused"])
        ).files
        #expect(
            files.keys.sorted() == [
                "Calls.swift", "Client.swift", "Exhibits.swift", "Limits.swift", "SharedTypes.swift", "Tickets.swift",
            ])
        for (file, types) in [
            "Tickets": ["One"], "Exhibits": ["Two"], "SharedTypes": ["Both", "Unused"], "Calls": ["Own"],
        ] {
            #expect(declaredTypes(in: files["\(file).swift"]) == types)
        }
    }

    @Test func aTypeWithinATypeGoesWithIt() {
        let text = document([("a", "Tickets", "Outer")], types: []).replacing(
            "  schemas:\n",
            with: """
                  schemas:
                    Outer: { type: object, properties: { inner: { type: array, items: { $ref: '#/components/schemas/Inner' } } } }
                    Inner: { type: object, properties: { name: { type: string } } }

                """)
        #expect(declaredTypes(in: Generation(text).files["Tickets.swift"]) == ["Outer", "Inner"])
    }

    @Test func filesDoNotDifferByCaseAlone() {
        let groups = ["Client", "tickets", "TICKETS", "limits", "calls"]
        let files = Generation(
            document(groups.enumerated().map { ("op\($0)", $1, "One") } + [("x", nil, "One")], types: ["One"])
        ).files
        #expect(Set(files.keys.map { $0.lowercased() }).count == files.count)
        #expect(files.count == 2 + groups.count + 1 + 1)
        #expect(files.keys.contains("Client2.swift"))
    }

    @Test func veryManyTypesOfAGroupStandInFilesOfTheirOwn() {
        func files(_ count: Int) -> [String: [String]] {
            let types = (1...count).map { "Type\($0)" }
            let operations = types.map { (id: "get\($0)", group: "Tickets" as String?, type: $0) }
            let files = Generation(document(operations, types: types)).files
            return files.filter { $0.key.hasPrefix("Tickets") }.mapValues(declaredTypes)
        }
        #expect(files(64).mapValues(\.count) == ["Tickets.swift": 64])
        let (split, grown) = (files(65), files(66))
        #expect(split.keys.sorted() == ["Tickets.swift", "TicketsTypes1.swift", "TicketsTypes2.swift"])
        #expect(split["Tickets.swift"] == [])
        #expect(split.values.joined().sorted() == (1...65).map { "Type\($0)" }.sorted())
        #expect(split.values.allSatisfy { $0.count <= 64 })
        // One type more is in one file more, and the others stay where they are.
        for (name, types) in split { #expect(Set(types).subtracting(grown[name] ?? []).isEmpty) }
    }

    private func declaredTypes(in text: String?) -> [String] {
        (text ?? "").split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            return words.count > 2 && words[0] == "struct" && words[2] == "JSONModel"
                ? String(words[1].dropLast()) : nil
        }
    }

    private let many = (1...40).map { "Type\($0)" }

    private func shards(_ types: [String], count: Int = 8) -> [String: String] {
        let operations = types.prefix(12).map { (id: "get\($0)", group: "G" as String?, type: $0) }
        return Generation(
            document(operations, types: types),
            options: Pipeline.Options(module: "Sample", layout: .shards, shards: count)
        ).files
    }

    @Test func shardsAreAFixedSet() {
        let names = ["Client.swift", "Limits.swift"] + (0..<8).map { "Shard\($0).swift" }
        #expect(shards(many).keys.sorted() == names)
        #expect(shards([]).keys.sorted() == names)
    }

    @Test func anEmptyShardImportsNothing() {
        let files = shards(["Type1"], count: 64)
        let empty = files.filter { $0.key.hasPrefix("Shard") && !$0.value.contains("extension") }
        #expect(empty.count >= 60)
        #expect(empty.values.allSatisfy { !$0.contains("import") && $0.hasPrefix("//") })
    }

    @Test func everyTypeStandsInOneShard() {
        let declared = shards(many).values.flatMap(declaredTypes)
        #expect(declared.sorted() == many.sorted())
    }

    @Test func anEditTouchesItsOwnShard() {
        let before = shards(many)
        let after = shards(many + ["Newcomer"])
        #expect(after.filter { before[$0.key] != $0.value }.count == 1)
        // Where a type stands does not depend on what else there is.
        let reversed = shards(many.reversed())
        for (name, text) in before where name.hasPrefix("Shard") {
            #expect(Set(declaredTypes(in: text)) == Set(declaredTypes(in: reversed[name])))
        }
    }

    @Test func shardsAreFilledEvenly() {
        let types = (1...400).map { "Type\($0)" }
        let counts = shards(types).filter { $0.key.hasPrefix("Shard") }.map { declaredTypes(in: $0.value).count }
        #expect(counts.count == 8)
        #expect(counts.allSatisfy { (20...90).contains($0) })
    }

    @Test func theirNumberFollowsTheDocumentsSize() {
        #expect(
            [0, 1, 98_304, 98_305, 1_000_000, 3_500_000].map(OutputLayout.shards(forBytes:)) == [1, 1, 1, 2, 16, 64])
    }
}
