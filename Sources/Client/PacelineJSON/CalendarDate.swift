/// A day of the Gregorian calendar without time and place: RFC 3339 `full-date`, "2026-11-24".
public struct CalendarDate: Hashable, Sendable {
    /// Year, month and day in one word, most significant first: small in a model, and ordered as the days are.
    private var packed: Int32

    /// A day; nil if the calendar has no such day, or the year is not 0 to 9999.
    public init?(year: Int, month: Int, day: Int) {
        guard (0...9999).contains(year), (1...12).contains(month),
            (1...Self.days(inMonth: month, of: year)).contains(day)
        else { return nil }
        packed = Int32(year << 9 | month << 5 | day)
    }

    /// 1 January of the year 0: the placeholder.
    init() {
        packed = 1 << 5 | 1
    }

    /// The year, 0 to 9999.
    public var year: Int { Int(packed >> 9) }
    /// The month, 1 to 12.
    public var month: Int { Int(packed >> 5 & 0xF) }
    /// The day of the month, from 1.
    public var day: Int { Int(packed & 0x1F) }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension CalendarDate: Comparable {
    /// Whether the first day is earlier.
    public static func < (earlier: CalendarDate, later: CalendarDate) -> Bool { earlier.packed < later.packed }
}

extension CalendarDate: LosslessStringConvertible {
    /// A day from "yyyy-mm-dd"; nil for every other form.
    public init?(_ description: String) {
        var text = description
        guard let date = text.withUTF8({ CalendarDate(utf8: $0) }) else { return nil }
        self = date
    }

    /// "yyyy-mm-dd".
    public var description: String {
        func padded(_ number: Int, to width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: width - digits.count) + digits
        }
        return "\(padded(year, to: 4))-\(padded(month, to: 2))-\(padded(day, to: 2))"
    }

    init?(utf8 text: UnsafeBufferPointer<UInt8>) {
        var scanner = TimestampScanner(text)
        guard let date = scanner.date(), scanner.isAtEnd else { return nil }
        self = date
    }
}

extension CalendarDate: Codable {
    /// Reads the string form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let date = CalendarDate(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "expected a date (yyyy-mm-dd)")
        }
        self = date
    }

    /// Writes the string form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension CalendarDate: JSONValue {
    /// Reads "yyyy-mm-dd" and, unless dates are read strictly, ignores a time behind it.
    @_spi(Generated) public init(reading reader: JSONReader) {
        let text = reader.token.kind == .string ? reader.string(reader.token) : ""
        let date = reader.dates == .strict ? CalendarDate(text) : CalendarDate(text) ?? CalendarDate(before: text)
        if let date {
            self = date
        } else {
            reader.wrongDate("a date (yyyy-mm-dd)", format: "date", at: reader.current) {
                CalendarDate(before: $0) != nil
            }
            self.init()
        }
    }

    /// The day that a date and time begins with, whatever its offset: a day has none.
    init?(before time: String) {
        guard Timestamp(time) != nil, let day = CalendarDate(String(time.prefix(10))) else { return nil }
        self = day
    }

    /// Writes "yyyy-mm-dd".
    @_spi(Generated) public func write(to writer: JSONWriter) {
        writer.scalar(description)
    }
}
