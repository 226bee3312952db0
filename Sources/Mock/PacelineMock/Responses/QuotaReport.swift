import PacelinePolicy

/// What a response tells of the quota, in the fields that the policies declare.
struct QuotaReport {
    /// A policy with its rule and with where it stands.
    struct Entry {
        var policy: RateLimitPolicy
        var rule: LimitRule
        var standing: Ledger.Standing
    }

    let entries: [Entry]
    /// The present time in nanoseconds since 1970.
    let now: Nanoseconds

    /// The fields, the IETF's before the named ones. Of two policies that use one name, the tighter one speaks.
    var fields: [MockRequest.Pair] {
        let told = entries.filter { $0.rule.count != nil }
        var fields: [MockRequest.Pair] = []
        let ietf = told.filter { $0.policy.fields == .ietf }
        if !ietf.isEmpty {
            fields.append(.init("RateLimit-Policy", ietf.map(\.policyItem).joined(separator: ", ")))
            fields.append(.init("RateLimit", ietf.map(\.limitItem).joined(separator: ", ")))
        }
        for entry in told.sorted(by: { $0.remainingPart < $1.remainingPart }) {
            for field in entry.namedFields(now: now) where !fields.contains(where: { $0.hasName(field.name) }) {
                fields.append(field)
            }
        }
        return fields
    }
}

extension QuotaReport.Entry {
    fileprivate var remainingPart: Double { standing.remaining / rule.capacity }

    /// The quota of a whole window: that of a token bucket is its rate, not what it holds.
    private var quota: Double {
        rule.numbers.quota ?? rule.capacity
    }

    /// When the quota is whole again, never told as more than a window: an arrival that stands to the very end of its
    /// window would make a client that has no fraction of a second wait for one more.
    private var reset: Nanoseconds? { standing.reset.map { rule.window > 0 ? min($0, rule.window) : $0 } }

    /// An item of `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers, section 3): integers of units and seconds.
    fileprivate var policyItem: String {
        let unit = rule.numbers.concurrency != nil ? "concurrent-requests" : rule.unit
        let label = unit == "requests" ? "" : ";qu=\"\(unit)\""
        let window = rule.window > 0 ? ";w=\(wholeSeconds(rule.window))" : ""
        return "\"\(policy.name)\";q=\(Int64(quota))\(label)\(window)"
    }

    /// An item of `RateLimit` (the same, section 4).
    fileprivate var limitItem: String {
        let reset = reset.map { ";t=\(wholeSeconds($0))" } ?? ""
        return "\"\(policy.name)\";r=\(Int64(standing.remaining))\(reset)"
    }

    fileprivate func namedFields(now: Nanoseconds) -> [MockRequest.Pair] {
        guard case .named(let names)? = policy.fields else { return [] }
        let used = max(0, rule.capacity - standing.remaining)
        var fields: [MockRequest.Pair] = []
        if let name = names.limit { fields.append(.init(name, quantityText(quota))) }
        if let name = names.remaining { fields.append(.init(name, String(Int64(standing.remaining)))) }
        if let name = names.used { fields.append(.init(name, String(Int64(used.rounded(.up))))) }
        if let reset = names.reset, let span = self.reset {
            fields.append(.init(reset.field, reset.form.text(of: span, now: now)))
        }
        return fields
    }
}

extension QuotaFields.Form {
    /// The end of a span that begins now, never told too early.
    fileprivate func text(of span: Nanoseconds, now: Nanoseconds) -> String {
        let milliseconds = (span + 999_999) / 1_000_000
        return switch self {
        case .delta: String(wholeSeconds(span))
        case .epoch: String(wholeSeconds(now + span))
        case .epochMilliseconds: String((now + span + 999_999) / 1_000_000)
        case .duration:
            milliseconds < 60_000
                ? "\(quantityText(Double(milliseconds) / 1_000))s"
                : "\(milliseconds / 60_000)m\(quantityText(Double(milliseconds % 60_000) / 1_000))s"
        case .date: httpDate(wholeSeconds(now + span))
        }
    }
}

extension MockRequest.Pair {
    /// Whether the field has this name, which is matched without case (RFC 9110, section 5.1).
    func hasName(_ name: String) -> Bool { self.name.lowercased() == name.lowercased() }
}
