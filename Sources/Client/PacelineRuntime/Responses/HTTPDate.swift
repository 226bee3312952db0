/// Reads an HTTP-date in its three forms (RFC 9110, section 5.6.7).
enum HTTPDate {
    /// Seconds since 1970, nil when `text` is not such a date.
    ///
    /// - Parameters:
    ///   - text: `Sun, 06 Nov 1994 08:49:37 GMT`, or one of the obsolete forms `Sunday, 06-Nov-94 08:49:37 GMT` and
    ///     `Sun Nov  6 08:49:37 1994`.
    ///   - present: The present in seconds since 1970, which tells the century of a year of two digits.
    static func seconds(_ text: String, near present: Double) -> Int64? {
        let parts = text.split(separator: " ")
        if parts.count == 6, parts[5] == "GMT", parts[0].last == "," {
            return seconds(day: parts[1], month: parts[2], year: number(parts[3], digits: 4...4), time: parts[4])
        }
        if parts.count == 4, parts[3] == "GMT", parts[0].last == "," {
            let date = parts[1].split(separator: "-", omittingEmptySubsequences: false)
            guard date.count == 3, let year = number(date[2], digits: 2...2) else { return nil }
            return seconds(day: date[0], month: date[1], year: fullYear(year, near: present), time: parts[2])
        }
        guard parts.count == 5, parts[0].count == 3 else { return nil }
        return seconds(day: parts[2], month: parts[1], year: number(parts[4], digits: 4...4), time: parts[3])
    }

    private static func seconds(day: Substring, month: Substring, year: Int?, time: Substring) -> Int64? {
        guard let year, year > 0, let day = number(day, digits: 1...2),
            let month = months.firstIndex(of: String(month)),
            let date = CalendarDate(year: year, month: month + 1, day: day)
        else { return nil }
        let time = time.split(separator: ":", omittingEmptySubsequences: false).map {
            number($0, digits: 2...2) ?? .max
        }
        // The 60th second is the leap second.
        guard time.count == 3, time[0] < 24, time[1] < 60, time[2] <= 60 else { return nil }
        return Int64(Timestamp.day(of: date)) * 86_400 + Int64(time[0] * 3600 + time[1] * 60 + time[2])
    }

    /// A year of two digits is the one of them that is not more than 50 years ahead.
    private static func fullYear(_ year: Int, near present: Double) -> Int {
        let now = 1970 + Int(min(max(0, present), 1e11) / 31_556_952)
        let sameCentury = now / 100 * 100 + year
        if sameCentury > now + 50 { return sameCentury - 100 }
        return sameCentury + 100 <= now + 50 ? sameCentury + 100 : sameCentury
    }

    /// The number that so many decimal digits write, and nothing else, which `Int.init` would not insist on.
    private static func number(_ text: Substring, digits: ClosedRange<Int>) -> Int? {
        digits.contains(text.utf8.count) && text.utf8.allSatisfy(\.isDigit) ? Int(text) : nil
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
