extension RateLimit: CustomStringConvertible {
    /// `60 in 60.6 s`, or `4 at a time`.
    public var description: String {
        switch release {
        case .response where observing != nil || capacity >= Units.maximum: "no numbers known"
        case .response: "\(capacity.shortText) in \(hold.shortText)"
        case .end: "\(capacity.shortText) at a time"
        }
    }
}

extension Double {
    /// Digits, at most three of them behind the point.
    var shortText: String {
        let rounded = (self * 1000).rounded() / 1000
        return rounded.magnitude < 1e15 && rounded == rounded.rounded() ? "\(Int64(rounded))" : "\(rounded)"
    }
}

extension Duration {
    /// Seconds up to ten minutes, then minutes, hours and days.
    var shortText: String {
        let seconds = Double(nanoseconds) / 1e9
        // Two days are the least that is said in days.
        let units: [(name: String, length: Double, least: Double)] = [
            ("d", 86_400, 2), ("h", 3600, 2), ("min", 60, 10),
        ]
        guard let unit = units.first(where: { seconds >= $0.length * $0.least }) else {
            return "\(seconds.shortText) s"
        }
        return "\(((seconds / unit.length * 10).rounded() / 10).shortText) \(unit.name)"
    }
}

extension String {
    /// The same with a space for what does not print.
    var printable: String { String(map { $0.isASCII && ($0.asciiValue ?? 0) < 0x20 ? " " : $0 }) }
}
