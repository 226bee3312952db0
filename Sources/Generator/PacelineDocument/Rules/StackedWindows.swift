internal import PacelineDiagnostics
internal import PacelinePolicy

/// Two windows on the same requests: one of them is redundant when the other is always met first.
enum StackedWindows: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        let policies = document.rateLimits?.policies ?? []
        let places = Dictionary(document.operations.enumerated().map { ($1.location, $0) }, uniquingKeysWith: { $1 })
        // A token bucket is no window, and admits more at once than its rate.
        let windows = policies.filter { $0.numbers.window != nil && $0.numbers.algorithm?.burst == nil }
        let requests = windows.map { policy in
            Requests(policy, Set(document.operations(drawingOn: policy).compactMap { places[$0.location] }))
        }
        let groups = Dictionary(grouping: windows.indices.filter { !requests[$0].calls.isEmpty }) { requests[$0] }
        for indices in groups.values {
            let group = indices.map { windows[$0] }
            var useless: Set<String> = []
            for short in group { report(short, among: group, &useless, &diagnostics) }
        }
    }

    /// The requests that a policy counts, and how it tells them apart.
    private struct Requests: Hashable {
        let unit: String
        let cost: CostObject
        let authentication: [String]?
        let per: Set<RateLimitPartition>
        let calls: Set<Int>

        init(_ policy: PolicyObject, _ calls: Set<Int>) {
            unit = policy.unit
            cost = policy.cost
            authentication = policy.authentication?.map(\.text)
            per = Set(policy.per.map(\.value))
            self.calls = calls
        }
    }

    /// Reports what one longer window says about a shorter one: that one of the two is redundant. Of each longer one it
    /// is said once.
    private static func report(
        _ short: PolicyObject, among policies: [PolicyObject], _ useless: inout Set<String>,
        _ diagnostics: inout DiagnosticSink
    ) {
        guard case .quota(let quota, let window, _, _) = short.numbers else { return }
        for long in policies {
            guard case .quota(let longQuota, let longWindow, _, _) = long.numbers, longWindow > window else { continue }
            if longQuota <= quota {
                // No more is to be said about it.
                return diagnostics.untidy(
                    .stackedWindows,
                    "`\(short.name)` is redundant: its quota is not below that of the longer window `\(long.name)`",
                    at: short.location(of: "quota"))
            } else if longQuota >= quota * (longWindow / window), useless.insert(long.name).inserted {
                diagnostics.untidy(
                    .stackedWindows,
                    "`\(long.name)` is redundant: `\(short.name)` allows no more than that in the same time",
                    at: long.location(of: "quota"))
            }
        }
    }
}
