import HTTPTypes
import PacelineLimiter

/// Reads from a response's fields where quotas stand that nobody declared.
///
/// What is malformed, and what no quota can be, changes nothing.
struct ObservedFields {
    private let fields: HTTPFields
    private let clock: ResponseClock
    private let names: ObservedNames

    init(_ fields: HTTPFields, clock: ResponseClock, names: ObservedNames) {
        (self.fields, self.clock, self.names) = (fields, clock, names)
    }

    /// What the fields tell: by those that are being standardised, by their older drafts, or by those that servers had
    /// before them; the first of these that are there.
    var quotas: [ReportedQuota] {
        let standard = standardQuotas
        guard standard.isEmpty else { return standard }
        let families = ["RateLimit", "X-RateLimit", "X-Rate-Limit"]
        return families.lazy.compactMap { single(prefix: $0) }.first.map { [$0] } ?? []
    }

    /// Whether fields are there that ``quotas`` reads: cheaper than reading them.
    static func areIn(_ fields: HTTPFields) -> Bool {
        fields.contains { $0.name.canonicalName.hasPrefix("ratelimit") || $0.name.canonicalName.hasPrefix("x-rate") }
    }

    // MARK: draft-ietf-httpapi-ratelimit-headers

    private var standardQuotas: [ReportedQuota] {
        let policies = fields.value(of: "RateLimit-Policy").map(QuotaMember.list) ?? []
        guard let text = fields.value(of: "RateLimit") else {
            // Beside fields of an older draft a policy has no name, and belongs to them.
            guard fields.value(of: "RateLimit-Remaining") == nil else { return [] }
            return quotas(policies, [])
        }
        let states = QuotaMember.list(text)
        guard states.isEmpty || states.allSatisfy({ $0.numbers["r"] == nil }) else { return quotas(policies, states) }
        let numbers = QuotaMember.dictionary(text)
        guard let remaining = numbers["remaining"], let limit = numbers["limit"] else {
            return quotas(policies, [])
        }
        let window = policies.first { $0.numbers["q"] == limit }?.numbers["w"]
        return [
            ReportedQuota(
                quota: limit, window: window.flatMap(length), remaining: remaining,
                reset: numbers["reset"].flatMap(length))
        ]
    }

    private func quotas(_ policies: [QuotaMember], _ states: [QuotaMember]) -> [ReportedQuota] {
        var counted = policies.filter(\.countsRequests)
        // Several windows without names are several quotas: their lengths tell them apart.
        if counted.count > 1 {
            for place in counted.indices where counted[place].name.isEmpty {
                counted[place].name = counted[place].numbers["w"].map { "\($0)s" } ?? ""
            }
        }
        let uncounted = policies.filter { !$0.countsRequests }.map(\.name)
        var quotas = counted.map { policy in
            let state = states.first { state in
                let isSame = policy.partition == nil || state.partition == nil || state.partition == policy.partition
                return state.name == policy.name && isSame
            }
            return quota(policy, state)
        }
        // What counts something else than requests is not for us to keep.
        let alone = states.filter { state in
            state.countsRequests && !uncounted.contains(state.name) && !counted.contains { $0.name == state.name }
        }
        quotas += alone.map { quota($0, $0) }
        return quotas
    }

    private func quota(_ policy: QuotaMember, _ state: QuotaMember?) -> ReportedQuota {
        let name = names.reported(.policy, policy.name, partition: policy.partition ?? state?.partition)
        return ReportedQuota(
            identity: name, quota: policy.numbers["q"], window: policy.numbers["w"].flatMap(length),
            remaining: state?.numbers["r"], reset: state?.numbers["t"].flatMap(length))
    }

    private func length(_ seconds: Double) -> Duration? { seconds > 0 ? .atLeast(seconds: seconds) : nil }

    // MARK: Three fields of a family

    private func single(prefix: String) -> ReportedQuota? {
        let limit = number(prefix + "-Limit")
        var remaining = number(prefix + "-Remaining")
        if remaining == nil, let limit, let used = number(prefix + "-Used") { remaining = max(0, limit - used) }
        let reset =
            fields.value(of: prefix + "-Reset-After").flatMap(delta)
            ?? fields.value(of: prefix + "-Reset").flatMap(reset)
        guard limit != nil || remaining != nil else { return nil }
        let window = fields.value(of: prefix + "-Policy").flatMap { text in
            QuotaMember.list(text).first { $0.numbers["q"] == limit }?.numbers["w"]
        }
        let identity =
            fields.value(of: prefix + "-Bucket").flatMap { names.reported(.bucket, $0) }
            ?? fields.value(of: prefix + "-Resource").flatMap { names.reported(.resource, $0) }
        // A point in time that is held against the client's own clock may be off by hours: it measures no window.
        let isMeasure = window != nil || clock.isServers || !fields.value(of: prefix + "-Reset").tellsInstant
        return ReportedQuota(
            identity: identity, isWhole: true, quota: isMeasure ? limit : nil, window: window.flatMap(length),
            remaining: remaining, reset: reset)
    }

    /// The first number of a field, which others may follow behind a comma: a negative one, and what is none, tell
    /// nothing.
    private func number(_ name: String) -> Double? {
        guard let text = fields.value(of: name) else { return nil }
        let first = text.prefix { $0 != "," && $0 != ";" && $0 != " " }
        guard !first.isEmpty, first.isDecimal, let number = Double(String(first)), number <= 1e12
        else { return nil }
        return number
    }

    private func delta(_ text: String) -> Duration? { Duration.seconds(decimal: text)?.ifLonger }

    /// Seconds, a point in time in seconds or milliseconds since 1970, digits with units, or a date; nil for what is
    /// none of these, or over.
    private func reset(_ text: String) -> Duration? {
        if text.isDecimal, let number = Double(text) {
            switch number {
            case ..<1e9: return delta(text)
            case ..<1e12: return wait(until: number)
            case ..<1e15: return wait(until: number / 1000)
            default: return nil
            }
        }
        if let date = HTTPDate.seconds(text, near: clock.wall) { return wait(until: Double(date)) }
        if let date = Timestamp.seconds(text) { return wait(until: date) }
        return Duration(digitsAndUnits: text)?.ifLonger
    }

    private func wait(until instant: Double) -> Duration? {
        clock.wait(until: instant, bound: ReportedQuota.longestReset)?.ifLonger
    }
}

extension String? {
    /// Whether it is a point in time, and not a length of time.
    fileprivate var tellsInstant: Bool {
        guard let self else { return false }
        if let number = Double(self) { return number >= 1e9 }
        return Duration(digitsAndUnits: self) == nil
    }
}

extension QuotaMember {
    /// Whether what it counts are requests: what it says nothing of is (the draft's default).
    fileprivate var countsRequests: Bool { unit == nil || unit == "requests" }
}
