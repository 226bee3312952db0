internal import PacelineDiagnostics

/// Two templates that differ in the names of their parameters only stand for the same paths (OpenAPI 3.1, section
/// 4.8.8.2).
enum SamePath: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        var known: [String: (template: String, methods: Set<String>)] = [:]
        for item in document.paths {
            let shape = shape(of: item.template)
            defer { known[shape, default: (item.template, [])].methods.formUnion(item.operations.map(\.method)) }
            guard let (first, methods) = known[shape] else { continue }
            let message = "`\(item.template)` stands for the same paths as `\(first)`"
            let hint = "name the parameters alike and join the two"
            if item.operations.contains(where: { methods.contains($0.method) }) {
                diagnostics.lost(
                    .samePath, message + ": a server cannot tell their calls apart", at: item.location, hint: hint)
            } else {
                diagnostics.untidy(.samePath, message, at: item.location, hint: hint)
            }
        }
    }

    /// The template without the names of its parameters.
    private static func shape(of template: String) -> String {
        template.split(separator: "{", omittingEmptySubsequences: false).enumerated().map { index, part in
            index == 0 ? part : part.firstIndex(of: "}").map { part[$0...] } ?? part
        }.joined(separator: "{")
    }
}
