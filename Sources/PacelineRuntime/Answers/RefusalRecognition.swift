import HTTPTypes

/// Tells from an answer which of an operation's limits refused it.
enum RefusalRecognition {
    /// The limits that refused, empty when the answer is no refusal.
    ///
    /// A policy refused when its own pattern fits; where several do, those with the most conditions. A 429 that no policy
    /// claims is a refusal by all of them (RFC 6585, section 4).
    static func limits(
        refusing status: Int, body: [UInt8], of limits: [AppliedLimit]
    ) -> [AppliedLimit] {
        guard status >= 400 else { return [] }
        var folded: FoldedText?
        var best = 0
        var refusing: [AppliedLimit] = []
        for limit in limits {
            let pattern = limit.policy.refusal
            guard let conditions = matches(pattern, status: status, body: body, folded: &folded) else { continue }
            if conditions > best { refusing.removeAll() }
            if conditions >= best { refusing.append(limit) }
            best = max(best, conditions)
        }
        return refusing.isEmpty && status == 429 ? limits : refusing
    }

    /// How many of the pattern's conditions the answer meets; nil when it fails one, or when there is none.
    private static func matches(
        _ pattern: RefusalPattern, status: Int, body: [UInt8], folded: inout FoldedText?
    ) -> Int? {
        var conditions = 0
        if !pattern.statuses.isEmpty {
            guard pattern.statuses.contains(where: { $0.contains(status) }) else { return nil }
            conditions += 1
        }
        if !pattern.messages.isEmpty {
            let text = folded ?? FoldedText(body: body)
            folded = text
            guard pattern.messages.contains(where: { text.contains(FoldedText(message: $0)) }) else { return nil }
            conditions += 1
        }
        return conditions == 0 ? nil : conditions
    }

    /// How long the refusal asks to wait, from the policy's own sources; nil means one whole window.
    static func wait(after limit: AppliedLimit, fields: HTTPFields) -> Duration? {
        for source in limit.policy.retry.after {
            switch source {
            case .header: if let wait = RetryAfterField.wait(fields) { return wait }
            case .fixed(let duration): return duration
            case .window: return nil
            case .reset, .value: continue
            }
        }
        return nil
    }
}
