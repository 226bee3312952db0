internal import PacelineDiagnostics
internal import PacelineYAML

/// Reads every object of a document once against its shape and reports what does not fit.
///
/// The depth of the recursion is bounded by the tree's own bound on nesting.
struct NodeReader {
    let root: Node
    let version: Document.Version
    private(set) var trees: SourceTrees
    var diagnostics: DiagnosticSink
    /// As what each object was read; a reference must lead to the same kind.
    private var readAs: [Node: ObjectIdentifier] = [:]
    /// Targets of references, for what stands where no shape leads (`#/definitions/Pet`).
    private var pending: [(node: Node, type: any SpecObject.Type)] = []
    /// The members of another version that have been named already: once in a document is enough.
    var namedMembers: Set<String> = []
    /// The attachments of limits (`x-rate-limit`), which are read with the limits themselves.
    var attachments: [Entries.Entry] = []
    /// Limits in the vocabularies of others.
    var foreignLimits = ForeignLimits()

    init(root: Node, version: Document.Version, trees: SourceTrees, diagnostics: DiagnosticSink) {
        self.root = root
        self.version = version
        self.trees = trees
        self.diagnostics = diagnostics
    }

    /// Reads the document from its root, then what only references lead to.
    mutating func readDocument() {
        read(root, as: OpenAPIRoot.self)
        if ["paths", "components", "webhooks"].allSatisfy({ root[$0] == nil }) {
            diagnostics.error(
                .missingMember, "the document has neither `paths` nor `components` nor `webhooks`", at: root.location,
                hint: Suggestion.nearest(to: "paths", among: root.entries.map(\.key)).map {
                    "`\($0)` should be `paths`"
                })
        }
        while let (node, type) = pending.popLast() { read(node, as: type) }
    }

    /// Reads an object that is no reference.
    mutating func read(_ node: Node, as type: any SpecObject.Type) {
        guard readAs.updateValue(ObjectIdentifier(type), forKey: node) != ObjectIdentifier(type) else { return }
        let shape = type.shape
        if type == Discriminator.self { loadMapped(Discriminator(node: node)) }
        if type == Schema.self { checkBounds(of: Schema(node: node)) }
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
        func reportSkipped(_ what: String) {
            diagnostics.add(
                Diagnostic(
                    field.isRemark ? .untidy : .lost, .notSupportedYet, "`\(entry.key)`\(what)",
                    at: entry.keyNode.location))
        }
        if let reason = field.unsupported { return reportSkipped(": \(reason)") }
        switch field.versions {
        case .all: break
        case .v32: return reportSkipped(" of OpenAPI 3.2 is skipped")
        case .v30 where version == .v31: noteVersion(entry, "3.0", "3.1")
        case .v31 where version == .v30: noteVersion(entry, "3.1", "3.0")
        case .v30, .v31: break
        }
        read(entry.value, as: field.type, key: entry.key, of: shape)
    }

    private mutating func read(_ node: Node, as type: FieldType, key: String, of shape: ObjectShape) {
        guard accepts(node, type, key: key, of: shape) else { return }
        switch type {
        case .any, .text, .word, .boolean, .integer, .number, .count, .positive, .pattern, .textOrTexts,
            .booleanOrNumber, .texts:
            break
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
            diagnostics.untidy(
                .ignoredMember, "`\(entry.key)` has no effect beside `$ref`", at: entry.keyNode.location,
                hint: "a reference stands for the whole object")
        }
    }

