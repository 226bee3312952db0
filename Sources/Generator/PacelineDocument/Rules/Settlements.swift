internal import PacelineDiagnostics
internal import PacelinePolicy

/// A cost that is known afterwards must be reserved before, or every call may exceed the quota.
enum Settlements: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        for policy in document.rateLimits?.policies ?? [] {
            guard let place = policy.cost.settlementLocation, policy.unit != "requests", policy.cost.estimate == nil,
                policy.cost.declaredDefault == nil, policy.cost.methods.isEmpty
            else { continue }
            diagnostics.untidy(
                .settlementWithoutEstimate,
                "until the response comes each request of `\(policy.name)` takes 1 of its \(policy.unit)", at: place,
                hint: "add `default`, or an `estimate`, to `cost`")
        }
    }
}
