internal import PacelineDiagnostics
internal import PacelinePolicy
internal import PacelineYAML

extension RateLimitsReader {
    /// What a policy says of numbers. A policy counts over time, or at a time, or says only how it refuses.
    mutating func numbers(of members: PolicyMembers, isComplete: Bool) -> RateLimitNumbers? {
        let concurrency = members["concurrency"]
        guard members["quota"] != nil || members["window"] != nil else {
            if concurrency == nil, members["refusal"] == nil {
                // A policy of the kinds that are not built has been named already.
                if isComplete { reportNothing(members) }
                return nil
            }
            let isAlone = rejectMembersOfTime(members, but: concurrency == nil ? "plans" : nil)
            guard let concurrency else { return isAlone ? .undisclosed : nil }
            return self.concurrency(concurrency).flatMap { isAlone ? .concurrency($0) : nil }
        }
        if let concurrency {
            error(
                .conflictingMembers,
                "the policy `\(members.name)` has both a `quota` and a `concurrency`",
                at: concurrency, hint: "one policy counts over time or at a time: make two of it")
            return nil
        }
        return quota(of: members)
    }

    private mutating func reportNothing(_ members: PolicyMembers) {
        diagnostics.error(
            .missingMember,
            "the policy `\(members.name)` has neither `quota` and `window` nor `concurrency` nor a `refusal`",
            at: members.location)
    }

    /// Reports what only a quota can have. False when there was something.
    private mutating func rejectMembersOfTime(_ members: PolicyMembers, but other: String?) -> Bool {
        var isFree = true
        for name in ["algorithm", "burst", "align", "timezone", "granularity"]
            + [other].compactMap(\.self)
        {
            guard let node = members[name] else { continue }
            error(.missingMember, "`\(name)` needs a `quota` and a `window`", at: node)
            isFree = false
        }
        return isFree
    }

    private mutating func quota(of members: PolicyMembers) -> RateLimitNumbers? {
        let quota = members["quota"].map { amount($0, "quota") }
        let window = members["window"].map { duration($0, "window") }
        let algorithm = algorithm(of: members)
        let granularity = members["granularity"].map { self.granularity($0) } ?? .zero
        switch (quota, window) {
        case (let quota?, let window?):
            guard let quota, let window, let algorithm, let granularity else { return nil }
            return .quota(quota, per: window, algorithm: algorithm, granularity: granularity)
        case (_, nil):
            guard !isExplained("window", in: members) else { return nil }
            diagnostics.error(
                .missingMember, "the policy `\(members.name)` has a `quota` and no `window`",
                at: members.location,
                hint: "add how long the quota lasts, such as `window: 60s`")
        case (nil, _):
            guard !isExplained("quota", in: members) else { return nil }
            diagnostics.error(
                .missingMember, "the policy `\(members.name)` has a `window` and no `quota`",
                at: members.location)
        }
        return nil
    }

    /// Whether the absence of a member has been reported by another name: a slip of the pen.
    private func isExplained(_ member: String, in members: PolicyMembers) -> Bool {
        members["learn"] != nil || Suggestion.nearest(to: member, among: members.names) != nil
    }

    /// The amounts of quota that can be counted, besides none: the limiter counts in millionths.
    private static let amounts = 1e-6...1e12

    /// A number of units, not negative.
    mutating func amount(_ node: Node, _ member: String) -> Double? {
        if let value = node.double, value == 0 || Self.amounts.contains(value) { return abs(value) }
        if let value = node.double, value > 0 {
            let bound = value < 1 ? "below a millionth" : "above 10¹²"
            error(.wrongQuantity, "`\(member)` cannot be counted: it is \(bound)", at: node)
            return nil
        }
        let digits = (node.string ?? "").filter { $0.isASCII && $0.isNumber }
        let isGrouped =
            node.string.map { $0.allSatisfy { $0.isNumber || ",_ '".contains($0) } } ?? false
        error(
            .wrongQuantity, "`\(member)` should be a number, not negative", at: node,
            hint: isGrouped && !digits.isEmpty ? "write `\(digits)`, without separators and quotes" : nil)
        return nil
    }

    mutating func burst(_ node: Node) -> Double? {
        guard let burst = amount(node, "burst") else { return nil }
        guard burst > 0 else {
            error(.wrongQuantity, "a bucket of this size lets no request pass", at: node)
            return nil
        }
        return burst
    }

    mutating func concurrency(_ node: Node) -> Int? {
        if let limit = node.integer, limit >= 1, limit <= 1_000_000_000 { return Int(limit) }
        error(.wrongConcurrency, "`concurrency` should be a whole number from 1 on", at: node)
        return nil
    }

    private mutating func granularity(_ node: Node) -> Duration? {
        if node.double == 0 || ["0ms", "0s"].contains(node.string) { return .zero }
        return duration(node, "granularity")
    }
}

// MARK: - Algorithm

extension RateLimitsReader {
    private mutating func algorithm(of members: PolicyMembers) -> RateLimitAlgorithm? {
        let burst = members["burst"].map { self.burst($0) }
        if case .some(nil) = burst { return nil }
        let size = burst ?? nil
        guard let node = members["algorithm"] else {
            let isFree = rejectAlignment(of: members)
            return isFree ? size.map { .tokenBucket(burst: $0) } ?? .unknown : nil
        }
        guard let word = word(node, "algorithm", among: RateLimitAlgorithm.words) else { return nil }
        guard word == "fixed" || rejectAlignment(of: members) else { return nil }
        if let node = members["burst"], word != "token-bucket" {
            error(
                .conflictingMembers, "`burst` is the size of a token bucket, the algorithm is `\(word)`",
                at: node)
            return nil
        }
        switch word {
        case "fixed": return alignment(of: members)
        case "token-bucket":
            if let size { return .tokenBucket(burst: size) }
            error(
                .missingMember, "a token bucket has a `burst`, the most that it admits at once", at: node,
                hint: "`burst: 1` where requests are smoothed")
            return nil
        default: return RateLimitAlgorithm(word: word)
        }
    }

    /// Reports an alignment of windows that are not fixed. False when there was one.
    private mutating func rejectAlignment(of members: PolicyMembers) -> Bool {
        guard let node = members["align"] ?? members["timezone"] else { return true }
        let name = members["align"] == nil ? "timezone" : "align"
        error(
            .conflictingMembers, "`\(name)` belongs to `algorithm: fixed`", at: node,
            hint: members["algorithm"] == nil ? "add `algorithm: fixed`" : nil)
        return false
    }

    private mutating func alignment(of members: PolicyMembers) -> RateLimitAlgorithm? {
        typealias Alignment = RateLimitAlgorithm.Alignment
        var alignment: Alignment?
        if let node = members["align"] {
            guard let word = word(node, "align", among: Alignment.allCases.map(\.rawValue)) else { return nil }
            alignment = Alignment(rawValue: word)
        }
        if let node = members["timezone"], alignment != .calendar {
            error(.conflictingMembers, "`timezone` belongs to `align: calendar`", at: node)
            return nil
        }
        return .fixed(alignment)
    }

    /// A zone's name (`Europe/Paris`, as in the IANA database) or a word of the document.
    mutating func timezone(_ node: Node) -> String? {
        guard let name = text(node, "timezone") else { return nil }
        let isName = name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            part.first?.isLetter == true
                && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_+-".contains($0)) }
        }
        if !isName {
            error(
                .wrongTimezone, "`\(name)` is no name of a zone", at: node,
                hint: "such as `Europe/Paris` or `UTC`")
        }
        return name
    }
}