    private mutating func follow(_ reference: Reference, to type: any SpecObject.Type) {
        guard !reference.text.isEmpty else { return reportEmpty(reference) }
        switch outcome(of: reference) {
        case .found(let node): check(reference, leadingTo: node, as: type)
        case .circle:
            diagnostics.lost(
                .circularReference,
                "`\(reference.text)` is circular; \(Self.loss(of: type))",
                at: reference.location)
        case .endless:
            diagnostics.lost(
                .longReference,
                "`\(reference.text)` leads through more than \(ReferenceResolver.longestChain) references; "
                    + Self.loss(of: type), at: reference.location)
        case .elsewhere(let last):
            report(
                .remoteReference, "is not fetched", of: last, at: reference, hint: "keep a copy beside the document",
                type)
        case .unread(let last, let path):
            let problem = trees.problem(with: path)
            // What is only missing may come; what may not be read is a mistake of whoever starts the generator.
            report(
                .missingFile, "cannot be followed: the file `\(path)` \(problem.reason)", of: last, at: reference,
                hint: problem.hint, type, as: problem == .unreadable ? .lost : .error)
        case .missing(let last):
            // What stands in the document itself cannot come from elsewhere: the document is broken.
            let isOwn = last.target.file.isEmpty && last.node.root == root
            report(
                .unresolvedReference, "leads to nothing", of: last, at: reference, hint: hint(for: last), type,
                as: isOwn ? .error : .lost)
        }
    }

    /// How following a reference ends, after the files on its way have been read.
    private mutating func outcome(of reference: Reference) -> ReferenceResolver.Outcome {
        while true {
            let outcome = ReferenceResolver(trees: trees).follow(reference)
            guard case .unread(_, let path) = outcome, trees.load(path, diagnostics: &diagnostics) else {
                return outcome
            }
        }
    }

    /// A later link of a chain is reported at its own place.
    private mutating func report(
        _ code: DiagnosticCode, _ problem: String, of last: Reference, at reference: Reference, hint: String? = nil,
        _ type: any SpecObject.Type, as severity: Diagnostic.Severity = .lost
    ) {
        guard last.node == reference.node else { return }
        let loss = severity == .error ? "" : "; \(Self.loss(of: type))"
        diagnostics.add(
            Diagnostic(severity, code, "`\(reference.text)` \(problem)\(loss)", at: reference.location, hint: hint))
    }

    /// What becomes of a place whose reference leads nowhere.
    private static func loss(of type: any SpecObject.Type) -> String {
        type == Schema.self ? "the value can be anything" : "\(type.shape.name) is left out here"
    }

    /// Reads the files to which only a discriminator's mapping leads. What is wrong with it is a rule's to say.
    private mutating func loadMapped(_ discriminator: Discriminator) {
        let components = discriminator.node.root["components"]?["schemas"]
        for mapping in discriminator.mapping where components?[mapping.value] == nil {
            let target = Reference.Target(mapping.value)
            var step = ReferenceResolver(trees: trees).step(target, from: discriminator.node)
            if case .unread(let path) = step, trees.load(path, diagnostics: &diagnostics) {
                step = ReferenceResolver(trees: trees).step(target, from: discriminator.node)
            }
            if case .node(let schema?) = step, schema.isMapping { pending.append((schema, Schema.self)) }
        }
    }

    private mutating func check(_ reference: Reference, leadingTo node: Node, as type: any SpecObject.Type) {
        let section = reference.componentName?.section
        let isOfKind = node.isMapping || (type == Schema.self && node.boolean != nil)
        if !isOfKind || (section != nil && section != type.section) {
            diagnostics.lost(
                .wrongReference, "`\(reference.text)` is not \(type.shape.name); it is read as far as it fits",
                at: reference.location, hint: type.section.map { "expected is something of `#/components/\($0)`" })
        } else if section == nil || node.root != root, node.isMapping, readAs[node] == nil {
            pending.append((node, type))
        }
    }

    private mutating func hint(for reference: Reference) -> String? {
        let target = reference.target
        guard let tokens = target.pointer?.tokens, let last = tokens.last,
            case .node(let parent?) = ReferenceResolver(trees: trees).step(target.parent, from: reference.node)
        else { return nil }
        return diagnostics.suggestion(for: last, among: parent.entries.map(\.key))
    }
}
