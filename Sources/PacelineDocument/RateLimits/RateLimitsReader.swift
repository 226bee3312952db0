internal import PacelineDiagnostics
internal import PacelineYAML

/// Reads `x-rate-limits`. Every member is acted on or named: what is valid in the language but not built is an error,
/// because a limit must never be enforced by halves.
struct RateLimitsReader {
    var diagnostics: DiagnosticSink
    /// The root's `refusal` and `retry`, which hold for policies without their own.
    private var defaultRefusal: MatchObject?
    private var defaultRetry: [RetryAfterWord]?

    init(diagnostics: DiagnosticSink) { self.diagnostics = diagnostics }

    /// The members that are read at the root, and those that the language has besides.
    static let rootMembers = Members(
        "`x-rate-limits`", built: ["policies", "id", "source", "refusal", "retry"],
        notBuilt: ["keys", "plan", "headers"])

    /// nil when there is nothing, or when the node is of another dialect, which is never interpreted.
    mutating func read(_ node: Node?) -> RateLimitsObject? {
        guard let node else { return nil }
        guard node.isMapping, let policies = node["policies"] else {
            let near = Suggestion.nearest(to: "policies", among: node.entries.map(\.key))
            diagnostics.warning(
                "foreign-dialect", "`x-rate-limits` without `policies` is of another dialect and is ignored",
                at: node.location, hint: near.map { "if it is meant for us, `\($0)` should be `policies`" })
            return nil
        }
        check(node, Self.rootMembers)
        var object = RateLimitsObject(
            identity: nil, source: nil, policies: [], isComplete: true, location: node.location)
        object.identity = node["id"].flatMap { text($0, "id") }
        object.source = node["source"].flatMap { source($0) }
        defaultRefusal = node["refusal"].flatMap { refusal($0) }
        defaultRetry = node["retry"].flatMap { retry($0) }
        guard policies.isMapping, policies.count > 0 else {
            error("wrong-type", "`policies` should be a mapping with at least one policy", at: policies)
            return nil
        }
        if policies.hasMergeKey { reportMergeKey(policies) }
        for entry in policies.entries {
            if isPolicyName(entry), let policy = policy(entry) {
                object.policies.append(policy)
            } else {
                object.isComplete = false
            }
        }
        return object
    }

    private mutating func isPolicyName(_ entry: Entries.Entry) -> Bool {
        let name = entry.key.utf8
        let isLetter = { (byte: UInt8) in (0x61...0x7A).contains(byte | 0x20) }
        let isValid =
            name.count <= 64 && name.first.map(isLetter) ?? false
            && name.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || "._-".utf8.contains($0) }
        if !isValid {
            error(
                "wrong-name", "`\(entry.key)` cannot be the name of a policy", at: entry.keyNode,
                hint: "a letter, then up to 63 letters, digits, `.`, `_` or `-`")
        }
        return isValid
    }
}

// MARK: - Policy

extension RateLimitsReader {
    static let policyMembers = Members(
        "a policy",
        built: [
            "quota", "window", "unit", "per", "applies", "refusal", "retry", "adjustable", "description", "source",
        ],
        notBuilt: [
            "concurrency", "granularity", "when", "cost", "counts", "algorithm", "burst", "align", "timezone",
            "plans", "headers", "learn", "like",
        ])

    /// nil when the policy cannot be enforced as written, after an error.
    private mutating func policy(_ entry: Entries.Entry) -> PolicyObject? {
        let node = entry.value
        guard node.isMapping else {
            error("wrong-type", "a policy should be a mapping, this is \(node.kindName)", at: node)
            return nil
        }
        let isComplete = check(node, Self.policyMembers)
        let numbers = numbers(of: entry, isComplete: isComplete)
        let per = node["per"].map { partition($0) } ?? []
        let applies = node["applies"].map { self.applies($0) } ?? .all
        let refusal = node["refusal"].map { self.refusal($0) } ?? defaultRefusal ?? standardRefusal(at: entry)
        let retry = node["retry"].map { self.retry($0) } ?? defaultRetry ?? [.header, .window]
        let adjustable = node["adjustable"].map { self.adjustable($0) } ?? .no
        let unit = node["unit"].flatMap { text($0, "unit") } ?? "requests"
        let description = node["description"].flatMap { text($0, "description") }
        let source = node["source"].flatMap { self.source($0) }
        guard isComplete, let numbers, let applies, let refusal, let retry else { return nil }
        return PolicyObject(
            name: entry.key, quota: numbers.quota, windowMilliseconds: numbers.window, unit: unit, per: per,
            applies: applies, refusal: refusal, retryAfter: retry, adjustable: adjustable, description: description,
            source: source, node: node, location: entry.keyNode.location)
    }

    private func standardRefusal(at entry: Entries.Entry) -> MatchObject {
        let location = entry.keyNode.location
        return MatchObject(
            statuses: [.init(pattern: .code(429), location: location)], messages: [], location: location)
    }

