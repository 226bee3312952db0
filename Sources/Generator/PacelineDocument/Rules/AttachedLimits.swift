internal import PacelineDiagnostics

/// An attachment must have an effect, and the one that is meant.
enum AttachedLimits: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        guard let limits = document.rateLimits, limits.isComplete else { return }
        let operations = document.operations
        let usedTags = Set(operations.flatMap(\.tags))
        for tag in document.tags {
            guard let attachment = tag.rateLimit.flatMap({ limits.attachments[$0] }) else { continue }
            if !usedTags.contains(tag.name) {
                diagnostics.lost(
                    .unusedAttachment, "no operation has the tag `\(tag.name)`: its limits are attached to nothing",
                    at: attachment.location)
            }
        }
        let selecting = Dictionary(
            limits.policies.filter { !$0.applies.isExplicit }.map { ($0.name, $0) },
            uniquingKeysWith: { first, _ in first })
        for operation in operations { reportUnselected(operation, document, selecting, &diagnostics) }
        for policy in limits.policies where policy.applies.isAll { reportOnes(policy, limits, &diagnostics) }
    }

    /// An operation that names a policy by which it is not selected.
    private static func reportUnselected(
        _ operation: Operation, _ document: Document, _ selecting: [String: PolicyObject],
        _ diagnostics: inout DiagnosticSink
    ) {
        for attachment in document.callAttachments(of: operation) {
            for entry in attachment.entries {
                guard let policy = selecting[entry.policy.text], !policy.applies.selects(operation) else { continue }
                diagnostics.lost(
                    .unusedAttachment, "the policy `\(policy.name)` does not apply here, so this has no effect",
                    at: entry.policy.location,
                    hint: "select the operation in the policy's `applies`, or write `applies: explicit` there")
            }
        }
    }

    /// Costs of 1 here and there under a policy that takes 1 everywhere: it was meant to apply only there.
    private static func reportOnes(
        _ policy: PolicyObject, _ limits: RateLimitsObject, _ diagnostics: inout DiagnosticSink
    ) {
        let entries = limits.attachments.values.compactMap { $0.entry(for: policy) }
        guard policy.cost == CostObject(), !entries.isEmpty,
            entries.allSatisfy({ $0.cost == 1 && $0.numbers.isEmpty })
        else { return }
        for entry in entries {
            diagnostics.untidy(
                .needlessAttachment, "`\(policy.name)` applies to every operation, and each takes 1 of it anyway",
                at: entry.policy.location, hint: "write `applies: explicit` in the policy if it is only for these")
        }
    }
}
