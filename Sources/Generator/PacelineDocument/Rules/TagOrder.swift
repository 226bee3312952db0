internal import PacelineDiagnostics

/// `x-order` must name each operation of its tag once, and nothing else.
enum TagOrder: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        let tagged = Dictionary(grouping: document.operations) { $0.tags.first }
        for tag in document.tags where !tag.order.isEmpty {
            let operations = tagged[tag.name] ?? []
            let ids = operations.compactMap(\.operationID)
            let known = Set(ids)
            var seen: Set<String> = []
            for name in tag.order {
                if !known.contains(name.text) {
                    diagnostics.untidy(
                        .unknownOperation, "the tag `\(tag.name)` has no operation `\(name.text)`; it is ignored",
                        at: name.location,
                        hint: diagnostics.suggestion(for: name.text, among: ids))
                } else if !seen.insert(name.text).inserted {
                    diagnostics.untidy(.orderedTwice, "`\(name.text)` stands here already", at: name.location)
                }
            }
            // The call for a stream follows the one for the value, unless it is named.
            let others = operations.filter { $0.streamCall != .stream }.compactMap(\.operationID)
            for id in others where !seen.contains(id) {
                diagnostics.untidy(
                    .notOrdered, "`x-order` of the tag `\(tag.name)` leaves out `\(id)`, which comes last",
                    at: tag.order[0].location)
            }
        }
    }
}
