#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension JSONReader {
    /// A required `date-time`.
    public func date(_ name: StaticString) -> Date { date(at: find(name), name: name) }

    /// An optional `date-time`.
    public func dateIfPresent(_ name: StaticString) -> Date? {
        let index = find(name)
        return isNone(index) ? nil : date(at: index)
    }

    fileprivate func date(at index: Int, name: StaticString? = nil) -> Date {
        let token = tape.tokens[index]
        if token.kind == .string {
            let isStrict = dates == .strict
            let timestamp =
                token.isPlain
                ? Timestamp(utf8: utf8(token), isStrict: isStrict) : Timestamp(string(token), isStrict: isStrict)
            if let timestamp { return Date(timestamp) }
        }
        wrongDate("a date and time (RFC 3339)", format: "date-time", at: index, name: name) { Timestamp($0) != nil }
        return Date(timeIntervalSinceReferenceDate: 0)
    }
}

extension JSONWriter {
    /// A date in UTC, to the microsecond.
    public func date(_ name: StaticString, _ value: Date) {
        startMember(name)
        scalar(value)
        endMember()
    }

    /// A date in UTC, to the microsecond; nothing for nil.
    public func dateIfPresent(_ name: StaticString, _ value: Date?) {
        if let value { date(name, value) }
    }

    fileprivate func scalar(_ value: Date) {
        if isComparing { return identity(value.timeIntervalSinceReferenceDate.identity, .date) }
        if let text = Timestamp(value)?.text {
            scalar(text)
        } else {
            unwritable("a date outside the years 0 to 9999 has no RFC 3339 form")
        }
    }
}

extension Date: JSONValue {
    /// Reads a `date-time`: RFC 3339 and, unless dates are read strictly, the forms that ``DateReading/lenient`` names.
    @_spi(Generated) public init(reading reader: JSONReader) { self = reader.date(at: reader.current) }

    /// Writes an RFC 3339 `date-time` in UTC, to the microsecond. A date that is in the years 0 to 9999 only by the
    /// clocks of other places is written by the nearest one's.
    @_spi(Generated) public func write(to writer: JSONWriter) { writer.scalar(self) }
}

extension Timestamp {
    init?(_ text: String, isStrict: Bool = false) {
        var text = text
        guard let timestamp = text.withUTF8({ Timestamp(utf8: $0, isStrict: isStrict) }) else { return nil }
        self = timestamp
    }

    /// Seconds since 1970 of a `date-time` in text, read leniently; nil for what is none.
    package static func seconds(_ text: String) -> Double? {
        Timestamp(text).map { Double($0.seconds) + $0.fraction }
    }

    /// Nil for dates whose seconds no integer holds.
    init?(_ date: Date) {
        let whole = date.timeIntervalSinceReferenceDate.rounded(.down)
        // Far outside the years that RFC 3339 can write, and far inside Int.
        guard abs(whole) < 1e12 else { return nil }
        self.init(seconds: Int(whole) + Self.reference, fraction: date.timeIntervalSinceReferenceDate - whole)
    }

    /// 2001-01-01T00:00:00Z, from which Foundation counts.
    fileprivate static let reference = 978_307_200
}

extension Date {
    fileprivate init(_ timestamp: Timestamp) {
        // From 2001 and not from 1970: fewer bits before the point leave more after it.
        let interval = Double(timestamp.seconds - Timestamp.reference) + timestamp.fraction
        // The last moments of the year 9999, which stand for "never", are no part of the next year.
        let end = Double(Timestamp.end - Timestamp.reference)
        self.init(
            timeIntervalSinceReferenceDate: timestamp.seconds < Timestamp.end ? min(interval, end.nextDown) : interval)
    }
}
