import Foundation
@testable import PacelineLowering
import PacelineModel
@testable import PacelineSwiftViews
import PacelineYAML
import Testing

/// Says for `scripts/corpus-examples` which generated type the values of a schema or of a body have.
///
/// `EXAMPLE_TYPES` names a folder, which gets a file for each document. Its lines are `schema` or `body`, the JSON
/// pointer to the schema or to the body's media type, and the Swift type.
struct ExampleTypes {
    private static let folder = ProcessInfo.processInfo.environment["EXAMPLE_TYPES"]

    @Test(.enabled(if: folder != nil, "scripts/corpus-examples asks for it."), arguments: Corpus.sources.keys.sorted())
    func write(_ document: String) throws {
        let source = try #require(try Corpus.source(of: document))
        let audit = try #require(Audit(source, of: document), "nothing is generated")
        let client = Self.client(of: document)
        let types = TypeExpression.outside(APINames(audit.api, module: client))
        var pointers: [Node: [String]] = [:]
        Self.note(audit.written.root, at: [], in: &pointers)
        let schemas = audit.typed.compactMap { typed in pointers[typed.schema].map { ("schema", $0, typed.type) } }
        let bodies = Self.bodies(of: audit.api).map { ("body", $0, $1) }
        let text = (schemas + bodies).map { kind, tokens, type in
            "\(kind)\t\(JSONPointer(tokens: tokens).text)\t\(types(type))\n"
        }
        let folder = URL(filePath: try #require(Self.folder))
        try Data(text.joined().utf8).write(to: folder.appending(path: "\(document).tsv"))
    }

    /// What the client of a document is called: its words, each with a capital letter.
    private static func client(of document: String) -> String {
        let words = document.split { !$0.isLetter && !$0.isNumber }
        let name = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        return name.first?.isNumber == true ? "N" + name : name
    }

    private static func bodies(of api: API) -> [([String], TypeReference)] {
        api.operations.flatMap { operation -> [([String], TypeReference)] in
            let place = ["paths", operation.path.text, operation.method.rawValue]
            let requests = operation.bodies.map { (place + ["requestBody"], $0) }
            let responses = operation.responses.compactMap { response in
                response.payload.map { (place + ["responses", response.status.written], $0) }
            }
            return (requests + responses).compactMap { holder, payload in
                guard case .json(let type) = payload.content else { return nil }
                return (holder + ["content", payload.mediaType], type)
            }
        }
    }

    /// Notes where the nodes stand that may be schemas.
    private static func note(_ node: Node, at place: [String], in pointers: inout [Node: [String]]) {
        if node.isMapping, pointers[node] == nil { pointers[node] = place }
        for entry in node.entries { note(entry.value, at: place + [entry.key], in: &pointers) }
        for (index, element) in node.elements.enumerated() { note(element, at: place + ["\(index)"], in: &pointers) }
    }
}
