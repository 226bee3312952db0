internal import PacelineDiagnostics
internal import PacelinePolicy
internal import PacelineYAML

extension RateLimitsReader {
    /// The parts of a bucket's key; nil when they cannot be read whole, after an error.
    mutating func partition(_ node: Node) -> [PartitionObject]? {
        var parts: [PartitionObject] = []
        var isComplete = true
        for part in node.isSequence ? Array(node.elements) : [node] {
            guard let word = part.string, !word.isEmpty else {
                error(.wrongType, "`per` should be a word or a list of words", at: part)
                isComplete = false
                continue
            }
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
        if word.hasPrefix("$") { return requestExpression(word, at: node).map { .init($0, word: word) } }
        if let key = keys.first(where: { $0.name == word }) { return .init(key.value, word: word) }
        if let structure = RateLimitPartition.structures.first(where: { $0.description == word }) { return structure }
        guard word.isWord else {
            error(.unknownWord, "`\(word)` is no word for `per`", at: node, hint: partitionHint(word))
            return nil
        }
        return .client(word)
    }

    private func partitionHint(_ word: String) -> String {
        let principals = RateLimitPartition.principals
        return Suggestion.hint(for: word, among: RateLimitPartition.words + keys.map(\.name))
            ?? "one of \(principals.joined(separator: ", ")), a word of `keys`, or a client parameter"
    }

    /// A value of the request; nil after an error.
    private mutating func requestExpression(_ text: String, at node: Node) -> RequestExpression? {
        switch RuntimeExpression(text) {
        case .request(let expression): return expression
        case .requestBody:
            error(.notSupportedYet, "a key in the body of the request is not supported yet", at: node)
        case .response, .wholeBody, .statusCode:
            error(
                .requestValueInResponse, "`\(text)` is a value of the answer, which a request is counted without",
                at: node,
                hint: "requests are told apart by `$request.…`")
        case nil:
            error(
                .wrongExpression, "`\(text)` is no expression for a value of a request", at: node,
                hint: "`$request.path.name`, `$request.query.name` or `$request.header.name`")
        }
        return nil
    }
}

// MARK: - Keys

extension RateLimitsReader {
    static let keyMembers = Members("a key", built: ["from"], notBuilt: ["groups"])

    mutating func readKeys(_ node: Node) -> [KeyObject] {
        guard node.isMapping else {
            error(
                .wrongType,
                "`keys` should be a mapping from words to expressions, this is \(node.kindName)", at: node
            )
            return []
        }
        return node.entries.compactMap { entry in
            guard isKeyName(entry), let expression = keyExpression(entry.value) else { return nil }
            return KeyObject(name: entry.key, value: expression, location: entry.keyNode.location)
        }
    }

    private mutating func keyExpression(_ node: Node) -> RequestExpression? {
        if node.isMapping {
            guard check(node, Self.keyMembers) else { return nil }
            guard let from = node["from"] else {
                error(.missingMember, "this key has no `from`", at: node)
                return nil
            }
            return text(from, "from").flatMap { requestExpression($0, at: from) }
        }
        guard let text = node.string else {
            error(.wrongType, "a key should be an expression such as `$request.path.name`", at: node)
            return nil
        }
        return requestExpression(text, at: node)
    }

    private mutating func isKeyName(_ entry: Entries.Entry) -> Bool {
        if RateLimitPartition.words.contains(entry.key) {
            error(.wrongName, "`\(entry.key)` has a meaning of its own in `per`", at: entry.keyNode)
        } else if !entry.key.isWord {
            error(
                .wrongName, "`\(entry.key)` cannot be the name of a key", at: entry.keyNode,
                hint: "letters, digits, `_` or `-`")
        } else {
            return true
        }
        return false
    }
}

extension String {
    /// Whether this can be a word of `per`.
    fileprivate var isWord: Bool {
        !isEmpty && allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
    }
}
