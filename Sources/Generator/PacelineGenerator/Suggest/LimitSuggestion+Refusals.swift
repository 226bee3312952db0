import PacelineDocument

// The policy that says what a refusal is, and counts nothing.

extension LimitSuggestion {
    /// How many groups or operations are named.
    private static let mostNames = 12

    func writeRefusals(to text: inout SuggestionText) {
        let all = evidence.operations.count
        let refusing = Set(evidence.refusing)
        if refusing.isEmpty {
            text.remark(
                "No operation documents 429. It refuses a request in any API (RFC 6585); this policy states no more.",
                indent: 4)
        } else if refusing.count == all {
            text.remark("429 is documented by \(all == 1 ? "the operation" : "all \(all) operations").", indent: 4)
            if evidence.operations.contains(where: { !$0.tags.isEmpty }) {
                text.remark("Groups: \(groups(of: refusing)).", indent: 4, hanging: 2)
            }
        } else {
            text.remark(
                """
                429 is documented by \(refusing.count) of \(all) operations. It refuses a request of any (RFC 6585), so the \
                policy is for all.
                """, indent: 4)
            text.remark("Documented by: \(groups(of: refusing)).", indent: 4, hanging: 2)
            text.remark("Not by: \(groups(of: Set(0..<all).subtracting(refusing))).", indent: 4, hanging: 2)
        }
        text.remark(
            """
            This policy counts nothing. Where no policy with numbers applies, a client finds the limit out from \
            refusals and from what responses say.
            """, indent: 4)
        text.line("    refused:")
        text.line("      per: operation")
        text.line("      refusal: { status: 429 }")
    }

    /// The groups of some operations, by their first tags, with how many of the group's operations these are.
    private func groups(of numbers: Set<Int>) -> String {
        var names: [String] = []
        var sizes: [String: Int] = [:]
        var counts: [String: Int] = [:]
        for (number, operation) in evidence.operations.enumerated() {
            let name = operation.tags.first ?? ""
            sizes[name, default: 0] += 1
            guard numbers.contains(number) else { continue }
            if counts[name] == nil { names.append(name) }
            counts[name, default: 0] += 1
        }
        // Where only some of few operations are meant, these tell more than their groups.
        if numbers.count <= Self.mostNames / 2, numbers.count < evidence.operations.count {
            return numbers.sorted().map { evidence.operations[$0].label.shortened(to: 60) }.joined(separator: ", ")
        }
        let shown = names.prefix(Self.mostNames).map { name in
            let (count, size) = (counts[name] ?? 0, sizes[name] ?? 0)
            let title = name.isEmpty ? "(without a tag)" : name.shortened(to: 60)
            return "\(title) \(count == size ? "\(count)" : "\(count) of \(size)")"
        }
        let rest = names.count - shown.count
        return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }
}
