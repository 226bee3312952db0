internal import PacelineDiagnostics

/// The parameters of a path template and those with `in: path` must be the same.
enum PathParameters: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        for item in document.paths {
            let inTemplate = names(in: item.template)
            let known = Set(inTemplate)
            for operation in item.operations {
                let declared = document.parameters(of: operation).filter { $0.place == .path }
                let names = Set(declared.map(\.name))
                for name in inTemplate where !names.contains(name) {
                    diagnostics.untidy(
                        .undeclaredPathParameter,
                        "\(operation.label) does not declare `{\(name)}` of its path; it is taken as a string",
                        at: operation.location,
                        hint: Suggestion.nearest(to: name, among: names.filter { !known.contains($0) }.sorted())
                            .map { "the declared `\($0)` should be `\(name)`" })
                }
                for parameter in declared where !known.contains(parameter.name) {
                    diagnostics.untidy(
                        .unusedPathParameter,
                        "`\(parameter.name)` is not in the path `\(item.template)` and is left out",
                        at: parameter.location(of: "name"))
                }
            }
        }
    }

    /// The names between braces, in order.
    static func names(in template: String) -> [String] {
        template.split(separator: "{", omittingEmptySubsequences: false).dropFirst().compactMap { part in
            part.firstIndex(of: "}").map { String(part[..<$0]) }
        }
    }
}
