internal import PacelineDiagnostics

/// A parameter is told from others of its list by its name and its place, and stands there once.
enum DuplicateParameter: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        for item in document.paths {
            report(item.parameters, document, &diagnostics)
            for operation in item.operations { report(operation.parameters, document, &diagnostics) }
        }
    }

    private static func report(
        _ list: [Referenced<Parameter>], _ document: Document, _ diagnostics: inout DiagnosticSink
    ) {
        var known: [Parameter.Key: Parameter] = [:]
        for item in list {
            guard let parameter = document.resolve(item), let key = parameter.key else { continue }
            guard let first = known.updateValue(parameter, forKey: key) else { continue }
            let message = "the parameter `\(parameter.name)` stands in this list already; this one holds"
            if first.node == parameter.node {
                diagnostics.untidy(.duplicateParameter, message, at: item.location)
            } else {
                diagnostics.lost(
                    .duplicateParameter, message, at: item.location, hint: "the other one is at \(first.location)")
            }
        }
    }
}
