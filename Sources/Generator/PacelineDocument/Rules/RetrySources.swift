internal import PacelineDiagnostics
internal import PacelinePolicy

/// A time to wait after a refusal must be there to be read, and be allowed.
enum RetrySources: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        for policy in document.rateLimits?.policies ?? [] {
            let retry = policy.retry.value
            if let place = policy.retry.afterLocation {
                reportUnusable(retry.after, of: policy, at: place, &diagnostics)
            }
            guard let longest = retry.maximumWait, let place = policy.retry.maximumWaitLocation else { continue }
            for case .fixed(let duration) in retry.after where duration > longest {
                diagnostics.untidy(
                    .shortWait,
                    "`after` has a time that is longer than `max-wait`: such a refusal is never waited out",
                    at: place)
            }
        }
    }

    private static func reportUnusable(
        _ sources: [RetryAfterSource], of policy: PolicyObject, at place: SourceLocation,
        _ diagnostics: inout DiagnosticSink
    ) {
        if sources == [.reset], policy.headers?.hasReset != true {
            diagnostics.lost(
                .unusableRetry, "no field for `reset` is mapped for the policy `\(policy.name)`", at: place,
                hint: "map it in `headers`, or add `window` or a length of time")
        }
        if sources == [.window], policy.numbers.window == nil {
            diagnostics.lost(
                .unusableRetry, "the policy `\(policy.name)` has no window to wait for", at: place,
                hint: "write a length of time, such as `30s`")
        }
    }
}
