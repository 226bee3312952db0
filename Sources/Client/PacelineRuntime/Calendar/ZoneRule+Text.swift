extension ZoneRule {
    /// Reads a rule: `CET-1CEST,M3.5.0,M10.5.0/3`; nil when the text is not one.
    ///
    /// Summer time without the days on which it begins and ends is none: what POSIX has them be then is nobody's rule.
    init?(_ text: ArraySlice<UInt8>) {
        var scanner = ZoneRuleScanner(rest: text)
        guard scanner.takeName(), let west = scanner.time(hours: 24) else { return nil }
        standard = -west
        guard !scanner.isAtEnd else { return }
        guard scanner.takeName() else { return nil }
        var offset = standard + 3_600
        if !scanner.isAt(",") {
            guard let west = scanner.time(hours: 24) else { return nil }
            offset = -west
        }
        guard scanner.take(","), let start = scanner.change(), scanner.take(","), let end = scanner.change(),
            scanner.isAtEnd
        else { return nil }
        daylight = Daylight(offset: offset, start: start, end: end)
    }
}

/// Takes the parts of a rule off the beginning of what is left of it.
private struct ZoneRuleScanner {
    var rest: ArraySlice<UInt8>

    var isAtEnd: Bool { rest.isEmpty }

    func isAt(_ character: UnicodeScalar) -> Bool { rest.first == UInt8(ascii: character) }

    mutating func take(_ character: UnicodeScalar) -> Bool {
        guard isAt(character) else { return false }
        rest.removeFirst()
        return true
    }

    /// Takes the name of a time, which nobody asks for: three letters or more, or between `<` and `>` digits and signs,
    /// too.
    mutating func takeName() -> Bool {
        let isQuoted = take("<")
        let name = rest.prefix { $0.isLetter || isQuoted && ($0.isDigit || "+-".utf8.contains($0)) }
        rest = rest.dropFirst(name.count)
        return name.count >= 3 && (!isQuoted || take(">"))
    }

    /// A number of at most three digits, within bounds.
    mutating func number(_ bounds: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix { $0.isDigit }
        guard (1...3).contains(digits.count) else { return nil }
        rest = rest.dropFirst(digits.count)
        let number = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return bounds.contains(number) ? number : nil
    }

    /// Hours with a sign or none, and perhaps minutes and seconds, in seconds.
    mutating func time(hours: Int) -> Int64? {
        let isNegative = take("-")
        if !isNegative { _ = take("+") }
        guard var seconds = number(0...hours).map({ $0 * 3_600 }) else { return nil }
        for unit in [60, 1] where take(":") {
            guard let part = number(0...59) else { return nil }
            seconds += part * unit
        }
        return Int64(isNegative ? -seconds : seconds)
    }

    /// A day and a time on it, up to a week away: two o'clock where none is told.
    mutating func change() -> ZoneRule.Change? {
        guard let day = day() else { return nil }
        guard take("/") else { return ZoneRule.Change(day: day, time: 7_200) }
        return time(hours: 167).map { ZoneRule.Change(day: day, time: $0) }
    }

    private mutating func day() -> ZoneRule.Day? {
        if take("J") { return number(1...365).map { .withoutLeapDay($0) } }
        guard take("M") else { return number(0...365).map { .afterNewYear($0) } }
        guard let month = number(1...12), take("."), let week = number(1...5), take("."), let weekday = number(0...6)
        else { return nil }
        return .weekday(weekday, week: week, month: month)
    }
}
