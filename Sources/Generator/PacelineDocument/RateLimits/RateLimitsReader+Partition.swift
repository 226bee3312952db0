internal import PacelineDiagnostics
internal import PacelinePolicy
internal import PacelineYAML

extension RateLimitsReader {
    /// The parts of a bucket's key; nil when they cannot be read whole, after an error.
    mutating func partition(_ node: Node) -> [PartitionObject]? {
        var parts: [PartitionObject] = []
        var isComplete = true
        for part in node.items {
            // What is no word has been reported.
            guard let word = part.string, !word.isEmpty else { continue }
            guard let value = value(of: word, at: part) else {
                isComplete = false
                continue
            }
            if parts.contains(where: { $0.word == word }) {
                error(.duplicateWord, "`per` names `\(word)` twice", at: part)
            } else {
                parts.append(PartitionObject(value: value, location: part.location))
            }
        }
        return isComplete ? parts : nil
    }

    /// What a word of `per` stands for; nil after an error.
    private mutating func value(of word: String, at node: Node) -> RateLimitPartition? {
        if word.hasPrefix("$") {
            if case .request(let expression)? = RuntimeExpression(word) { return .request(expression, word: word) }
            if let problem = TextForm.requestExpression.problem(word) {
                error(problem.code, problem.message, at: node, hint: problem.hint)
            }
            return nil
        }
        if let key = keys.first(where: { $0.name == word }) {
            return .request(key.value, word: word, groups: key.groups)
        }
        if let structure = RateLimitPartition.structures.first(where: { $0.description == word }) { return structure }
        guard word.isWord else {
            error(.unknownWord, "`\(word)` is not a valid word for `per`", at: node, hint: partitionHint(word))
            return nil
        }
        return .client(word)
    }

    private func partitionHint(_ word: String) -> String {
        let principals = RateLimitPartition.principals
        return Suggestion.hint(for: word, among: RateLimitPartition.words + keys.map(\.name))
            ?? "one of \(principals.joined(separator: ", ")), a word of `keys`, or a client parameter"
    }
}
