internal import PacelineDiagnostics
internal import PacelineYAML

extension NodeReader {
    /// Whether a value is of its field's type; reports it when not, and what it is taken for.
    mutating func accepts(_ node: Node, _ type: FieldType, key: String, of shape: ObjectShape) -> Bool {
        if node.isNull, !type.takesNull {
            // Where it is followed more is known about an empty reference.
            if key != "$ref" {
                diagnostics.untidy(.emptyMember, "`\(key)` has no value and is ignored", at: node.location)
            }
            return false
        }
        switch type {
        case .any: return true
        case .text:
            if node.string != nil { return true }
            guard let text = node.text else { return reject(node, key, type, "a string") }
            diagnostics.untidy(
                .wrongType, "`\(key)` should be a string, this is \(node.kindName); it is read as \"\(text)\"",
                at: node.location, hint: "put it in quotes")
            return true
        case .word(let words):
            guard let word = node.text else { return reject(node, key, type, "a string") }
            if words.contains(word) { return true }
            diagnostics.lost(
                .unknownWord, "`\(key)` cannot be `\(word)`; it is ignored", at: node.location,
                hint: Suggestion.hint(for: word, among: words) ?? "one of \(words.joined(separator: ", "))")
            return false
        case .boolean: return node.boolean != nil || reject(node, key, type, "true or false")
        case .pattern:
            guard accepts(node, .text, key: key, of: shape) else { return false }
            checkPattern(node.text ?? "", "`\(key)`", at: node.location)
            return true
        case .integer: return node.integer != nil || reject(node, key, type, "an integer")
        case .count:
            guard let count = node.integer else { return reject(node, key, type, "an integer") }
            return count >= 0 || reject(node, key, type, "at least 0")
        case .positive:
            guard let number = node.double else { return reject(node, key, type, "a number") }
            return number > 0 || reject(node, key, type, "above 0")
        case .number: return node.double != nil || reject(node, key, type, "a number")
        case .booleanOrNumber:
            return node.boolean != nil || node.double != nil
                || reject(node, key, type, "a number (3.1) or a flag (3.0)")
        case .textOrTexts: return acceptsTypes(node)
        case .texts:
            guard node.isSequence else { return reject(node, key, type, "a list of strings") }
            for element in node.elements where element.scalarText == nil {
                _ = reject(element, key, type, "a list of strings")
            }
            return true
        case .list: return node.isSequence || reject(node, key, type, "a list")
        case .map, .patterned, .object, .reference: return node.isMapping || reject(node, key, type, "a mapping")
        case .schema: return node.isMapping || node.boolean != nil || reject(node, key, type, "a schema")
        }
    }

    private mutating func reject(_ node: Node, _ key: String, _ type: FieldType, _ expected: String) -> Bool {
        let found = node.double == nil ? node.kindName : "`\(node.text ?? "")`"
        diagnostics.add(
            Diagnostic(
                type.isPart ? .lost : .untidy, .wrongType,
                "`\(key)` should be \(expected), this is \(found); it is ignored", at: node.location))
        return false
    }

    private static let schemaTypes = ["string", "number", "integer", "boolean", "array", "object", "null"]

    private mutating func acceptsTypes(_ node: Node) -> Bool {
        let types = node.isSequence ? Array(node.elements) : [node]
        if node.isMapping { return reject(node, "type", .textOrTexts, "a type or a list of types") }
        for type in types where !Self.schemaTypes.contains(type.text ?? "") {
            diagnostics.lost(
                .unknownType, "`\(type.text ?? type.kindName)` is not a JSON type; the value can be anything",
                at: type.location,
                hint: Suggestion.hint(for: type.text ?? "", among: Self.schemaTypes)
                    ?? "the types are \(Self.schemaTypes.joined(separator: ", "))")
        }
        return true
    }

    /// Whether a key has the form that its map asks for; extensions are ignored.
    mutating func isKey(_ entry: Entries.Entry, of form: FieldType.KeyForm) -> Bool {
        if form == .pattern {
            checkPattern(entry.key, "this name of members", at: entry.keyNode.location)
            return true
        }
        if entry.key.hasPrefix("x-") { return false }
        switch form {
        case .pattern: break
        case .path:
            if entry.key.hasPrefix("/") { return true }
            diagnostics.lost(
                .wrongPath, "the path `\(entry.key)` does not begin with `/` and is skipped",
                at: entry.keyNode.location)
        case .status:
            if Self.isStatus(entry.key) { return true }
            // No server answers with a number outside 100 to 599 (RFC 9110, section 15).
            diagnostics.add(
                Diagnostic(
                    Int(entry.key) == nil ? .lost : .untidy, .wrongStatus,
                    "`\(entry.key)` is not a valid status and is skipped", at: entry.keyNode.location,
                    hint: "a status is a code (`404`), a class of codes (`4XX`) or `default`"))
        case .mediaType:
            if MediaType.isName(entry.key) { return true }
            diagnostics.lost(
                .wrongMediaType, "`\(entry.key)` is not a valid media type and is skipped", at: entry.keyNode.location,
                hint: "a media type is written like `application/json`")
        }
        return false
    }

    private static func isStatus(_ key: String) -> Bool {
        if key == "default" { return true }
        if let code = Int(key) { return (100...599).contains(code) }
        let bytes = Array(key.utf8)
        return bytes.count == 3 && (0x31...0x35).contains(bytes[0]) && key.lowercased().hasSuffix("xx")
    }
}

extension FieldType {
    /// Whether a member of this type is a part of the API, which is lost with it, and not a remark or a bound.
    var isPart: Bool {
        switch self {
        case .word, .textOrTexts, .object, .reference, .schema: true
        case .list(let inner), .map(let inner), .patterned(_, let inner): inner.isPart
        case .any, .text, .boolean, .integer, .number, .count, .positive, .pattern, .booleanOrNumber, .texts: false
        }
    }

    fileprivate var takesNull: Bool {
        switch self {
        // `type: null` without quotes is a slip that cannot be misunderstood.
        case .any, .textOrTexts: true
        default: false
        }
    }
}

extension Node {
    /// The kind with its article, for messages.
    var kindName: String {
        switch kind {
        case .null: "null"
        case .boolean: "a boolean"
        case .integer: "an integer"
        case .number: "a number"
        case .string: "a string"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}
