import PacelineDiagnostics
import PacelineLowering
import PacelineModel
import PacelineSwiftViews
import PacelineYAML
import Testing

/// Names of real documents do not change when these are put into another order, or something is added anywhere.
struct StableNamesTests {
    private static let documents = ["spotify", "discord", "train-travel", "adyen-checkout", "openai-apple-example"]

    @Test(.enabled(if: Corpus.isThere, "There is no corpus beside the repository."), arguments: documents)
    func shuffled(_ document: String) throws {
        let root = try Self.root(of: document)
        let names = try Self.names(DocumentWriter(adding: [:], isShuffled: false).text(root))
        for _ in 0..<2 {
            let others = try Self.names(DocumentWriter(adding: [:], isShuffled: true).text(root))
            #expect(names.differences(from: others) == [] && others.count == names.count)
        }
    }

    @Test(.enabled(if: Corpus.isThere, "There is no corpus beside the repository."), arguments: documents)
    func grown(_ document: String) throws {
        let root = try Self.root(of: document)
        let names = try Self.names(DocumentWriter(adding: [:], isShuffled: false).text(root))
        #expect(names.count > 20)
        // A first tag would make groups where paths made them.
        let hasTags = root["paths"]?.entries.contains { $0.value.entries.contains { $0.value["tags"] != nil } } == true
        let additions = [
            "/paths": (0..<5).map { ("/added\($0)/{id}", Self.operation($0, hasTag: hasTags)) },
            "/components/schemas": (0..<5).map { ("WhatIsAdded\($0)", Self.schema) },
        ]
        for _ in 0..<2 {
            let grown = try Self.names(DocumentWriter(adding: additions, isShuffled: false).text(root))
            #expect(names.differences(from: grown) == [])
            #expect(grown.count >= names.count + 15)
        }
    }

    private static let schema = """
        {"type": "object", "properties": {"kind": {"enum": ["a", "b"]}, "parts": {"type": "array", "items": {
        "title": "Part of what is added", "type": "object", "properties": {"x": {"enum": [1, 2]}}}}}}
        """

    private static func operation(_ number: Int, hasTag: Bool) -> String {
        """
        {"get": {"operationId": "added\(number)", "tags": [\(hasTag ? "\"added\"" : "")], "parameters": [
        {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}], "responses": {"200": {
        "description": "ok", "content": {"application/json": {"schema": {
        "$ref": "#/components/schemas/WhatIsAdded\(number)"}}}}}}}
        """
    }

    private static func root(of document: String) throws -> Node {
        let source = try #require(try Corpus.source(of: document), "the document is missing")
        var diagnostics = DiagnosticSink()
        return try #require(YAMLTree.read(source, diagnostics: &diagnostics)?.root)
    }

    /// The Swift names of types and methods, by what the document calls them.
    private static func names(_ text: String) throws -> [String: String] {
        var diagnostics = DiagnosticSink()
        let api = try #require(
            load(Source(path: "d.json", bytes: Array(text.utf8)), diagnostics: &diagnostics), "nothing is generated")
        let names = APINames(api, module: "Client")
        let types = api.types.map { ("type " + $0.id.name, names.type($0.id).bare) }
        let methods = api.operations.map { ("operation " + $0.id, names.method($0.id).bare) }
        return Dictionary(uniqueKeysWithValues: types + methods)
    }
}

extension [String: String] {
    /// The names that another document has differently, or not at all.
    fileprivate func differences(from other: [String: String]) -> [String] {
        filter { other[$0] != $1 }.map { "\($0) is \($1), then \(other[$0] ?? "nothing")" }.sorted()
    }
}

/// Writes a document as JSON, with paths and schemas in another order, or with more of them.
private struct DocumentWriter {
    /// What is added, by the pointer to the mapping.
    let additions: [String: [(name: String, json: String)]]
    let isShuffled: Bool

    init(adding additions: [String: [(String, String)]], isShuffled: Bool) {
        self.additions = additions
        self.isShuffled = isShuffled
    }

    func text(_ node: Node, at pointer: String = "") -> String {
        switch node.kind {
        case .mapping:
            var entries = node.entries.map { ($0.key, text($0.value, at: "\(pointer)/\($0.key)")) }
            if isShuffled, ["/paths", "/components/schemas"].contains(pointer) { entries.shuffle() }
            for entry in additions[pointer] ?? [] {
                entries.insert((entry.name, entry.json), at: Int.random(in: 0...entries.count))
            }
            return "{" + entries.map { "\(quoted($0.0)):\($0.1)" }.joined(separator: ",") + "}"
        case .sequence: return "[" + node.elements.map { text($0, at: pointer + "/-") }.joined(separator: ",") + "]"
        case .string: return quoted(node.text ?? "")
        case .null: return "null"
        case .boolean: return node.boolean == true ? "true" : "false"
        case .integer, .number: return node.integer.map { String($0) } ?? String(node.double ?? 0)
        }
    }

    private func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
