internal import PacelineDiagnostics
internal import PacelinePolicy
internal import PacelineYAML

extension RateLimitsReader {
    /// What a policy says of numbers. A policy counts over time, or at a time, or says only how it refuses.
    mutating func numbers(of members: PolicyMembers, isComplete: Bool) -> RateLimitNumbers? {
        let concurrency = members["concurrency"]
        let isLearned = members["learn"]?.boolean == true
        if isLearned, let concurrency {
            error(
                .conflictingMembers, "`\(members.name)` learns its numbers, and they are no `concurrency`",
                at: concurrency, hint: "what responses tell is a quota: make two policies of it")
            return nil
        }
        guard members["quota"] != nil || members["window"] != nil else {
            if concurrency == nil, members["refusal"] == nil, !isLearned {
                // What is misspelt has been named already.
                if isComplete { reportNothing(members) }
                return nil
            }
            let isAlone = rejectMembersOfTime(members, but: concurrency == nil ? "plans" : nil)
            guard let concurrency else { return isAlone ? .undisclosed : nil }
            guard rejectLaterCosts(members) else { return nil }
            return right(concurrency)?.whole.flatMap { isAlone ? .concurrency($0) : nil }
        }
        if let concurrency {
            error(
                .conflictingMembers, "the policy `\(members.name)` has both a `quota` and a `concurrency`",
                at: concurrency, hint: "one policy counts over time or at a time: make two of it")
            return nil
        }
        return quota(of: members)
    }

    private mutating func reportNothing(_ members: PolicyMembers) {
        diagnostics.error(
            .missingMember,
            "the policy `\(members.name)` has neither `quota` and `window` nor `concurrency` nor a `refusal`",
            at: members.location, hint: "with `learn: true` the numbers come from the server's responses")
    }

    /// Reports what only a quota can have. False when there was something.
    private mutating func rejectMembersOfTime(_ members: PolicyMembers, but other: String?) -> Bool {
        var isFree = true
        for name in ["algorithm", "burst", "align", "timezone", "granularity"] + [other].compactMap(\.self) {
            guard let node = members[name] else { continue }
            error(.missingMember, "`\(name)` needs a `quota` and a `window`", at: node)
            isFree = false
        }
        return isFree
    }

    /// Reports what would give a place among those at a time to another before its response has ended. False when there
    /// was something.
    private mutating func rejectLaterCosts(_ members: PolicyMembers) -> Bool {
        var isFree = true
        for (name, node) in [("counts", members["counts"]), ("settle", members["cost"]?["settle"])] {
            guard let node else { continue }
            error(
                .conflictingMembers,
                "`\(name)` says what a response costs, and `\(members.name)` counts a request until its response ends",
                at: node, hint: "a limit of requests at a time has no `\(name)`: make two policies of it")
            isFree = false
        }
        return isFree
    }

    private mutating func quota(of members: PolicyMembers) -> RateLimitNumbers? {
        let algorithm = algorithm(of: members)
        switch (members["quota"], members["window"]) {
        case (let quota?, let window?):
            guard let quota = right(quota)?.quantity, let window = right(window)?.duration, let algorithm else {
                return nil
            }
            let granularity = members["granularity"].map { right($0)?.duration ?? .zero } ?? .zero
            return .quota(quota, per: window, algorithm: algorithm, granularity: granularity)
        case (_, nil):
            guard !isExplained("window", in: members) else { return nil }
            diagnostics.error(
                .missingMember, "the policy `\(members.name)` has a `quota` and no `window`", at: members.location,
                hint: "add how long the quota lasts, such as `window: 60s`")
        case (nil, _):
            guard !isExplained("quota", in: members) else { return nil }
            diagnostics.error(
                .missingMember, "the policy `\(members.name)` has a `window` and no `quota`", at: members.location)
        }
        return nil
    }

    /// Whether the absence of a member has been reported by another name: a slip of the pen.
    private func isExplained(_ member: String, in members: PolicyMembers) -> Bool {
        Suggestion.nearest(to: member, among: members.names) != nil
    }

    mutating func error(_ code: DiagnosticCode, _ message: String, at node: Node, hint: String? = nil) {
        diagnostics.error(code, message, at: node.location, hint: hint)
    }
}

// MARK: - Algorithm

extension RateLimitsReader {
    private mutating func algorithm(of members: PolicyMembers) -> RateLimitAlgorithm? {
        let size = right(members["burst"])?.quantity
        if members["burst"] != nil, size == nil { return nil }
        guard let node = members["algorithm"] else {
            let isFree = rejectAlignment(of: members)
            return isFree ? size.map { .tokenBucket(burst: $0) } ?? .unknown : nil
        }
        guard let word = right(node)?.string else { return nil }
        guard word == "fixed" || rejectAlignment(of: members) else { return nil }
        if let node = members["burst"], word != "token-bucket" {
            error(
                .conflictingMembers, "`burst` is the size of a token bucket, the algorithm is `\(word)`", at: node)
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
        if members["align"] != nil, right(members["align"]) == nil { return nil }
        let alignment = members["align"]?.string.flatMap(RateLimitAlgorithm.Alignment.init)
        if let node = members["timezone"], alignment != .calendar {
            error(.conflictingMembers, "`timezone` belongs to `align: calendar`", at: node)
            return nil
        }
        return .fixed(alignment)
    }
}

extension Node {
    /// A number of units, in a node of that shape.
    var quantity: Double? { double.map(abs) }
    /// A length of time, in a node of that shape; none for zero.
    var duration: Duration? { try? DurationText.duration(self) }
    /// A number of requests, in a node of that shape.
    var whole: Int? { integer.map { Int($0) } }
}
