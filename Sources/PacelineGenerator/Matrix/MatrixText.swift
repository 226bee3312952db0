extension LimitMatrix {
    /// The matrix as a table for a terminal: level, limit, and the calls by group, wrapped to about 100 columns; below
    /// it each bucket with the number of calls that share it.
    package var text: String {
        let limits = rows.map { row in
            row.limits.isEmpty ? [("–", "no limit")] : row.limits.map { ($0.level, $0.shortLimit) }
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
        for bucket in buckets { text += "\(bucket.policy): \(bucket.sentence); \(bucket.sharing)\n" }
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
            let names = group.calls.map(\.name).joined(separator: ", ").wrapped(to: width - indent.count - 2)
            lines.append("\(indent)\(group.title) (\(group.calls.count))")
            lines += names.map { "\(indent)  \($0)" }
        }
        return lines
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
