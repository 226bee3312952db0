internal import PacelineDiagnostics
internal import PacelinePolicy

/// What a policy reads in bodies of responses must be there: in what their schemas declare, where they declare
/// anything.
enum ResponsePointers: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        for policy in document.rateLimits?.policies ?? [] {
            for (condition, location) in zip(
                policy.refusal.value.response.conditions, policy.refusal.conditionLocations)
            {
                check(
                    condition.value, at: location, in: refusals(of: policy, document),
                    "no declared refusal of the policy `\(policy.name)`", document, &diagnostics)
            }
            for (value, location) in readings(of: policy) {
                check(
                    value, at: location, in: responses(of: policy, document),
                    "no declared response of the policy `\(policy.name)`", document, &diagnostics)
            }
        }
    }

    private static func check(
        _ value: ResponseValue, at location: SourceLocation, in schemas: [Schema], _ subject: String,
        _ document: Document, _ diagnostics: inout DiagnosticSink
    ) {
        guard case .body(let text) = value, let pointer = SchemaPointer(text, document),
            case .missing(let name, let known) = pointer.find(in: schemas)
        else { return }
        diagnostics.untidy(
            .unknownPointer, "\(subject) has a property `\(name)`", at: location,
            hint: Suggestion.hint(for: name, among: known))
    }

    /// What is read in any response, and where that is written.
    private static func readings(of policy: PolicyObject) -> [(ResponseValue, SourceLocation)] {
        var readings: [(ResponseValue, SourceLocation)] = []
        if let value = policy.cost.settlement, let place = policy.cost.settlementLocation {
            readings.append((value, place))
        }
        if case .named(let names)? = policy.headers {
            readings += names.values.map { ($0, policy.location(of: "headers")) }
        }
        return readings + (policy.counts?.conditions ?? []).map { ($0.value, policy.location(of: "counts")) }
    }

    /// The schemas of the responses that can be refusals by their status.
    private static func refusals(of policy: PolicyObject, _ document: Document) -> [Schema] {
        schemas(of: policy, document) { name in
            guard let status = Int(name) else { return false }
            let statuses = policy.refusal.value.response.statuses
            return statuses.isEmpty ? status >= 400 : statuses.contains { $0.contains(status) }
        }
    }

    private static func responses(of policy: PolicyObject, _ document: Document) -> [Schema] {
        schemas(of: policy, document) { _ in true }
    }

    private static func schemas(
        of policy: PolicyObject, _ document: Document, where isMeant: (String) -> Bool
    ) -> [Schema] {
        document.operations(drawingOn: policy).flatMap(\.responses).filter { isMeant($0.name) }
            .compactMap { document.resolve($0.value) }.flatMap(\.content).compactMap(\.value.schema)
    }
}
