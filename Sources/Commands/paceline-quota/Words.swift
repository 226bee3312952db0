import PacelineDiagnostics

/// Numbers and times as people say them.
enum Words {
    /// How long something lasts from now on or has lasted: to a tenth of its unit, which is seconds up to ten minutes,
    /// then minutes, hours and days.
    static func time(_ seconds: Double) -> String {
        let units: [(name: String, length: Double, least: Double)] = [
            ("days", 86_400, 2), ("h", 3600, 2), ("min", 60, 10),
        ]
        guard seconds >= 1 else { return "\(number((seconds * 1000).rounded())) ms" }
        let unit = units.first { seconds >= $0.length * $0.least } ?? ("s", 1, 1)
        return "\(number((seconds / unit.length * 10).rounded() / 10)) \(unit.name)"
    }

    /// A length that is declared: to a thousandth of a second.
    static func length(_ seconds: Double) -> String {
        seconds < 600 && seconds >= 1 ? "\(number(seconds)) s" : time(seconds)
    }

    /// At most three digits behind the point.
    static func number(_ value: Double) -> String {
        let rounded = (value * 1000).rounded() / 1000
        return rounded.magnitude < 1e15 && rounded == rounded.rounded() ? "\(Int64(rounded))" : "\(rounded)"
    }

    /// `per-minute|acme 3, downloads 1`.
    static func units(_ amounts: [String: Double]) -> String {
        amounts.sorted { $0.key < $1.key }.map { "\($0.key.printable) \(number($0.value))" }.joined(separator: ", ")
    }
}

/// The beginnings of sessions' names that tell them apart, eight characters at least.
struct ShortNames {
    private let length: Int

    init(_ names: [String]) {
        let all = Set(names)
        length = (8...64).first { length in Set(all.map { $0.prefix(length) }).count == all.count } ?? 64
    }

    func callAsFunction(_ name: String) -> String { String(name.prefix(length)).printable }
}
