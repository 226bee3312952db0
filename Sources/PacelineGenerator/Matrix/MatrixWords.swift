import PacelineDiagnostics
import PacelineModel

/// Numbers and times as the matrix has them. The runtime's matrix uses the same words.
enum MatrixWords {
    /// Numbers in full: `60 requests per 60 s`.
    static func limit(_ numbers: Policy.Numbers, unit: String) -> String {
        switch numbers {
        case .quota(let window):
            "\(number(window.quota)) \(unit) per \(time(window.milliseconds))\(burst(window))"
        case .concurrency(let limit): "at most \(limit) \(limit == 1 ? "request" : "requests") at a time"
        case .undisclosed: "an undisclosed number of \(unit)"
        }
    }

    /// Numbers as a table has them: `60 per minute`.
    static func shortLimit(_ numbers: Policy.Numbers, unit: String) -> String {
        switch numbers {
        case .quota(let window):
            "\(number(window.quota)) \(unit == "requests" ? "" : unit + " ")per "
                + self.window(window.milliseconds) + burst(window)
        case .concurrency(let limit): "\(limit) at a time"
        case .undisclosed: "undisclosed"
        }
    }

    private static func burst(_ window: Policy.Window) -> String {
        if case .tokenBucket(let burst) = window.algorithm { ", at most \(number(burst)) at once" } else { "" }
    }

    /// A number without a fraction where it has none.
    static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }

    /// A time in seconds, or milliseconds below one: `60 s`, `250 ms`, `1.5 s`.
    static func time(_ milliseconds: Int64) -> String {
        milliseconds < 1000 ? "\(milliseconds) ms" : "\(number(Double(milliseconds) / 1000)) s"
    }

    /// A window as people call it: `minute`, `2 hours`; else as ``time(_:)``.
    static func window(_ milliseconds: Int64) -> String {
        let units: [(name: String, length: Int64)] = [
            ("day", 86_400_000), ("hour", 3_600_000), ("minute", 60_000), ("second", 1000),
        ]
        for (name, length) in units where milliseconds % length == 0 && milliseconds > 0 {
            let count = milliseconds / length
            return count == 1 ? name : "\(count) \(name)s"
        }
        return time(milliseconds)
    }
}

extension String {
    /// The text with white space and what a table cannot show, since it would be obeyed, folded to single spaces.
    var onOneLine: String {
        split { $0.isWhitespace || $0.unicodeScalars.contains(where: \.isCommand) }.joined(separator: " ")
    }

    /// The text broken at spaces into lines of at most `width` characters; a longer word has a line of its own.
    func wrapped(to width: Int) -> [String] {
        var lines: [String] = []
        for word in split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
