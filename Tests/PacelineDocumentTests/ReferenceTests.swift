import PacelineDiagnostics
import PacelineDocument
import PacelineYAML
import Synchronization
import Testing

/// References beyond `#/components/…`.
struct ReferenceTests {
    private static let frame = "openapi: 3.1.0\ninfo: { title: T, version: '1' }\n"

    private func read(_ text: String, path: String = "api/t.yaml", files: [String: String] = [:]) -> Reading {
        Reading(Self.frame + text, path: path, loader: SourceLoader { files[$0].map { Array($0.utf8) } })
    }

    private func schema(_ name: String, of reading: Reading) -> Schema? {
        let schema = reading.document?.components.schemas.first { $0.name == name }?.value
        return schema.flatMap { reading.document?.resolve($0) }
    }

    @Test(arguments: [
        ("'#/components/schemas/T/properties/a'", "T", nil), ("'#/components/schemas/T/$defs/d'", "d", "d"),
        ("'#named'", "n", "named"), ("'#/x-own/0'", "x", nil), ("'https://x.example/t'", "i", "t"),
        ("'https://x.example/t#/properties/p'", "p", "p"),
    ])
    func leadsAnywhereInTheDocument(_ reference: String, _ title: String, _ name: String?) {
        let reading = read(
            """
            x-own: [{ title: x }]
            components:
              schemas:
                R: { $ref: \(reference) }
                T:
                  $defs: { d: { title: d }, n: { $anchor: named, title: n } }
                  properties: { a: { title: T } }
                I: { $id: 'https://x.example/t', title: i, properties: { p: { title: p }, q: { $ref: other } } }
                J: { $id: 'https://x.example/other', title: j }
            """)
        #expect(reading.said == [])
        #expect(schema("R", of: reading)?.title == title)
        #expect(reading.document?.components.schemas[0].value.reference?.targetName == name)
        let q = schema("I", of: reading)?.properties[1].value
        #expect(q.flatMap { reading.document?.resolve($0) }?.title == "j")
    }

    private static let files = [
        "api/common/pet.yaml":
            "title: Pet\nproperties: { owner: { $ref: 'people.json#/Owner' }, mother: { $ref: '#' } }",
        "api/common/people.json":
            #"{"Owner": {"title": "Owner", "properties": {"pet": {"$ref": "./pet.yaml"}, "home": {"$ref": "../t.yaml#/components/schemas/Home"}}}}"#,
        "shared.yaml": "components: { schemas: { A: { $ref: '#/components/schemas/B' }, B: { title: B } } }",
    ]

    @Test func followsOtherFiles() throws {
        let reading = read(
            """
            components:
              schemas:
                Pet: { $ref: common/pet.yaml }
                A: { $ref: ../shared.yaml#/components/schemas/A }
                Home: { title: Home }
            """, files: Self.files)
        #expect(reading.said == [])
        let document = try #require(reading.document)
        let pet = try #require(schema("Pet", of: reading))
        #expect(pet.location.path == "api/common/pet.yaml")
        #expect(document.components.schemas.map { $0.value.reference?.targetName } == ["pet", "A", nil])
        #expect(schema("A", of: reading)?.title == "B")
        let owner = try #require(document.resolve(pet.properties[0].value))
        #expect(owner.title == "Owner")
        #expect(document.resolve(pet.properties[1].value) == pet)
        #expect(document.resolve(owner.properties[0].value) == pet)
        #expect(document.resolve(owner.properties[1].value)?.title == "Home")
    }

    @Test(arguments: ["./api/t.yaml", "/x/api/t.yaml", "api/t.yaml"])
    func aFileMayLeadBack(_ path: String) {
        let other = SourcePath.resolve("o.yaml", from: SourcePath.folder(of: path))
        let reading = read(
            "components: { schemas: { A: { $ref: o.yaml }, B: { title: B } } }", path: path,
            files: [other: "$ref: 't.yaml#/components/schemas/B'"])
        #expect(reading.said == [])
        #expect(schema("A", of: reading) == reading.document?.components.schemas[1].value)
    }

    @Test func readsEachFileOnce() {
        let count = Counter()
        let text =
            "components: { schemas: { A: { $ref: a.yaml }, B: { $ref: a.yaml }, C: { $ref: c.yaml }, D: { $ref: c.yaml } } }"
        _ = Reading(
            Self.frame + text,
            loader: SourceLoader { path in
                count.add()
                return path == "a.yaml" ? Array("title: A".utf8) : nil
            })
        #expect(count.value == 2)
    }

    @Test func readsWhatOnlyAMappingLeadsTo() throws {
        let reading = read(
            """
            components:
              schemas:
                A: { type: object, discriminator: { propertyName: kind, mapping: { b: b.yaml, c: '#/x-c', d: A } } }
            x-c: { title: C }
            """, files: ["api/b.yaml": "title: B\ntypo: 1"])
        #expect(reading.said == ["2:1 unknown-member"])
        let discriminator = try #require(schema("A", of: reading)?.discriminator)
        let schemas = discriminator.mapping.map { reading.document?.schema(mappedBy: $0, of: discriminator)?.title }
        #expect(schemas == ["B", "C", nil])
    }

    @Test func aPathItemMayHaveMoreThanItsReference() throws {
        let reading = read(
            """
            paths:
              /a: { $ref: '#/components/pathItems/A', summary: Own, parameters: [{ name: p, in: query }], put: { operationId: b } }
            components:
              pathItems:
                A: { get: { operationId: a }, put: { operationId: c }, summary: Its, parameters: [{ name: q, in: query }] }
            """)
        let item = try #require(reading.document?.paths.first)
        #expect(item.operations.map(\.operationID) == ["a", "b"])
        #expect(item.summary == "Own")
        #expect(reading.document?.parameters(of: item.operations[0]).map(\.name) == ["q", "p"])
    }

    @Test func aBrokenFileIsLostAndNotTheDocument() {
        let reading = read(
            "components: { schemas: { A: { $ref: a.yaml }, B: { $ref: 'b.yaml#/no' }, C: { $ref: 'https://x.example/c' } } }",
            files: ["api/a.yaml": "a: [", "api/b.yaml": "yes: 1"])
        #expect(
            reading.said == [
                "1:5 yaml-syntax", "3:37 missing-file", "3:58 unresolved-reference", "3:85 remote-reference",
            ])
        #expect(!reading.diagnostics.hasErrors)
    }
}

/// Counts from a closure that may be called anywhere.
private final class Counter: Sendable {
    private let count = Mutex(0)
    func add() { count.withLock { $0 += 1 } }
    var value: Int { count.withLock { $0 } }
}
