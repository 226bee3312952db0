internal import PacelineDiagnostics
internal import PacelinePolicy

/// One field cannot speak of two windows.
enum SharedHeaders: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        var reported: Set<String> = []
        for operation in document.operations {
            let policies = document.limits(of: operation).map(\.policy)
            for (index, policy) in policies.enumerated() {
                for other in policies[..<index] {
                    guard let field = sharedField(policy, other), reported.insert(policy.name).inserted else {
                        continue
                    }
                    diagnostics.untidy(
                        .sharedHeader,
                        "`\(field)` is mapped for `\(other.name)` as well, whose window is another: it speaks of one of "
                            + "them only", at: policy.location(of: "headers"))
                }
            }
        }
    }

    /// The first field that both map, when their windows differ and a request can be counted by both.
    private static func sharedField(_ first: PolicyObject, _ second: PolicyObject) -> String? {
        guard case .named(let own) = first.headers, case .named(let others) = second.headers,
            let window = first.numbers.window, let other = second.numbers.window,
            window != other,
            first.authentication?.map(\.text) == second.authentication?.map(\.text)
        else { return nil }
        return own.fields.intersection(others.fields).min()
    }
}
