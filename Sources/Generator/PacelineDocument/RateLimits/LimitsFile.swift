internal import PacelineDiagnostics
internal import PacelineYAML

/// A file that declares the limits of a document which does not: `x-rate-limits` as it would stand at the document's
/// root, and beside it `operations`, which takes the place of the `x-rate-limit` of operations.
struct LimitsFile {
    /// What `x-rate-limits` would be.
    let limits: Node
    /// What would be attached to operations, by their ids; empty when nothing is.
    let attachments: [Entries.Entry]

    static let shape = MappingShape(
        "a limits file", "The limits of a document that does not declare them.", allowsExtensions: true,
        [
            .optional("x-rate-limits", .any, "The limits, as they would stand at the document's root."),
            .optional(
                "operations", .mapping(.mapping(.any)),
                """
                What `x-rate-limit` would hold at operations, by their `operationId`s, whether they may be repeated, \
                how their pages follow one another, and how they answer in streams.
                """
            ),
        ])

    /// What may stand at an operation besides its limits.
    static let extensions: [(name: String, shape: Shape)] = [
        ("x-idempotent", .flag), ("x-idempotency-key", .form(.idempotencyField)),
        ("x-pagination", .members(PaginationShapes.operation)),
        ("x-stream", .any),
    ]

    /// Reads the file. nil where there is nothing to work with, after an error.
    static func read(_ source: Source, diagnostics: inout DiagnosticSink) -> LimitsFile? {
        guard let root = YAMLTree.read(source, diagnostics: &diagnostics)?.root else { return nil }
        guard root.isMapping else {
            diagnostics.error(
                .noLimits, "this file declares no limits: a mapping with `x-rate-limits` is expected",
                at: root.location)
            return nil
        }
        if let kind = ["overlay": "an OpenAPI Overlay", "openapi": "a whole OpenAPI document"]
            .first(where: { root[$0.key] != nil })
        {
            diagnostics.error(
                .notSupportedYet, "\(kind.value) in place of a limits file is not supported yet",
                at: root.entries.first { $0.key == kind.key }?.keyNode.location,
                hint: "write its `x-rate-limits` as a file of its own")
            return nil
        }
        guard let limits = root["x-rate-limits"], limits.isMapping, limits["policies"] != nil else {
            diagnostics.error(
                .noLimits, "this file declares no limits: `x-rate-limits` with `policies` is missing",
                at: (root["x-rate-limits"] ?? root).location,
                hint: root["policies"] == nil ? nil : "`policies` belongs under `x-rate-limits`")
            return nil
        }
        var reader = ShapeReader(diagnostics)
        reader.check(root, .members(shape), "this file")
        let operations = root["operations"].flatMap { $0.isMapping ? Array($0.entries) : nil } ?? []
        for entry in operations where entry.value.isMapping {
            for (name, shape) in extensions {
                if let node = entry.value[name] { reader.check(node, shape, "`\(name)`") }
            }
        }
        diagnostics = reader.diagnostics
        return LimitsFile(limits: limits, attachments: operations.filter { !reader.wrong.contains($0.value) })
    }

    /// The limits node to be read for a document: that of its file where it has one, else its own. A document that has
    /// both is refused: nobody could say which number holds.
    static func limits(of root: Node, file: LimitsFile?, _ diagnostics: inout DiagnosticSink) -> Node? {
        guard let file else { return root["x-rate-limits"] }
        guard let own = root["x-rate-limits"] else { return file.limits }
        let place = root.entries.first { $0.key == "x-rate-limits" }?.keyNode.location
        if own.isMapping, own["policies"] != nil {
            diagnostics.error(
                .duplicateLimits, "the document declares limits, and a limits file is given as well", at: place,
                hint: "leave one of them out")
        } else {
            diagnostics.lost(
                .foreignDialect, "`x-rate-limits` without `policies` is of another dialect and is ignored", at: place)
        }
        return file.limits
    }

    /// Reports the attachments to operations that the document does not have.
    func reportUnknownOperations(of document: Document, _ diagnostics: inout DiagnosticSink) {
        guard !attachments.isEmpty else { return }
        let ids = document.operations.flatMap(\.selectableIDs)
        let known = Set(ids)
        for entry in attachments where !known.contains(entry.key) {
            diagnostics.error(
                .unknownOperation, "there is no operation `\(entry.key)`", at: entry.keyNode.location,
                hint: diagnostics.suggestion(for: entry.key, among: ids))
        }
    }
}
