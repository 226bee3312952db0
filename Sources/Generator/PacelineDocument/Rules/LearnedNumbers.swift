internal import PacelineDiagnostics
internal import PacelinePolicy

/// A policy that learns its numbers must have them told; one that declares none cannot go without.
enum LearnedNumbers: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        for policy in document.rateLimits?.policies ?? [] where policy.isLearned {
            let place = policy.location(of: "learn")
            guard policy.headers?.tellsNumbers == true else {
                diagnostics.error(
                    .learnsNothing, "`\(policy.name)` learns its numbers, and its `headers` tell none", at: place,
                    hint: "map `limit` or `rate`, such as `headers: { limit: X-RateLimit-Limit, … }`")
                continue
            }
            guard policy.numbers == .undisclosed, case .named(let names)? = policy.headers,
                policy.headers?.hasReset == false
            else { continue }
            diagnostics.error(
                .learnsNothing,
                "`\(policy.name)` has no `window`, and nothing tells one", at: place,
                hint: names.rate == nil
                    ? "map `reset` in `headers`, or declare a `quota` and a `window` to start with"
                    : "declare the `quota`, the `window` and the `burst` that hold until the first response")
        }
    }
}
