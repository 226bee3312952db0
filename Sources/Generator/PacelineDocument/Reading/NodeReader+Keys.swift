internal import PacelineDiagnostics
internal import PacelineYAML

/// What is said about keys: unknown, missing, of another version, extensions.
extension NodeReader {
    mutating func reportUnknown(_ entry: Entries.Entry, of shape: ObjectShape) {
        let meant = Suggestion.nearest(to: entry.key, among: shape.fields.map(\.name))
        // A slip in the name of what holds a part of the API loses that part.
        let isPart = meant.flatMap { shape[$0]?.type.isPart } ?? false
        diagnostics.add(
            Diagnostic(
                isPart ? .lost : .untidy, .unknownMember,
                "`\(entry.key)` is not a member of \(shape.name) and is ignored", at: entry.keyNode.location,
                hint: meant.map { "did you mean `\($0)`?" }))
    }

    mutating func reportMissing(_ name: String, in node: Node, of shape: ObjectShape) {
        diagnostics.add(
            Diagnostic(
                shape.ifIncomplete.isEmpty ? .untidy : .lost, .missingMember,
                "\(shape.name) has no `\(name)`\(shape.ifIncomplete)", at: node.location))
    }

    /// The document is broken: what was meant to stand here is not known.
    mutating func reportEmpty(_ reference: Reference) {
        let entry = reference.node.entries.first { $0.key == "$ref" }
        let isComment = entry?.value.isNull ?? false
        diagnostics.error(
            .emptyReference, "`$ref` has no value", at: entry?.keyNode.location ?? reference.location,
            hint: isComment
                ? "in YAML, ` #` begins a comment: put the reference in quotes, like `'#/components/…'`"
                : "write where it leads, like `#/components/…`")
    }

    mutating func noteVersion(_ entry: Entries.Entry, _ owner: String, _ declared: String) {
        guard namedMembers.insert(entry.key).inserted else { return }
        diagnostics.note(
            .otherVersion,
            "`\(entry.key)` belongs to OpenAPI \(owner), the document says \(declared); it is read as in \(owner)",
            at: entry.keyNode.location)
    }

    /// Leaves the extensions of others alone, and finds ours where they are misspelt or in the wrong place.
    mutating func checkExtension(_ entry: Entries.Entry, of type: any SpecObject.Type) {
        switch (entry.key, type) {
        case ("x-rate-limits", is OpenAPIRoot.Type): break
        case ("x-rate-limit", is Operation.Type), ("x-rate-limit", is PathItem.Type), ("x-rate-limit", is Tag.Type),
            ("x-rate-limit", is Variant.Type):
            attachments.append(entry)
        case ("x-pagination", is Operation.Type), ("x-pagination", is Variant.Type), ("x-stream", is Operation.Type),
            ("x-stream", is Variant.Type):
            break
        case ("x-variants", is Operation.Type):
            guard accepts(entry.value, .map(.object(Variant.self)), key: entry.key, of: type.shape) else { return }
            for variant in entry.value.entries
            where accepts(variant.value, .object(Variant.self), key: variant.key, of: Variant.shape) {
                read(variant.value, as: Variant.self)
            }
        default:
            foreignLimits.note(entry, isOfData: type == Schema.self)
            checkSpelling(entry, of: type)
        }
    }

    private mutating func checkSpelling(_ entry: Entries.Entry, of type: any SpecObject.Type) {
        let letters = entry.key.lowercased().filter(\.isLetter)
        guard let hint = limitsHint(letters, of: type) ?? callsHint(letters, of: type) else { return }
        diagnostics.lost(
            .misspeltExtension, "`\(entry.key)` is not a member of \(type.shape.name) and is ignored",
            at: entry.keyNode.location, hint: hint)
    }

    private func limitsHint(_ letters: String, of type: any SpecObject.Type) -> String? {
        let ours = ["xratelimit", "xratelimits"]
        guard
            ours.contains(letters)
                || (9...12).contains(letters.count) && Suggestion.nearest(to: letters, among: ours) != nil
        else { return nil }
        return type == OpenAPIRoot.self
            ? "limits are declared in `x-rate-limits`" : "limits are declared in `x-rate-limits` at the root"
    }

    private static let ofCalls = [("xpagination", "x-pagination"), ("xstream", "x-stream")]

    /// Others have many words that are like these two, so that only a single slip is taken for one.
    private func callsHint(_ letters: String, of type: any SpecObject.Type) -> String? {
        guard let (_, name) = Self.ofCalls.first(where: { Suggestion.isSlip(letters, of: $0.0) }) else { return nil }
        let isItsPlace = type == Operation.self || type == Variant.self
        return isItsPlace ? "did you mean `\(name)`?" : "`\(name)` stands at an operation, or at a variant of one"
    }
}
