// Numbers and times as people write them.

extension Duration {
    /// The duration in seconds, or in milliseconds below one: `60 s`, `250 ms`, `1.5 s`.
    package var formatted: String {
        let seconds = seconds
        return seconds < 1 && seconds != 0 ? "\((seconds * 1000).rounded3) ms" : "\(seconds.rounded3) s"
    }

    /// A window as people call it: `minute`, `2 hours`; else as ``formatted``.
    var asPeriod: String {
        guard components.attoseconds == 0, components.seconds > 0 else { return formatted }
        let units: [(name: String, length: Int64)] = [("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1)]
        for (name, length) in units where components.seconds % length == 0 {
            let count = components.seconds / length
            return count == 1 ? name : "\(count) \(name)s"
        }
        return formatted
    }

    /// The duration in seconds, as a floating-point number.
    package var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}

extension Double {
    /// The number without a fraction where it has none.
    package var formatted: String { rounded() == self && abs(self) < 1e15 ? String(Int64(self)) : String(self) }

    fileprivate var rounded3: String { ((self * 1000).rounded() / 1000).formatted }
}

extension String {
    /// The text broken at white space into lines of at most `width` characters; a longer word has a line of its own.
    package func wrapped(to width: Int) -> [String] {
        split(whereSeparator: \.isWhitespace).reduce(into: []) { lines, word in
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append(String(word))
            }
        }
    }

    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
