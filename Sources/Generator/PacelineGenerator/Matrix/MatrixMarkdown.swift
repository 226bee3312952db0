import PacelinePolicy

extension LimitMatrix {
    /// The matrix as a Markdown table with a line for each group, and below it each bucket.
    var markdown: String {
        var text = """
            | Level | Limit | Group | Calls |
            | --- | --- | --- | --- |

            """
        for row in rows {
            let levels = row.limits.isEmpty ? "–" : row.limits.map(\.policy.level.inMarkdown).joined(separator: "<br>")
            let limits =
                row.limits.isEmpty ? "no limit" : row.limits.map(\.shortText.inMarkdown).joined(separator: "<br>")
            for group in row.groups {
                let title = [group.parent, group.title].compactMap { $0?.inMarkdown }.joined(separator: " / ")
                let calls = group.calls.map(\.name.inMarkdown).joined(separator: ", ")
                text += "| \(levels) | \(limits) | \(title) | \(calls) |\n"
            }
        }
        let buckets = buckets
        if !buckets.isEmpty { text += "\n" }
        for bucket in buckets {
            text += "- `\(bucket.policy.name)`: \(bucket.policy.description.inMarkdown); \(bucket.sharing)\n"
        }
        return text
    }
}

extension String {
    /// The text with what means something inside a table's cell escaped (GitHub Flavored Markdown, section 4.10).
    fileprivate var inMarkdown: String {
        reduce(into: "") { text, character in
            if "\\`*_[]<>|".contains(character) { text += "\\" }
            text.append(character)
        }
    }
}
