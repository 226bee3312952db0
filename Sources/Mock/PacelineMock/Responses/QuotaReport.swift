import Foundation
import PacelineModel
import PacelinePolicy

/// What a response tells of the quota, in the fields that the policies declare.
struct QuotaReport {
    /// A policy with its rule and with where it stands.
    struct Entry {
        var policy: RateLimitPolicy
        var rule: LimitRule
        var standing: Ledger.Standing
        /// The server's identity for the bucket; nil where it tells none.
        var identity: String?

        init(
            policy: RateLimitPolicy, rule: LimitRule, standing: Ledger.Standing, identity: String? = nil
        ) {
            self.policy = policy
            self.rule = rule
            self.standing = standing
            self.identity = identity
        }
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
            for field in entry.fields(now: now) where !fields.contains(where: { $0.hasName(field.name) }) {
                fields.append(field)
            }
        }
        return fields
    }

    /// A response of JSON with what it tells in its body.
    func placed(in response: MockResponse) -> MockResponse {
        let values = entries.filter { $0.rule.count != nil }.flatMap { $0.bodyValues(now: now) }
        guard !values.isEmpty else { return response }
        var body = Sample(json: response.body) ?? .object([])
        for (pointer, text) in values {
            body = body.placing(Double(text) == nil ? .string(text) : .number(text), at: pointer)
        }
        var response = response
        response.body = Array(body.jsonText.utf8)
        response.fields.removeAll { $0.hasName("Content-Type") && !$0.value.lowercased().contains("json") }
        if !response.fields.contains(where: { $0.hasName("Content-Type") }) {
            response.fields.append(.init("Content-Type", "application/json"))
        }
        if response.status == 204 { response.status = 200 }
        return response
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

    /// What stands in header fields, by the policy's own names, and what the request did cost.
    fileprivate func fields(now: Nanoseconds) -> [MockRequest.Pair] {
        var fields = values(now: now).compactMap { value, text -> MockRequest.Pair? in
            if case .header(let name) = value { .init(name, text) } else { nil }
        }
        guard case .named(let names)? = policy.fields else { return fields }
        let told = texts(now: now)
        for template in names.templates {
            let text = template.template.parts.map { part in
                switch part {
                case .text(let text): text
                case .hole(let name): told[name] ?? ""
                }
            }
            fields.append(.init(template.field, text.joined()))
        }
        return fields
    }

    /// What stands in the body.
    fileprivate func bodyValues(now: Nanoseconds) -> [(pointer: String, text: String)] {
        values(now: now).compactMap { value, text in
            if case .body(let pointer) = value { (pointer, text) } else { nil }
        }
    }

    private func values(now: Nanoseconds) -> [(ResponseValue, String)] {
        var values: [(ResponseValue, String)] = []
        if let settlement = policy.settlement, standing.isAdmitted {
            values.append((settlement, quantityText(standing.cost)))
        }
        guard case .named(let names)? = policy.fields else { return values }
        let told = texts(now: now)
        let places: [(String, ResponseValue?)] = [
            ("limit", names.limit), ("remaining", names.remaining), ("used", names.used), ("rate", names.rate),
            ("bucket", names.bucket), ("name", names.name),
        ]
        for (name, value) in places {
            if let value, let text = told[name] { values.append((value, text)) }
        }
        if let reset = names.reset, let span = self.reset {
            values.append((reset.value, reset.form.text(of: span, now: now)))
        }
        return values
    }

    /// What can be told, by the names that stand for it in a policy's `headers`.
    private func texts(now: Nanoseconds) -> [String: String] {
        let used = max(0, rule.capacity - standing.remaining)
        var texts = [
            "limit": quantityText(tellsRate ? rule.capacity : quota), "remaining": String(Int64(standing.remaining)),
            "used": String(Int64(used.rounded(.up))), "name": policy.name,
        ]
        if let quota = rule.numbers.quota, rule.window > 0 {
            texts["rate"] = quantityText(quota / (Double(rule.window) / 1e9))
        }
        texts["bucket"] = identity
        texts["reset"] = reset.map { String(wholeSeconds($0)) }
        return texts
    }

    /// Whether the rate is told apart, so that the limit is what a token bucket holds.
    private var tellsRate: Bool {
        guard case .named(let names)? = policy.fields else { return false }
        return names.rate != nil || names.templates.contains { $0.template.holes.contains("rate") }
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
        case .rfc3339:
            Date(timeIntervalSince1970: Double(wholeSeconds(now + span))).formatted(.iso8601)
        }
    }
}

extension MockRequest.Pair {
    /// Whether the field has this name, which is matched without case (RFC 9110, section 5.1).
    func hasName(_ name: String) -> Bool { self.name.lowercased() == name.lowercased() }
}
