/// A length of time as prose tells it: so many of a unit.
package struct ProseWindow: Hashable, Sendable {
    /// How the language writes the unit: `ms`, `s`, `m`, `h` or `d`.
    package var unit: String
    package var count: Int64

    /// As the language writes it: `1h`.
    package var text: String { "\(count)\(unit)" }

    var milliseconds: Int64 { count * (Self.lengths[unit] ?? 0) }

    private static let lengths: [String: Int64] = [
        "ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000,
    ]

    /// nil for a time that the language does not have: none, or more than 400 days.
    init?(_ number: Double, of unit: (unit: String, factor: Int64)) {
        let length = (Self.lengths[unit.unit] ?? 0) * unit.factor
        guard number > 0, number * Double(length) <= 400 * 86_400_000 else { return nil }
        if unit.unit != "ms", let count = Int64(exactly: number * Double(unit.factor)) {
            self.init(unit: unit.unit, count: count)
        } else if let count = Int64(exactly: (number * Double(length)).rounded()), count > 0 {
            self.init(unit: count % 1000 == 0 ? "s" : "ms", count: count % 1000 == 0 ? count / 1000 : count)
        } else {
            return nil
        }
    }

    private init(unit: String, count: Int64) {
        self.unit = unit
        self.count = count
    }

    /// What a word for a unit of time means; a month is thirty days. nil for any other word.
    static func unit(_ word: String) -> (unit: String, factor: Int64)? {
        switch word {
        case "millisecond", "milliseconds", "ms": ("ms", 1)
        case "second", "seconds", "sec", "secs", "s": ("s", 1)
        case "minute", "minutes", "min", "mins", "m": ("m", 1)
        case "hour", "hours", "hr", "hrs", "h": ("h", 1)
        case "day", "days", "d": ("d", 1)
        case "week", "weeks": ("d", 7)
        case "month", "months": ("d", 30)
        default: nil
        }
    }

    /// What a word for something that is done at intervals means.
    static func interval(_ word: String) -> ProseWindow? {
        switch word {
        case "hourly": ProseWindow(unit: "h", count: 1)
        case "daily": ProseWindow(unit: "d", count: 1)
        case "weekly": ProseWindow(unit: "d", count: 7)
        case "monthly": ProseWindow(unit: "d", count: 30)
        default: nil
        }
    }

    /// What an abbreviation for requests in a time means, such as `rpm`.
    static func rate(_ word: String) -> ProseWindow? {
        switch word {
        case "rps", "qps", "tps": ProseWindow(unit: "s", count: 1)
        case "rpm", "qpm": ProseWindow(unit: "m", count: 1)
        case "rph", "qph": ProseWindow(unit: "h", count: 1)
        case "rpd", "qpd": ProseWindow(unit: "d", count: 1)
        default: nil
        }
    }
}
