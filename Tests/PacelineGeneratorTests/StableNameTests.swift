import PacelineDiagnostics
import PacelineGenerator
import Testing

/// Names depend neither on the order of a document nor on what is added to it.
struct StableNameTests {
    private static let head = "openapi: 3.1.0\ninfo: { title: Shop, version: '1' }\n"

    private func path(_ id: String, tags: String = "", schema: String = "{ type: string }") -> String {
        """
          /\(id): { get: { operationId: '\(id)', tags: [\(tags)], responses: { '200': { description: ok, content: { \
        application/json: { schema: \(schema) } } } } } }

        """
    }

    /// The declared names, sorted.
    private func names(_ paths: [String], _ schemas: [String] = []) -> Set<String> {
        let generation = Generation(
            Self.head + "paths:\n" + paths.joined() + "components:\n  schemas:\n" + schemas.joined()
                + (schemas.isEmpty ? "    Any: {}\n" : ""))
        let words = generation.text.split(separator: "\n").compactMap { line -> String? in
            let words = line.split { " (:{".contains($0) }
            let keyword = words.firstIndex { ["func", "struct", "enum"].contains($0) }
            return keyword.map { words[$0...].prefix(2).joined(separator: " ") }
        }
        return Set(words)
    }

    @Test func theGroupIsNotSaidTwice() {
        let names = names([
            path("repos/get-content", tags: "repos"), path("createSkill", tags: "Skills"), path("pets", tags: "pets"),
        ])
        #expect(names.isSuperset(of: ["func getContent", "func createSkill", "func pets"]))
    }

    @Test func ofTwoEqualNamesTheUncutOneIsShort() {
        let paths = [path("reposGet", tags: "repos"), path("get", tags: "repos")]
        for paths in [paths, paths.reversed()] {
            let generation = Generation(Self.head + "paths:\n" + paths.joined())
            #expect(generation.text.contains("func get(") && generation.text.contains("func reposGet("))
            let said = generation.diagnostics.diagnostics.map { "\($0.code) \($0.severity)" }
            #expect(said.contains("methods-alike lost"))
        }
    }

    @Test func theOrderMeansNothing() {
        let paths = [
            path("reposGet", tags: "repos"), path("get", tags: "repos"), path("get_all", tags: "repos"),
            path("getAll", tags: "repos"),
        ]
        let schemas = [
            "    user: { type: object, properties: { a: { enum: [x, y] } } }\n",
            "    User: { type: object, properties: { b: { enum: [x, y] } } }\n",
            "    Kid: { allOf: [{ $ref: '#/components/schemas/Base' }] , properties: { own: { enum: [p, q] } } }\n",
            "    Base: { type: object, properties: { kind: { enum: [p, q] } } }\n",
            "    BaseKind: { type: object, properties: { z: {} } }\n",
        ]
        let first = names(paths, schemas)
        #expect(first.isSuperset(of: ["struct User", "struct User2", "struct BaseKind", "struct KidOwn"]))
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20 {
            #expect(names(paths.shuffled(using: &generator), schemas.shuffled(using: &generator)) == first)
        }
    }

    /// A title is a name as long as one schema alone has it.
    @Test func equalTitlesAreToldApartByPlace() {
        let titled = "{ type: array, items: { title: Address, type: object, properties: { a: {} } } }"
        #expect(names([path("one", schema: titled)]).contains("struct Address"))
        let both = names([path("one", schema: titled), path("two", schema: titled)])
        #expect(both.isSuperset(of: ["struct OneResponseItem", "struct TwoResponseItem"]))
        #expect(!both.contains { $0.hasPrefix("struct Address") })
    }

    @Test func inlineTypesLeaveTheNamesOfComponentsAlone() {
        let schemas = [
            "    Pet: { type: object, properties: { kind: { enum: [a, b] } } }\n",
            "    Pet kind: { type: object, properties: { z: {} } }\n",
            "    Zoo: { type: object, properties: { q: {} } }\n",
        ]
        let names = names([path("a")], schemas)
        #expect(names.isSuperset(of: ["struct PetKind", "struct PetKind2"]))
    }

    @Test func pathsMakeGroupsWhereThereAreNoTags() {
        let paths = ["/v1/pets", "/v1/pets/{id}", "/api/zoo"].enumerated().map { index, path in
            "  '\(path)': { get: { operationId: 'o\(index)', parameters: [], responses: { '204': { description: ok } } } }\n"
        }
        let text = Generation(Self.head + "paths:\n" + paths.joined()).text
        #expect(text.contains("var pets: PetsAPI") && text.contains("var zoo: ZooAPI"))
        let flat = Generation(Self.head + "paths:\n" + paths.joined(), configuration: "names: { untagged: client }\n")
            .text
        #expect(!flat.contains("PetsAPI"))
    }

    @Test func theGroupsWordsCanBeKept() {
        let document = Self.head + "paths:\n" + path("reposGet", tags: "repos")
        #expect(Generation(document).text.contains("func get("))
        #expect(Generation(document, configuration: "names: { groupWords: keep }\n").text.contains("func reposGet("))
    }

    @Test func comparisonsAreReadOut() {
        let names = Generation(
            Self.head
                + "components:\n  schemas:\n    A: { type: object, properties: { Sent: {}, 'Sent<': {}, 'Sent>': {} } }\n"
        ).text
        #expect(names.contains("var sent: ") && names.contains("var sentLess: ") && names.contains("var sentGreater: "))
    }
}
