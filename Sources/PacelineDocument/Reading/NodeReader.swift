internal import PacelineDiagnostics
internal import PacelineYAML

/// Reads every object of a document once against its shape and reports what does not fit.
///
/// The depth of the recursion is bounded by the tree's own bound on nesting.
struct NodeReader {
    let root: Node
    let version: Document.Version
    var diagnostics: DiagnosticSink
    /// As what each object was read, by the number of its node; a reference must lead to the same kind.
    private var readAs: [Int: ObjectIdentifier] = [:]
    /// Targets of references, for what stands where no shape leads (`#/definitions/Pet`).
    private var pending: [(node: Node, type: any SpecObject.Type)] = []
    /// The members of another edition that have been named already: once in a document is enough.
    var namedMembers: Set<String> = []

    init(root: Node, version: Document.Version, diagnostics: DiagnosticSink) {
        self.root = root
        self.version = version
        self.diagnostics = diagnostics
    }

    /// Reads the document from its root, then what only references lead to.
    mutating func readDocument() {
        read(root, as: OpenAPIRoot.self)
        if ["paths", "components", "webhooks"].allSatisfy({ root[$0] == nil }) {
            diagnostics.error(
                "missing-member", "the document has neither `paths` nor `components`", at: root.location,
                hint: Suggestion.nearest(to: "paths", among: root.entries.map(\.key)).map {
                    "`\($0)` should be `paths`"
                })
        }
        while let (node, type) = pending.popLast() { read(node, as: type) }
    }

    /// Reads an object that is no reference.
    mutating func read(_ node: Node, as type: any SpecObject.Type) {
        guard readAs.updateValue(ObjectIdentifier(type), forKey: node.number) != ObjectIdentifier(type) else { return }
        let shape = type.shape
        for entry in node.entries {
            if let field = shape[entry.key] {
                readMember(entry, field, of: shape)
            } else if entry.key.hasPrefix("x-") {
                checkExtension(entry, of: type)
            } else {
                reportUnknown(entry, of: shape)
            }
        }
        for field in shape.fields where field.isRequired && node[field.name] == nil && node["$ref"] == nil {
            reportMissing(field.name, in: node, of: shape)
        }
    }

    private mutating func readMember(_ entry: Entries.Entry, _ field: ObjectShape.Field, of shape: ObjectShape) {
        if let reason = field.notBuilt {
            diagnostics.warning("not-supported-yet", "`\(entry.key)`: \(reason)", at: entry.keyNode.location)
            return
        }
        switch field.edition {
        case .every: break
        case .next:
            diagnostics.warning(
                "not-supported-yet", "`\(entry.key)` of OpenAPI 3.2 is skipped", at: entry.keyNode.location)
            return
        case .old where version == .v31: noteEdition(entry, "3.0", "3.1")
        case .new where version == .v30: noteEdition(entry, "3.1", "3.0")
        case .old, .new: break
        }
        read(entry.value, as: field.type, key: entry.key, of: shape)
    }

    private mutating func read(_ node: Node, as type: FieldType, key: String, of shape: ObjectShape) {
        guard accepts(node, type, key: key, of: shape) else { return }
        switch type {
        case .any, .text, .word, .boolean, .integer, .number, .textOrTexts, .booleanOrNumber, .texts: break
        case .list(let element):
            for child in node.elements { read(child, as: element, key: key, of: shape) }
        case .map(let value):
            for entry in node.entries { read(entry.value, as: value, key: entry.key, of: shape) }
        case .patterned(let form, let value):
            for entry in node.entries {
                if isKey(entry, of: form) { read(entry.value, as: value, key: entry.key, of: shape) }
            }
        case .object(let type):
            if type == PathItem.self, node["$ref"] != nil { readReference(node, to: type) }
            read(node, as: type)
        case .reference(let type):
            if node["$ref"] == nil { read(node, as: type) } else { readReference(node, to: type) }
        case .schema:
            if node.isMapping { readSchema(node) }
        }
    }

    private mutating func readSchema(_ node: Node) {
        if node["$ref"] != nil { follow(Reference(node: node), to: Schema.self) }
        read(node, as: Schema.self)
    }

    // MARK: References

    private mutating func readReference(_ node: Node, to type: any SpecObject.Type) {
        follow(Reference(node: node), to: type)
        guard type != PathItem.self else { return }
        for entry in node.entries where !entry.key.hasPrefix("x-") && Reference.shape[entry.key] == nil {
            diagnostics.warning(
                "ignored-member", "`\(entry.key)` has no effect beside `$ref`", at: entry.keyNode.location,
                hint: "a reference stands for the whole object")
        }
    }

    private mutating func follow(_ reference: Reference, to type: any SpecObject.Type) {
        switch ReferenceResolver(root: root).follow(reference) {
        case .elsewhere:
            let isAnchor = reference.text.hasPrefix("#")
            diagnostics.warning(
                "not-supported-yet",
                "`\(reference.text)`: references to \(isAnchor ? "anchors" : "other documents") are not followed yet",
                at: reference.location, hint: isAnchor ? nil : "bundle the documents into one")
        case .circle:
            diagnostics.error(
                "circular-reference", "`\(reference.text)` leads back to itself and to no object",
                at: reference.location)
        case .missing(let last):
            // A later link of the chain is reported at its own place.
            guard last.node == reference.node else { return }
            diagnostics.error(
                "unresolved-reference", "there is nothing at `\(reference.text)`", at: reference.location,
                hint: referenceHint(reference))
        case .found(let node): check(reference, leadingTo: node, as: type)
        }
    }

    private mutating func check(_ reference: Reference, leadingTo node: Node, as type: any SpecObject.Type) {
        let section = reference.componentName?.section
        let isOfKind = node.isMapping || (type == Schema.self && node.boolean != nil)
        if !isOfKind || (section != nil && section != type.section) {
            diagnostics.error(
                "wrong-reference", "`\(reference.text)` is not \(type.shape.name)", at: reference.location,
                hint: type.section.map { "expected is something of `#/components/\($0)`" })
        } else if section == nil, node.isMapping, readAs[node.number] == nil {
            pending.append((node, type))
        }
    }

    private func referenceHint(_ reference: Reference) -> String? {
        guard let tokens = reference.pointer?.tokens, let last = tokens.last,
            let parent = root.resolve(JSONPointer(tokens: tokens.dropLast()))
        else { return nil }
        return Suggestion.hint(for: last, among: parent.entries.map(\.key))
    }
}
