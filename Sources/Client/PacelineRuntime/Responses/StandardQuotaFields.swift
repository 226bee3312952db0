import HTTPTypes

/// Reads the quota fields that are being standardised (draft-ietf-httpapi-ratelimit-headers): `RateLimit` and
/// `RateLimit-Policy`, lists of structured fields (RFC 9651), and the three fields of its drafts up to the sixth.
enum StandardQuotaFields {
    /// What the fields tell of `policy`; nil when they tell nothing of it, or are malformed.
    ///
    /// They name it by its own name, or by the name of an advertised policy with its quota, window and unit.
    static func state(of policy: RateLimitPolicy, _ fields: HTTPFields) -> QuotaState? {
        guard let told = fields.value(of: "RateLimit").map(QuotaMember.list) else {
            return olderState(of: policy, fields)
        }
        let advertised = fields.value(of: "RateLimit-Policy").map(QuotaMember.list) ?? []
        // Numbers that are learned are no mark of the policy; one that is the only one is meant.
        let isMeant = { (member: QuotaMember) in
            member.describes(policy) || policy.isLearned && advertised.count == 1
        }
        let names = [policy.name] + advertised.filter(isMeant).map(\.name)
        guard let member = told.first(where: { names.contains($0.name) }),
            let remaining = member.numbers["r"]
        else { return nil }
        let numbers = advertised.first { $0.name == member.name }?.numbers ?? [:]
        return QuotaState(
            remaining: max(0, remaining),
            reset: member.numbers["t"].map { QuotaState.Reset(wait: .atLeast(seconds: $0)) }, limit: numbers["q"],
            window: numbers["w"].map { .atLeast(seconds: $0) })
    }

    /// `RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset`, the last in seconds from the response on. They
    /// speak of the policy that is closest to being spent, so they count for the one whose quota they name.
    private static func olderState(of policy: RateLimitPolicy, _ fields: HTTPFields) -> QuotaState? {
        guard let remaining = fields.value(of: "RateLimit-Remaining").flatMap({ Duration.seconds(decimal: $0) }) else {
            return nil
        }
        if let limit = fields.value(of: "RateLimit-Limit") {
            // Policies may follow the number, behind a comma.
            guard Double(limit.prefix { $0 != "," }) == policy.numbers.quota else { return nil }
        }
        let reset = fields.value(of: "RateLimit-Reset").flatMap { Duration.seconds(decimal: $0) }
        return QuotaState(remaining: remaining.seconds, reset: reset.map { QuotaState.Reset(wait: $0) })
    }
}
