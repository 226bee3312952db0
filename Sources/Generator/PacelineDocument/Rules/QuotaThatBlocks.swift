internal import PacelineDiagnostics
internal import PacelinePolicy

/// A quota below the cost of a request lets no such request pass, ever.
enum QuotaThatBlocks: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        var reported: Set<String> = []
        for operation in document.operations {
            for limit in document.limits(of: operation) {
                let policy = limit.policy
                guard let capacity = (limit.numbers ?? policy.numbers).capacity, capacity < limit.cost else { continue }
                if let place = limit.attachment {
                    diagnostics.error(
                        .unsatisfiableQuota,
                        "\(operation.label) takes \(limit.cost.formatted) of `\(policy.name)`, which has room for "
                            + "\(capacity.formatted): it can never be admitted", at: place)
                } else if reported.insert(policy.name).inserted {
                    report(policy, cost: limit.cost, &diagnostics)
                }
            }
        }
        for policy in document.rateLimits?.policies ?? [] where !reported.contains(policy.name) {
            guard let capacity = policy.numbers.capacity, capacity < min(1, policy.cost.defaultCost) else { continue }
            // One that no operation draws on as it stands, such as a start value for operations' own numbers.
            guard !policy.countsEachOperation || capacity == 0 else { continue }
            report(policy, cost: policy.cost.defaultCost, &diagnostics)
        }
        for policy in document.rateLimits?.policies ?? [] {
            for plan in policy.plans {
                guard let capacity = plan.numbers.capacity, capacity < policy.cost.defaultCost else { continue }
                diagnostics.error(
                    .unsatisfiableQuota,
                    "with the plan `\(plan.name)` the policy `\(policy.name)` can never admit a request",
                    at: plan.location)
            }
        }
    }

    private static func report(_ policy: PolicyObject, cost: Double, _ diagnostics: inout DiagnosticSink) {
        let isBucket = policy.numbers.algorithm?.burst != nil
        let member = isBucket ? "burst" : policy.numbers.window == nil ? "concurrency" : "quota"
        if cost == 1 || policy.numbers.capacity == 0 {
            diagnostics.error(
                .unsatisfiableQuota, "with this \(member) the policy `\(policy.name)` can never admit a request",
                at: policy.location(of: member), hint: isBucket ? nil : hint(policy))
        } else {
            diagnostics.error(
                .unsatisfiableQuota,
                "a request takes \(cost.formatted) of the policy `\(policy.name)`, and this \(member) is less: it can never be admitted",
                at: policy.location(of: member))
        }
    }

    /// The window, in seconds rounded up, in which one request is allowed.
    private static func hint(_ policy: PolicyObject) -> String? {
        guard case .quota(let quota, let window, _, _) = policy.numbers, quota > 0 else { return nil }
        let seconds = Int((window.seconds / quota).rounded(.up))
        return "lengthen the window until the quota is at least 1: `quota: 1`, `window: \(seconds)s`"
    }
}
