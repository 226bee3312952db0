import Foundation
import PacelineDiagnostics
import PacelineLowering
import PacelineModel
import PacelineYAML
import Testing

/// The types of the shipped document against the responses that the API's reference shows.
struct SourceExampleTests {
    @Test func everyKeyIsDeclaredAndOfItsKind() throws {
        var diagnostics = DiagnosticSink()
        let api = try #require(load(try Repository.source("Specs/contact-center-ai.yaml"), diagnostics: &diagnostics))
        let rows = try #require(
            YAMLTree.read(try Repository.source("Tests/Cases/facts/responses.json"), diagnostics: &diagnostics))
        var walk = Walk(api: api)
        for row in rows.root.elements {
            let name = try #require(row["name"]?.text)
            let operation = try #require(api.operations.first { $0.summary == name }, "\(name)")
            let example = try #require(row["response"])
            guard case .json(let type)? = operation.success.payload?.content else {
                Issue.record("\(name) returns nothing that is typed")
                continue
            }
            walk.check(example, type, at: name)
        }
        #expect(rows.root.count > 70)
        #expect(walk.problems == [])
    }

    /// A walk over an example beside its type.
    private struct Walk {
        let api: API
        var problems: [String] = []

        mutating func check(_ value: Node, _ type: TypeReference, at place: String) {
            switch type {
            case .json: break
            case .nullable(let inner): if !value.isNull { check(value, inner, at: place) }
            case .array(let element):
                if !value.isSequence { problems.append("\(place) is no list") }
                for (index, item) in value.elements.enumerated() { check(item, element, at: "\(place)/\(index)") }
            case .map(let inner):
                for entry in value.entries { check(entry.value, inner, at: "\(place)/\(entry.key)") }
            case .named(let id): check(value, named: id, at: place)
            case .string, .base64, .date, .dateTime: expect(value.kind == .string, value, "text", place)
            case .boolean: expect(value.kind == .boolean, value, "boolean", place)
            case .integer, .int32, .int64, .uint64: expect(value.integer != nil, value, "integer", place)
            case .float, .double, .decimal: expect(value.double != nil, value, "number", place)
            }
        }

        private mutating func check(_ value: Node, named id: TypeID, at place: String) {
            switch api.type(id) {
            case .record(let record):
                for entry in value.entries {
                    if let property = record.properties.first(where: { $0.name == entry.key }) {
                        check(entry.value, property.type, at: "\(place)/\(entry.key)")
                    } else if record.additional == nil {
                        problems.append("\(place)/\(entry.key) is not declared")
                    }
                }
            case .enumeration: expect(value.kind == .string, value, "text", place)
            case .union, nil: break
            }
        }

        private mutating func expect(_ holds: Bool, _ value: Node, _ kind: String, _ place: String) {
            if !holds { problems.append("\(place) is no \(kind): \(value.text ?? "a structure")") }
        }
    }
}