    private mutating func numbers(of entry: Entries.Entry, isComplete: Bool) -> (quota: Double, window: Int64)? {
        let node = entry.value
        let quota = node["quota"].map { self.quota($0) }
        let window = node["window"].map { duration($0, "window") }
        switch (quota, window) {
        case (let quota?, let window?):
            guard let quota, let window else { return nil }
            return (quota, window)
        case (nil, nil):
            // A policy of the kinds that are not built has been named already.
            guard isComplete else { return nil }
            if node["refusal"] != nil {
                error(
                    "not-supported-yet", "a policy with only a refusal is not supported yet", at: entry.keyNode,
                    hint: "add `quota` and `window`")
            } else {
                error("missing-member", "the policy `\(entry.key)` has no `quota` and no `window`", at: entry.keyNode)
            }
        case (_, nil):
            guard !isExplained("window", in: node) else { return nil }
            error(
                "missing-member", "the policy `\(entry.key)` has a `quota` and no `window`", at: entry.keyNode,
                hint: "add how long the quota lasts, such as `window: 60s`")
        case (nil, _):
            guard !isExplained("quota", in: node) else { return nil }
            error("missing-member", "the policy `\(entry.key)` has a `window` and no `quota`", at: entry.keyNode)
        }
        return nil
    }

    /// Whether the absence of a member has been reported by another name: a slip of the pen, or inheritance.
    private func isExplained(_ member: String, in node: Node) -> Bool {
        node["like"] != nil || node["learn"] != nil
            || Suggestion.nearest(to: member, among: node.entries.map(\.key)) != nil
    }

    private mutating func quota(_ node: Node) -> Double? {
        if let value = node.double, value >= 0, value.isFinite { return value }
        let digits = (node.string ?? "").filter { $0.isASCII && $0.isNumber }
        let isGrouped = node.string.map { $0.allSatisfy { $0.isNumber || ",_ '".contains($0) } } ?? false
        error(
            "wrong-quota", "`quota` should be a number, not negative", at: node,
            hint: isGrouped && !digits.isEmpty ? "write `\(digits)`, without separators and quotes" : nil)
        return nil
    }

    private mutating func partition(_ node: Node) -> [PartitionWord] {
        var words: [PartitionWord] = []
        for part in node.isSequence ? Array(node.elements) : [node] {
            guard let word = part.string, !word.isEmpty else {
                error("wrong-type", "`per` should be a word or a list of words", at: part)
                continue
            }
            if word.hasPrefix("$") || ["operation", "path", "method", "tag", "server"].contains(word) {
                error("not-supported-yet", "`per: \(word)` is not supported yet", at: part)
            } else if !word.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }) {
                error("wrong-word", "`\(word)` is no word for `per`", at: part, hint: principalHint(word))
            } else if words.contains(where: { $0.word == word }) {
                error("duplicate-word", "`per` names `\(word)` twice", at: part)
            } else {
                words.append(PartitionWord(word: word, location: part.location))
            }
        }
        return words
    }

    private func principalHint(_ word: String) -> String {
        Suggestion.hint(for: word, among: PartitionWord.principals)
            ?? "one of \(PartitionWord.principals.joined(separator: ", ")), or a client parameter"
    }

    private mutating func adjustable(_ node: Node) -> AdjustableValue {
        if let isAdjustable = node.boolean { return isAdjustable ? .yes : .no }
        if let text = node.string, text.contains("://") || text.hasPrefix("mailto:") { return .at(text) }
        error("wrong-type", "`adjustable` should be true, false or the URL where to ask", at: node)
        return .no
    }
}

// MARK: - Parts

extension RateLimitsReader {
    static let sourceMembers = Members("`source`", built: ["url", "checked"], notBuilt: [])

    private mutating func source(_ node: Node) -> SourceObject? {
        guard node.isMapping else {
            error("wrong-type", "`source` should be a mapping with `url` and `checked`", at: node)
            return nil
        }
        check(node, Self.sourceMembers)
        guard let url = node["url"] else {
            error("missing-member", "`source` has no `url`", at: node)
            return nil
        }
        let checked = node["checked"].flatMap { text($0, "checked") }
        if let checked, let place = node["checked"], !Self.isDay(checked) {
            error("wrong-date", "`\(checked)` is no day", at: place, hint: "write it like 2026-01-31")
        }
        return text(url, "url").map { SourceObject(url: $0, checked: checked) }
    }

    private static func isDay(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }),
            let month = Int(parts[1]), let day = Int(parts[2])
        else { return false }
        return (1...12).contains(month) && (1...31).contains(day)
    }

    mutating func text(_ node: Node, _ member: String) -> String? {
        if let text = node.string { return text }
        error("wrong-type", "`\(member)` should be a text, this is \(node.kindName)", at: node)
        return nil
    }

    mutating func duration(_ node: Node, _ member: String) -> Int64? {
        do {
            return try DurationText.milliseconds(node)
        } catch {
            switch error {
            case .notADuration:
                self.error(
                    "wrong-duration", "`\(member)`: `\(node.text ?? node.kindName)` is no length of time", at: node,
                    hint: "seconds as a number, or digits with `ms`, `s`, `m` (minutes), `h` or `d`: `60s`")
            case .notPositive: self.error("wrong-duration", "`\(member)` should be longer than nothing", at: node)
            case .tooLong: self.error("wrong-duration", "`\(member)` is longer than 400 days", at: node)
            }
            return nil
        }
    }

    mutating func error(_ code: String, _ message: String, at node: Node, hint: String? = nil) {
        diagnostics.error(code, message, at: node.location, hint: hint)
    }
}
