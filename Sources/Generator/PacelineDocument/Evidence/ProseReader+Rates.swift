// So many requests in a time.

extension ProseReader {
    /// `5,000 requests per hour`, `100 requests/second`, `three requests every 2 seconds`, `60 rpm`, `limited to 10/s`.
    func rate(at place: Int, in sentence: Prose.Sentence, _ context: Context) -> Match? {
        guard let (value, start) = number(at: place, in: sentence), isMost(place, in: sentence) else { return nil }
        if let word = word(start, in: sentence), let window = ProseWindow.rate(word) {
            guard context.isLimit || context.isCap && context.isSending else { return nil }
            return rateMatch(value, window, place..<start + 1)
        }
        if let noun = requestNoun(at: start, in: sentence) {
            guard let found = window(after: noun, in: sentence, isSure: context.isLimit || context.isCap) else {
                return nil
            }
            guard context.isLimit || !context.isOther else { return nil }
            return rateMatch(value, found.window, place..<found.end, principal: found.principal)
        }
        guard let found = window(after: start - 1, in: sentence, isSure: context.isOwn), found.isNear else {
            return otherRate(value, from: start, place: place, in: sentence, context)
        }
        // A number alone: only where the sentence says that it limits something.
        guard context.isOwn || context.isLimit && !context.isOther else { return nil }
        return rateMatch(value, found.window, place..<found.end, principal: found.principal)
    }

    /// `limited to 50 organization invitations per 24 hours`: something else than requests, where the sentence says that
    /// it is limited.
    private func otherRate(
        _ value: Double, from start: Int, place: Int, in sentence: Prose.Sentence, _ context: Context
    ) -> Match? {
        guard context.isOwn || context.isCap && context.isSending else { return nil }
        var names: [String] = []
        var index = start
        while names.count < 3, let word = word(index, in: sentence), !ProseWords.connectors.contains(word),
            !ProseWords.prepositions.contains(word), word != "a", word != "an"
        {
            names.append(word)
            index += 1
        }
        guard let unit = names.last, let found = window(after: index - 1, in: sentence, isSure: true) else {
            return nil
        }
        let numbers = place..<found.end
        // `can be called 5 times per minute`
        if names == ["times"] {
            guard context.isSending else { return nil }
            return rateMatch(value, found.window, numbers, principal: found.principal)
        }
        let isTime = names.contains { ProseWindow.unit($0) != nil && $0.utf8.count > 1 }
        guard context.isOwn, !isTime, !names.contains(where: ProseWords.measures.contains) else { return nil }
        return rateMatch(value, found.window, numbers, unit: unit, principal: found.principal)
    }

    /// `requests per minute: 60`, `the RPM limit is 60`, `hourly limit of 1000`, `per-minute limit of 60`.
    func namedRate(at place: Int, in sentence: Prose.Sentence, _ context: Context) -> Match? {
        guard context.isLimit || context.isCap || !context.isOther, let name = rateName(at: place, in: sentence) else {
            return nil
        }
        var index = name.end
        while index < name.end + 4, let next = word(index, in: sentence),
            ProseWords.links.contains(next) || ProseWindow.rate(next) != nil
        { index += 1 }
        if index == name.end, prose.kind(index) == .barrier { index += 1 }
        guard let (value, end) = number(at: index, in: sentence) else { return nil }
        if name.isInterval, let noun = requestNoun(at: end, in: sentence) {
            return rateMatch(value, name.window, place..<noun + 1)
        }
        guard isAlone(end, in: sentence) else { return nil }
        let unit = name.isInterval ? word(end, in: sentence).flatMap { Self.unit($0) } : nil
        return rateMatch(value, name.window, place..<end, unit: unit)
    }

    /// What names a rate without its number, and whether the number may be followed by what it counts.
    private func rateName(
        at place: Int, in sentence: Prose.Sentence
    ) -> (window: ProseWindow, end: Int, isInterval: Bool)? {
        guard let word = word(place, in: sentence) else { return nil }
        if let rate = ProseWindow.rate(word) { return (rate, place + 1, false) }
        if ProseWords.requests.contains(word) {
            guard let found = window(after: place, in: sentence, isSure: false), found.isNear else { return nil }
            return (found.window, found.end, false)
        }
        var window = ProseWindow.interval(word)
        var index = place + 1
        if word == "per", let unit = self.word(index, in: sentence).flatMap(ProseWindow.unit) {
            window = ProseWindow(1, of: unit)
            index += 1
        }
        guard let window else { return nil }
        let start = index
        // An hourly limit, not what happens every hour.
        while let next = self.word(index, in: sentence),
            ProseWords.isLimit(next) || ProseWords.requests.contains(next) || ["rate", "api"].contains(next)
        { index += 1 }
        guard (start..<index).contains(where: { ProseWords.isLimit(prose.text($0)) }) else { return nil }
        return (window, index, true)
    }

    /// A word for what is counted; nil for one that goes on with the sentence.
    private static func unit(_ word: String) -> String? {
        let goesOn = ProseWords.prepositions.contains(word) || ProseWords.links.contains(word)
        return goesOn || word.utf8.count < 4 ? nil : word
    }

    /// `no more than once every 5 seconds`.
    func once(at place: Int, in sentence: Prose.Sentence, _ context: Context) -> Match? {
        guard word(place, in: sentence) == "once", context.isCap || context.isOwn, context.isSending,
            let found = window(after: place, in: sentence, isSure: false), found.isNear
        else { return nil }
        return rateMatch(1, found.window, place..<found.end)
    }

    /// A rate of at least one unit in a window: half a request a second is one in two seconds.
    private func rateMatch(
        _ value: Double, _ window: ProseWindow, _ tokens: Range<Int>, unit: String? = nil, principal: String? = nil
    ) -> Match? {
        guard value > 0, value <= 1e12 else { return nil }
        guard value < 1 else {
            return Match(numbers: .quota(value, per: window), unit: unit, principal: principal, tokens: tokens)
        }
        guard let longer = ProseWindow((Double(window.milliseconds) / value).rounded(), of: ("ms", 1)) else {
            return nil
        }
        return Match(numbers: .quota(1, per: longer), unit: unit, principal: principal, tokens: tokens)
    }
}
