/// Reads the limits out of a description, sentence by sentence. What it finds is shown to people with the words around
/// it and never taken for a fact, so that a doubtful sentence may be shown; one about something else may not.
struct ProseReader {
    let prose: Prose
    /// Whether all of the text is about limits.
    let isAboutLimits: Bool

    /// How many limits of a text are shown: people state a handful.
    static let mostLimits = 100

    /// The limits in their order, each once.
    func limits() -> [ProseLimit] {
        var limits: [ProseLimit] = []
        var known: Set<ProseLimit> = []
        var surroundings = Surroundings()
        for sentence in prose.sentences {
            let traits = traits(of: sentence)
            surroundings.enter(sentence, isLimit: traits.contains(.limit))
            let context = Context(traits, isLimit: isAboutLimits || surroundings.isLimit)
            let own = traits.contains(.partition) ? principal(in: sentence) : nil
            var place = traits.contains(.number) ? sentence.tokens.lowerBound : sentence.tokens.upperBound
            while place < sentence.tokens.upperBound, limits.count < Self.mostLimits {
                guard let found = match(at: place, in: sentence, context) else {
                    place += 1
                    continue
                }
                var limit = ProseLimit(
                    numbers: found.numbers, unit: found.unit,
                    principal: found.principal ?? own ?? surroundings.principal, quote: "")
                if known.insert(limit).inserted {
                    limit.quote = prose.quote(sentence, around: bytes(of: found.tokens))
                    limits.append(limit)
                }
                place = found.tokens.upperBound
            }
            surroundings.leave(sentence, principal: own)
        }
        return limits
    }

    /// What the words of a sentence say, found in one pass.
    struct Traits: OptionSet {
        let rawValue: UInt8

        /// It is about limits.
        static let limit = Traits(rawValue: 1)
        /// It says that something is the most.
        static let cap = Traits(rawValue: 2)
        /// It is about load, statistics or prices.
        static let other = Traits(rawValue: 4)
        /// It is about sending requests.
        static let sending = Traits(rawValue: 8)
        /// It says for whom something counts.
        static let partition = Traits(rawValue: 16)
        /// It has a number, in digits or a word.
        static let number = Traits(rawValue: 32)
    }

    private func traits(of sentence: Prose.Sentence) -> Traits {
        var traits: Traits = []
        for index in sentence.tokens {
            switch prose.kind(index) {
            case .number: traits.insert(.number)
            case .slash: traits.insert(.partition)
            case .word:
                let word = prose.text(index)
                if ProseWords.isLimit(word) { traits.insert(.limit) }
                if ProseWords.isCap(word) || word == "up" && prose.word(index + 1) == "to" { traits.insert(.cap) }
                if ProseWords.isOtherMatter(word) { traits.insert(.other) }
                if ProseWords.isSending(word) { traits.insert(.sending) }
                if ProseWords.connectors.contains(word) { traits.insert(.partition) }
                if ProseWords.numbers[word] != nil || word == "once" { traits.insert(.number) }
            case .barrier, nil: break
            }
        }
        return traits
    }

    private func bytes(of tokens: Range<Int>) -> Range<Int> {
        prose.tokens[tokens.lowerBound].range.lowerBound..<prose.tokens[tokens.upperBound - 1].range.upperBound
    }

    /// What a sentence says besides its numbers.
    struct Context {
        /// Whether the sentence, the one that leads to it or the heading above is about limits.
        var isLimit: Bool
        /// Whether the sentence itself is.
        var isOwn: Bool
        /// Whether it says that something is the most.
        var isCap: Bool
        /// Whether it is about load, statistics or prices.
        var isOther: Bool
        /// Whether it is about sending requests.
        var isSending: Bool

        init(_ traits: Traits, isLimit: Bool) {
            self.isLimit = isLimit
            isOwn = traits.contains(.limit)
            isCap = traits.contains(.cap)
            isOther = traits.contains(.other)
            isSending = traits.contains(.sending)
        }
    }

    /// A limit, and the tokens that state it.
    struct Match {
        var numbers: ProseLimit.Numbers
        var unit: String?
        var principal: String?
        var tokens: Range<Int>
    }

    func match(at place: Int, in sentence: Prose.Sentence, _ context: Context) -> Match? {
        concurrency(at: place, in: sentence, context) ?? rate(at: place, in: sentence, context)
            ?? namedRate(at: place, in: sentence, context) ?? once(at: place, in: sentence, context)
    }

    // MARK: Words

    func word(_ index: Int, in sentence: Prose.Sentence) -> String? {
        sentence.tokens.contains(index) ? prose.word(index) : nil
    }

    /// For whom the sentence counts apart: `per user`, `for each IP address`.
    private func principal(in sentence: Prose.Sentence) -> String? {
        for index in sentence.tokens {
            let isPartition =
                prose.kind(index) == .slash || prose.word(index).map(ProseWords.connectors.contains) ?? false
            guard isPartition else { continue }
            let next = self.word(index + 1, in: sentence)
            if let found = next.flatMap({ ProseWords.principal($0, self.word(index + 2, in: sentence)) }) {
                return found
            }
        }
        return nil
    }
}

/// What stands before a sentence and tells what it is about.
private struct Surroundings {
    /// Whether the sentence, what leads to it or the heading above is about limits.
    private(set) var isLimit = false
    /// For whom the sentence that leads to this one counts apart.
    private(set) var principal: String?
    private var headingIsLimit = false
    /// Whether the last sentence that is no item of a list is.
    private var leadIsLimit = false
    private var leadPrincipal: String?
    /// How many sentences ago that was said.
    private var age = 0

    mutating func enter(_ sentence: Prose.Sentence, isLimit own: Bool) {
        if sentence.kind == .heading {
            (headingIsLimit, leadIsLimit, leadPrincipal) = (own, false, nil)
        }
        isLimit = own || leadIsLimit || headingIsLimit
        principal = leadPrincipal
        if sentence.kind != .item { leadIsLimit = own }
    }

    mutating func leave(_ sentence: Prose.Sentence, principal own: String?) {
        guard sentence.kind == .plain else { return }
        age += 1
        if own != nil || age > 2 { (leadPrincipal, age) = (own, 0) }
    }
}
