/// A point in time of RFC 3339, without Foundation.
package struct Timestamp: Hashable {
    /// Whole seconds since 1970-01-01T00:00:00Z, without leap seconds.
    var seconds: Int
    /// The fraction of a second that follows: 0 up to, not including, 1.
    var fraction: Double

    init(seconds: Int, fraction: Double) {
        self.seconds = seconds
        self.fraction = fraction
    }

    /// Reads a `date-time` (RFC 3339, 5.6) with its notes: `t` and `z` may be lower case, a space may stand for the
    /// `T`. The second 60 is the one that follows, as on clocks that have no leap seconds.
    ///
    /// Unless `isStrict`, other forms of ISO 8601 that servers send are read as well: without an offset, which is UTC
    /// then; with an offset of `+0000`, `+00`, `UTC` or `GMT`, after a space too; without seconds; with a comma before
    /// the fraction; and a day alone, which is its first moment.
    init?(utf8 text: UnsafeBufferPointer<UInt8>, isStrict: Bool = false) {
        var scanner = TimestampScanner(text)
        guard let date = scanner.date() else { return nil }
        seconds = Self.day(of: date) * 86_400
        fraction = 0
        if scanner.isAtEnd, !isStrict { return }
        guard scanner.take(anyOf: "Tt "), let time = scanner.time(isStrict: isStrict),
            let offset = isStrict ? scanner.offset() : scanner.lenientOffset(), scanner.isAtEnd
        else { return nil }
        seconds += time.seconds - offset
        fraction = time.fraction
    }

    /// Days from 1970-01-01.
    package static func day(of date: CalendarDate) -> Int {
        day(year: date.year, month: date.month, day: date.day)
    }

    /// Days from 1970-01-01, counted in years that start in March, so that a leap day is a year's last. The year is
    /// not before -399.
    package static func day(year: Int, month: Int, day: Int) -> Int {
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        // 719 468 days lie between 0000-03-01 and 1970-01-01. The shift keeps the divisions clear of negative years.
        let shifted = year - (month <= 2 ? 1 : 0) + 400
        return 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468 - 146_097
    }

    /// The day of the calendar that is so many days after 1970-01-01, with the month from 1.
    package static func parts(ofDay day: Int) -> (year: Int, month: Int, day: Int) {
        let days = day + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let isAfterNewYear = month >= 10
        return (
            yearOfEra + era * 400 + (isAfterNewYear ? 1 : 0), isAfterNewYear ? month - 9 : month + 3,
            dayOfYear - (153 * month + 2) / 5 + 1
        )
    }

    /// The day of the calendar; nil outside the years 0 to 9999.
    var date: CalendarDate? {
        let parts = Self.parts(ofDay: (seconds >= 0 ? seconds : seconds - 86_399) / 86_400)
        return CalendarDate(year: parts.year, month: parts.month, day: parts.day)
    }

    /// `yyyy-mm-ddThh:mm:ssZ`, with a fraction of three digits where there is one, and of six where three would not do.
    ///
    /// A moment that is in the years 0 to 9999 only by the clocks of other places, as the greatest date of some
    /// platforms is, is written by such a clock. nil for all others.
    var text: String? {
        // Half a microsecond is about what a Date of our days can tell apart.
        var microseconds = Int((fraction * 1_000_000).rounded())
        var local = Timestamp(seconds: seconds + microseconds / 1_000_000, fraction: 0)
        microseconds %= 1_000_000
        let offset = local.nearestOffset
        local.seconds += offset * 60
        guard let date = local.date else { return nil }
        let clock = ((local.seconds % 86_400) + 86_400) % 86_400
        return String(unsafeUninitializedCapacity: 32) { text in
            var count = 0
            func put(_ character: UnicodeScalar) {
                text[count] = UInt8(ascii: character)
                count += 1
            }
            func put(_ number: Int, digits: Int) {
                var rest = number
                for index in (count..<count + digits).reversed() {
                    text[index] = UInt8(ascii: "0") + UInt8(rest % 10)
                    rest /= 10
                }
                count += digits
            }
            func put(_ number: Int, digits: Int, then separator: UnicodeScalar) {
                put(number, digits: digits)
                put(separator)
            }
            put(date.year, digits: 4, then: "-")
            put(date.month, digits: 2, then: "-")
            put(date.day, digits: 2, then: "T")
            put(clock / 3_600, digits: 2, then: ":")
            put(clock / 60 % 60, digits: 2, then: ":")
            put(clock % 60, digits: 2)
            if microseconds > 0 {
                put(".")
                let isWhole = microseconds % 1_000 == 0
                put(isWhole ? microseconds / 1_000 : microseconds, digits: isWhole ? 3 : 6)
            }
            guard offset != 0 else {
                put("Z")
                return count
            }
            put(offset < 0 ? "-" : "+")
            put(abs(offset) / 60, digits: 2, then: ":")
            put(abs(offset) % 60, digits: 2)
            return count
        }
    }
}

