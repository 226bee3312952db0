// So many requests at a time.

extension ProseReader {
    /// `at most 5 concurrent requests`, `concurrent requests are limited to 5`, `no more than 5 requests at a time`.
    func concurrency(at place: Int, in sentence: Prose.Sentence, _ context: Context) -> Match? {
        guard context.isLimit || context.isCap else { return nil }
        if let word = word(place, in: sentence), ProseWords.atATime.contains(word) || word == "concurrency" {
            return namedConcurrency(at: place, in: sentence)
        }
        guard let (value, start) = number(at: place, in: sentence) else { return nil }
        var index = start
        var isAtATime = false
        while index < start + 4, let word = word(index, in: sentence) {
            if ProseWords.atATime.contains(word) {
                isAtATime = true
            } else if ProseWords.requests.contains(word) || ProseWords.connections.contains(word) {
                guard isAtATime || saysAtATime(from: index + 1, in: sentence) else { return nil }
                return concurrencyMatch(value, place..<index + 1)
            } else if ProseWords.connectors.contains(word) || ProseWords.measures.contains(word) {
                return nil
            }
            index += 1
        }
        return nil
    }

    /// `concurrent requests are limited to 5`: the number stands behind.
    private func namedConcurrency(at place: Int, in sentence: Prose.Sentence) -> Match? {
        guard let noun = word(place + 1, in: sentence) else { return nil }
        let isCounted = ProseWords.requests.contains(noun) || ProseWords.connections.contains(noun)
        guard isCounted || word(place, in: sentence) == "concurrency" && ProseWords.isLimit(noun) else { return nil }
        var index = place + 2
        while index < place + 6, let word = word(index, in: sentence), ProseWords.links.contains(word) { index += 1 }
        guard let (value, end) = number(at: index, in: sentence), word(end, in: sentence).map({ $0 != "per" }) ?? true
        else { return nil }
        return concurrencyMatch(value, place..<end)
    }

    private func saysAtATime(from index: Int, in sentence: Prose.Sentence) -> Bool {
        guard let first = word(index, in: sentence) else { return false }
        if ProseWords.atATime.contains(first) { return true }
        let words = (0..<4).compactMap { word(index + $0, in: sentence) }
        return [["in", "parallel"], ["at", "a", "time"], ["at", "once"], ["at", "the", "same"]].contains {
            words.starts(with: $0)
        }
    }

    private func concurrencyMatch(_ value: Double, _ tokens: Range<Int>) -> Match? {
        guard let count = Int(exactly: value), (1...1_000_000).contains(count) else { return nil }
        return Match(numbers: .concurrency(count), unit: nil, principal: nil, tokens: tokens)
    }
}
