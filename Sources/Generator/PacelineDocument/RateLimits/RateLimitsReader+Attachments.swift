internal import PacelineDiagnostics
internal import PacelineYAML

extension RateLimitsReader {
    /// Reads an attachment; what is no mapping is of another dialect and is left alone.
    mutating func read(_ attachment: Entries.Entry, into limits: inout RateLimitsObject) {
        guard attachment.value.isMapping else {
            reportForeign(attachment)
            return
        }
        var entries: [AttachmentObject.Entry] = []
        for entry in attachment.value.entries where !entry.key.hasPrefix("x-") || isWritten(entry.key) {
            if let entry = attached(entry, limits) {
                entries.append(entry)
            } else {
                limits.isComplete = false
            }
        }
        limits.attachments[attachment.value] = AttachmentObject(
            entries: entries, location: attachment.keyNode.location)
    }

    func isWritten(_ policy: String) -> Bool { written.contains { $0.key == policy } }

    private mutating func attached(_ entry: Entries.Entry, _ limits: RateLimitsObject)
        -> AttachmentObject.Entry?
    {
        guard isWritten(entry.key) else {
            error(
                .unknownPolicy, "there is no policy `\(entry.key)`", at: entry.keyNode,
                hint: Suggestion.hint(for: entry.key, among: written.map(\.key)))
            return nil
        }
        var result = AttachmentObject.Entry(
            policy: LocatedText(text: entry.key, location: entry.keyNode.location), cost: nil,
            numbers: NumbersChange(), location: entry.value.location)
        guard check(entry.value, RateLimitShapes.attached, "`\(entry.key)`") else { return nil }
        guard entry.value.isMapping else {
            result.cost = entry.value.quantity
            return result
        }
        guard let numbers = change(entry.value) else { return nil }
        result.cost = entry.value["cost"]?.quantity
        result.numbers = numbers
        // A policy that cannot be read has been reported at its own place.
        guard let policy = limits.policies.first(where: { $0.name == entry.key }) else { return result }
        return fits(result, policy) ? result : nil
    }

    /// Whether a policy can have an operation's own numbers; reports it when not.
    private mutating func fits(_ entry: AttachmentObject.Entry, _ policy: PolicyObject) -> Bool {
        if entry.numbers.isEmpty { return true }
        guard policy.countsEachOperation else {
            diagnostics.error(
                .sharedNumbers,
                "`\(policy.name)` counts several operations together, so one of them cannot have numbers of its own",
                at: entry.location, hint: "add `operation` to its `per`, or make a policy of its own")
            return false
        }
        guard policy.numbers.replacing(entry.numbers) != nil else {
            diagnostics.error(
                .wrongNumbers, "these numbers are of another kind than those of `\(policy.name)`",
                at: entry.location)
            return false
        }
        return true
    }

    mutating func reportForeign(_ attachment: Entries.Entry) {
        let reason =
            attachment.value.isMapping
            ? "this `x-rate-limit` is of another dialect (there is no `x-rate-limits` with policies) and is ignored"
            : "this `x-rate-limit` is of another dialect (not a mapping from policies) and is ignored"
        diagnostics.lost(.foreignDialect, reason, at: attachment.keyNode.location)
    }
}
