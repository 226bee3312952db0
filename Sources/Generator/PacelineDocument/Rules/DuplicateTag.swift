internal import PacelineDiagnostics

/// Tags are groups; a tag that is listed twice is one group.
enum DuplicateTag: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        var known: Set<String> = []
        for tag in document.tags where !known.insert(tag.name).inserted {
            diagnostics.untidy(
                .duplicateTag, "the tag `\(tag.name)` is listed twice; the first entry counts",
                at: tag.location(of: "name"))
        }
    }
}
