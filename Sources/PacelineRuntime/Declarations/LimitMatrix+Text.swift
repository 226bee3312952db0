extension LimitMatrix: CustomStringConvertible {
    /// Level, limit, and the calls by group, wrapped to about 100 columns; below it each bucket with the number of
    /// calls that share it. `paceline limits` prints the same.
    public var description: String {
        let limits = rows.map { row in
            row.limits.isEmpty ? [("–", "no limit")] : row.limits.map { ($0.policy.level, $0.inShort) }
        }
        let levelWidth = (["LEVEL"] + limits.joined().map(\.0)).map(\.count).max() ?? 0
        let limitWidth = (["LIMIT"] + limits.joined().map(\.1)).map(\.count).max() ?? 0
        let callsWidth = max(40, 100 - levelWidth - limitWidth - 4)
        func line(_ level: String, _ limit: String, _ calls: String) -> String {
            let line = "\(level.padded(to: levelWidth))  \(limit.padded(to: limitWidth))  \(calls)"
            return String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
        }
        var text = line("LEVEL", "LIMIT", "CALLS")
        for (row, limits) in zip(rows, limits) {
            let calls = row.callLines(width: callsWidth)
            for index in 0..<max(limits.count, calls.count) {
                let limit = index < limits.count ? limits[index] : ("", "")
                text += line(limit.0, limit.1, index < calls.count ? calls[index] : "")
            }
            text += "\n"
        }
        for (policy, calls) in buckets {
            text += "\(policy.name): \(policy); \(policy.sharing(by: calls))\n"
        }
        return text
    }

    /// Every policy that some call draws on, with the number of calls that share its bucket.
    private var buckets: [(policy: RateLimitPolicy, calls: Int)] {
        var buckets: [(policy: RateLimitPolicy, calls: Int)] = []
        for row in rows {
            let calls = row.groups.reduce(0) { $0 + $1.calls.count }
            for policy in row.limits.map(\.policy) {
                if let known = buckets.firstIndex(where: { $0.policy.name == policy.name }) {
                    buckets[known].calls += calls
                } else {
                    buckets.append((policy, calls))
                }
            }
        }
        return buckets
    }
}

extension LimitMatrix.Row {
    /// Headings, groups with the number of their calls, and the calls' names.
    fileprivate func callLines(width: Int) -> [String] {
        var lines: [String] = []
        var parent: String?
        for group in groups {
            if let heading = group.parent, heading != parent { lines.append(heading) }
            parent = group.parent
            let indent = parent == nil ? "" : "  "
            let names = group.calls.map { $0.name.isEmpty ? $0.id : $0.name }.joined(separator: ", ")
            lines.append("\(indent)\(group.title) (\(group.calls.count))")
            lines += names.wrapped(to: width - indent.count - 2).map { "\(indent)  \($0)" }
        }
        return lines
    }
}

extension RateLimitPolicy {
    /// Who shares a bucket: `one bucket for 3 calls`, `one bucket for each operation, 3 calls`.
    fileprivate func sharing(by calls: Int) -> String {
        let count = calls == 1 ? "1 call" : "\(calls) calls"
        let each = per.filter { [.operation, .path, .method, .tag].contains($0) }.map(\.description)
        return each.isEmpty
            ? "one bucket for \(count)" : "one bucket for each \(each.joined(separator: " and ")), \(count)"
    }
}

extension AppliedLimit {
    /// The limit as a table has it: `60 per minute`.
    fileprivate var inShort: String {
        (numbers ?? policy.numbers).inShort(unit: policy.unit) + (cost == 1 ? "" : ", at \(cost.inWords) each")
    }
}

extension RateLimitNumbers {
    fileprivate func inShort(unit: String) -> String {
        switch self {
        case .quota(let quota, let window, let algorithm, _):
            let burst = if case .tokenBucket(let burst) = algorithm { ", at most \(burst.inWords) at once" } else { "" }
            return "\(quota.inWords) \(unit == "requests" ? "" : unit + " ")per \(window.asPeriod)\(burst)"
        case .concurrency(let limit): return "\(limit) at a time"
        case .undisclosed: return "undisclosed"
        }
    }
}

extension Duration {
    /// A window as people call it: `minute`, `2 hours`; else in seconds.
    fileprivate var asPeriod: String {
        guard components.attoseconds == 0, components.seconds > 0 else { return inWords }
        let units: [(name: String, length: Int64)] = [("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1)]
        for (name, length) in units where components.seconds % length == 0 {
            let count = components.seconds / length
            return count == 1 ? name : "\(count) \(name)s"
        }
        return inWords
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

    /// The text broken at white space into lines of at most `width` characters; a longer word has a line of its own.
    fileprivate func wrapped(to width: Int) -> [String] {
        split(whereSeparator: \.isWhitespace).reduce(into: []) { lines, word in
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append(String(word))
            }
        }
    }
}
