extension LimitMatrix: CustomStringConvertible {
    /// Level, limit, and the calls by group, wrapped to about 100 columns; below it each bucket with the number of
    /// calls that share it. `paceline limits` prints the same.
    public var description: String {
        let limits = rows.map { row in
            row.limits.isEmpty ? [("–", "no limit")] : row.limits.map { ($0.policy.level, $0.shortText) }
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
        for bucket in buckets { text += "\(bucket.policy.name): \(bucket.policy); \(bucket.sharing)\n" }
        return text
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
            let names = group.calls.map(\.name).joined(separator: ", ")
            lines.append("\(indent)\(group.title) (\(group.calls.count))")
            lines += names.wrapped(to: width - indent.count - 2).map { "\(indent)  \($0)" }
        }
        return lines
    }
}
