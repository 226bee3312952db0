internal import PacelineDiagnostics
internal import PacelinePolicy

/// A bucket that holds less than what flows in during half a second: its size and its rate have changed places.
enum SwappedBurst: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        for policy in document.rateLimits?.policies ?? [] {
            guard case .quota(let quota, let window, .tokenBucket(let burst), _) = policy.numbers, burst > 1,
                quota / window.seconds > 2 * burst
            else { continue }
            diagnostics.untidy(
                .swappedBurst, "this bucket is full again within half a second",
                at: policy.location(of: "burst"),
                hint: "`quota` and `window` are the rate, `burst` is the size: "
                    + "are \(quota.formatted) and \(burst.formatted) swapped?")
        }
    }
}