extension Timestamp {
    /// The first moment of the year 0, and of the year 10000.
    static let (start, end) = (-62_167_219_200, 253_402_300_800)

    /// Minutes east of UTC, in whole hours where these do, of the nearest place where the year is 0 to 9999 by the
    /// clock.
    fileprivate var nearestOffset: Int {
        let late = max(0, seconds - Self.end + 1)
        let early = max(0, Self.start - seconds)
        let minutes = min((max(late, early) + 3_599) / 3_600 * 60, 23 * 60 + 59)
        return late > 0 ? -minutes : minutes
    }
}

/// Steps through the parts of a date or a timestamp.
package struct TimestampScanner {
    private let text: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
    }

    var isAtEnd: Bool { position == text.count }

    mutating func take(anyOf characters: StaticString) -> Bool {
        guard position < text.count else { return false }
        for index in 0..<characters.utf8CodeUnitCount where characters.utf8Start[index] == text[position] {
            position += 1
            return true
        }
        return false
    }

    private mutating func digit() -> Int? {
        guard position < text.count, text[position] &- UInt8(ascii: "0") < 10 else { return nil }
        defer { position += 1 }
        return Int(text[position] - UInt8(ascii: "0"))
    }

    mutating func number(digits: Int, upTo limit: Int) -> Int? {
        var value = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value <= limit ? value : nil
    }

    /// `full-date`.
    mutating func date() -> CalendarDate? {
        guard let year = number(digits: 4, upTo: 9999), take(anyOf: "-"), let month = number(digits: 2, upTo: 12),
            take(anyOf: "-"), let day = number(digits: 2, upTo: 31)
        else { return nil }
        return CalendarDate(year: year, month: month, day: day)
    }

    /// `partial-time`: seconds since midnight.
    mutating func time(isStrict: Bool) -> (seconds: Int, fraction: Double)? {
        guard let hour = number(digits: 2, upTo: 23), take(anyOf: ":"), let minute = number(digits: 2, upTo: 59)
        else { return nil }
        let minutes = hour * 3_600 + minute * 60
        if !isStrict, !(position < text.count && text[position] == UInt8(ascii: ":")) { return (minutes, 0) }
        guard take(anyOf: ":"), let second = number(digits: 2, upTo: 60),
            let fraction = fraction(after: isStrict ? "." : ".,")
        else { return nil }
        return (minutes + second, fraction)
    }

    /// `time-secfrac`, or nothing: 0. Digits past the eighteenth are below what a double holds.
    private mutating func fraction(after point: StaticString) -> Double? {
        guard take(anyOf: point) else { return 0 }
        guard let first = digit() else { return nil }
        var value = first
        var scale = 10
        while let digit = digit() {
            guard scale < 1_000_000_000_000_000_000 else { continue }
            value = value * 10 + digit
            scale *= 10
        }
        // Both are exact up to fifteen digits, hence the quotient is the nearest double.
        return min(Double(value) / Double(scale), 1.0.nextDown)
    }

    /// `time-offset` in seconds east of UTC.
    mutating func offset() -> Int? {
        if take(anyOf: "Zz") { return 0 }
        guard let sign = sign(), let hours = number(digits: 2, upTo: 23), take(anyOf: ":"),
            let minutes = number(digits: 2, upTo: 59)
        else { return nil }
        return sign * (hours * 3_600 + minutes * 60)
    }

    /// The same in the forms of ISO 8601 besides, or nothing: UTC.
    mutating func lenientOffset() -> Int? {
        if isAtEnd { return 0 }
        _ = take(anyOf: " ")
        if take("UTC") || take("GMT") || take(anyOf: "Zz") { return 0 }
        guard let sign = sign(), let hours = number(digits: 2, upTo: 23) else { return nil }
        if isAtEnd { return sign * hours * 3_600 }
        _ = take(anyOf: ":")
        return number(digits: 2, upTo: 59).map { sign * (hours * 3_600 + $0 * 60) }
    }

    private mutating func sign() -> Int? { take(anyOf: "+") ? 1 : take(anyOf: "-") ? -1 : nil }

    /// Steps over a word if it comes next.
    private mutating func take(_ word: StaticString) -> Bool {
        guard text[position...].starts(with: UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
        else { return false }
        position += word.utf8CodeUnitCount
        return true
    }
}
