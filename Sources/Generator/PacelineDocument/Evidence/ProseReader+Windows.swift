// The parts of a limit: its number, what it counts, and its window.

extension ProseReader {
    /// The number at a place, and where the next token is.
    func number(at place: Int, in sentence: Prose.Sentence) -> (value: Double, next: Int)? {
        guard sentence.tokens.contains(place) else { return nil }
        let token = prose.tokens[place]
        var value: Double
        switch token.kind {
        case .number: value = token.value
        case .word:
            guard let known = ProseWords.numbers[prose.text(place)] else { return nil }
            value = known
        case .slash, .barrier: return nil
        }
        var next = place + 1
        while let word = word(next, in: sentence), let factor = ProseWords.multipliers[word] {
            value *= factor
            next += 1
        }
        return (value, next)
    }

    /// Whether a number is not the least of something, nor a code.
    func isMost(_ place: Int, in sentence: Prose.Sentence) -> Bool {
        guard let before = word(place - 1, in: sentence) else { return true }
        let names = ["least", "minimum", "status", "code", "error", "http", "version", "rfc", "port", "page", "step"]
        return !names.contains(before) && !(before == "than" && word(place - 2, in: sentence) == "fewer")
    }

    /// Whether a number is not followed by what it would rather belong to.
    func isAlone(_ next: Int, in sentence: Prose.Sentence) -> Bool {
        guard sentence.tokens.contains(next) else { return true }
        switch prose.kind(next) {
        case .slash: return false
        case .word:
            let word = prose.text(next)
            return !ProseWords.requests.contains(word) && !ProseWords.connectors.contains(word)
                && !ProseWords.measures.contains(word) && ProseWindow.unit(word) == nil
        default: return true
        }
    }

    /// Where the word for requests stands that a number counts: `10 GET requests`.
    func requestNoun(at start: Int, in sentence: Prose.Sentence) -> Int? {
        if word(start, in: sentence) == "r", prose.tokens[start].isAttached, prose.kind(start + 1) == .slash {
            return start
        }
        for index in start...start + 3 {
            guard let word = word(index, in: sentence) else { return nil }
            if ProseWords.requests.contains(word) { return index }
            let parts =
                ProseWords.connectors.contains(word) || ProseWords.prepositions.contains(word)
                || ProseWords.measures.contains(word) || ProseWindow.unit(word) != nil
            if parts || ["a", "an"].contains(word) { return nil }
        }
        return nil
    }

    /// A window, and whether nothing stands between it and what is counted.
    struct FoundWindow {
        var window: ProseWindow
        var end: Int
        var isNear: Bool
        var principal: String?
    }

    /// How many words may stand between what is counted and the window: `requests to … can be made per 60 seconds`.
    private static let longestPhrase = 16

    /// The window that is named after a token.
    ///
    /// - Parameter isSure: Whether the sentence is about limits, so that `in 10 minutes` names one.
    func window(after noun: Int, in sentence: Prose.Sentence, isSure: Bool) -> FoundWindow? {
        var principal: String?
        var index = noun + 1
        let end = min(sentence.tokens.upperBound, index + Self.longestPhrase)
        var isNear = true
        while index < end {
            switch prose.kind(index) {
            case .slash:
                if let found = span(at: index + 1, in: sentence, isLoose: false) {
                    return FoundWindow(window: found.window, end: found.end, isNear: isNear, principal: principal)
                }
                // Of a path.
                guard !isNear else { return nil }
                index += 1
                continue
            case .word: break
            case .number, .barrier, nil: return nil
            }
            let word = prose.text(index)
            let isLoose = ProseWords.looseConnectors.contains(word)
            let isArticle = isNear && ["a", "an"].contains(word)
            if isNear, let interval = ProseWindow.interval(word) {
                return FoundWindow(window: interval, end: index + 1, isNear: true, principal: principal)
            }
            if ProseWords.connectors.contains(word) || isArticle || isLoose && isSure {
                if let found = span(at: index + 1, in: sentence, isLoose: isLoose) {
                    return FoundWindow(window: found.window, end: found.end, isNear: isNear, principal: principal)
                }
                if word == "per" {
                    let next = self.word(index + 1, in: sentence)
                    let after = self.word(index + 2, in: sentence)
                    guard let found = next.flatMap({ ProseWords.principal($0, after) }) else { return nil }
                    principal = principal ?? found
                    index += 2
                    while let word = self.word(index, in: sentence), ["key", "token", "address"].contains(word) {
                        index += 1
                    }
                    continue
                }
                if isArticle { return nil }
            }
            isNear = false
            index += 1
        }
        return nil
    }

    /// A length of time: `minute`, `60 seconds`, `any 24 hour period`.
    ///
    /// - Parameter isLoose: Whether it must be told by a number or an article.
    private func span(at place: Int, in sentence: Prose.Sentence, isLoose: Bool) -> (window: ProseWindow, end: Int)? {
        var index = place
        while index < place + 4, let word = word(index, in: sentence), ProseWords.determiners.contains(word) {
            index += 1
        }
        var count = 1.0
        var isCounted = false
        if let number = number(at: index, in: sentence) {
            (count, index) = (number.value, number.next)
            isCounted = true
        }
        guard let word = word(index, in: sentence), let unit = ProseWindow.unit(word),
            let window = ProseWindow(count, of: unit)
        else { return nil }
        guard !isLoose || isCounted || index > place else { return nil }
        // A letter alone is a unit only behind a digit or a slash.
        if word.count == 1, !prose.tokens[index].isAttached, prose.kind(index - 1) != .slash { return nil }
        return (window, index + 1)
    }
}
