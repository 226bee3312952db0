import HTTPTypes

/// Reads the Retry-After field (RFC 9110, section 10.2.3).
enum RetryAfterField {
    /// The wait that the field asks for, nil when it is missing or malformed.
    ///
    /// A date is held against the answer's own Date field, not against the client's clock, which may be off.
    static func wait(_ fields: HTTPFields) -> Duration? {
        guard let text = fields[.retryAfter]?.trimmed else { return nil }
        if let seconds = digits(text) { return .seconds(min(seconds, maximumSeconds)) }
        guard let until = HTTPDate.seconds(text), let now = fields[.date].flatMap({ HTTPDate.seconds($0.trimmed) })
        else {
            return nil
        }
        return .seconds(min(max(0, until - now), maximumSeconds))
    }

    /// A year: what is longer is held to be a mistake, and must not overflow.
    private static let maximumSeconds: Int64 = 366 * 86_400
}

/// Reads the preferred form of an HTTP-date (RFC 9110, section 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
enum HTTPDate {
    /// Seconds since 1970, nil when `text` is not such a date.
    static func seconds(_ text: String) -> Int64? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let day = digits(parts[1]), day >= 1,
            let month = months.firstIndex(of: String(parts[2])), let year = digits(parts[3]), (1...9999).contains(year)
        else { return nil }
        let time = parts[4].split(separator: ":", omittingEmptySubsequences: false).map { digits($0) ?? .max }
        guard time.count == 3, time[0] < 24, time[1] < 60, time[2] <= 60 else { return nil }
        guard let date = CalendarDate(year: Int(year), month: month + 1, day: Int(clamping: day)) else { return nil }
        return Int64(Timestamp.day(of: date)) * 86_400 + time[0] * 3600 + time[1] * 60 + time[2]
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}

/// The number that `text` writes in decimal digits and nothing else, which `Int64.init` would not insist on.
private func digits(_ text: some StringProtocol) -> Int64? {
    text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int64(text) : nil
}

extension String {
    /// The string without spaces and tabs at its ends.
    fileprivate var trimmed: String {
        var text = self[...]
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }
}
