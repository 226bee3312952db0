internal import PacelineDiagnostics

/// A quota below the cost of a request lets no request pass, ever.
enum QuotaThatBlocks: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        for policy in document.rateLimits?.policies ?? [] where policy.quota < 1 {
            let hint: String? =
                policy.quota > 0
                ? "lengthen the window until the quota is at least 1: `quota: 1`, `window: \(seconds(policy))s`" : nil
            diagnostics.error(
                "quota-blocks", "with this quota the policy `\(policy.name)` lets no request pass",
                at: policy.location(of: "quota"), hint: hint)
        }
    }

    /// The seconds, rounded up, in which one request is allowed.
    private static func seconds(_ policy: PolicyObject) -> Int {
        Int((Double(policy.windowMilliseconds) / policy.quota / 1000).rounded(.up))
    }
}
