extension DiagnosticSink {
    /// How many diagnostics are printed where not all are asked for.
    package static let mostPrinted = 100

    /// What was collected, each with its source line, a caret and the hint; empty when there is nothing to say.
    ///
    /// A warning that is repeated at other places is printed once, with the number of the others. Of more than
    /// ``mostPrinted`` the weightiest are printed, and the rest is counted. With `all`, every one is printed.
    ///
    /// - Complexity: O(n log n) in what was collected, and in the lengths of the lines that are shown.
    package func rendered(all: Bool = false) -> String {
        let entries = all ? diagnostics.map { Entry(diagnostic: $0) } : Self.collapsed(diagnostics)
        let printed = all ? entries : Self.weightiest(entries)
        var lines: [String: LineIndex] = [:]
        var text = ""
        for entry in printed {
            let diagnostic = entry.diagnostic
            text += "\(diagnostic)\n"
            if let location = diagnostic.location, let source = sources[location.path] {
                let excerpt = Excerpt(
                    bytes: source.bytes, index: &lines[location.path, default: LineIndex(source.bytes)],
                    lineNumber: location.line, column: location.column)
                if let excerpt { text += "\(excerpt.text)\n\(excerpt.caret)\n" }
            }
            if let hint = diagnostic.hint { text += "hint: \(hint.printable)\n" }
            if entry.repetitions > 0 { text += "and \(entry.repetitions) more like this\n" }
        }
        if printed.count < entries.count { text += Self.rest(of: entries, after: printed) }
        return text
    }

    /// A diagnostic to be printed, with the number of those that say the same of other places.
    private struct Entry {
        var diagnostic: Diagnostic
        var repetitions = 0
    }

    /// Warnings and notes of the same words, once each, at the first place. Errors are to be mended one by one.
    private static func collapsed(_ diagnostics: [Diagnostic]) -> [Entry] {
        var entries: [Entry] = []
        var first: [Diagnostic: Int] = [:]
        for diagnostic in diagnostics {
            var words = diagnostic
            words.location = nil
            if diagnostic.severity < .error, let index = first[words] {
                entries[index].repetitions += 1
            } else {
                first[words] = entries.count
                entries.append(Entry(diagnostic: diagnostic))
            }
        }
        return entries
    }

    /// As many as are printed: errors before what is lost before the rest, in their order.
    private static func weightiest(_ entries: [Entry]) -> [Entry] {
        guard entries.count > mostPrinted else { return entries }
        let order = entries.indices.sorted { left, right in
            let weights = (entries[left].diagnostic.severity, entries[right].diagnostic.severity)
            return weights.0 == weights.1 ? left < right : weights.0 > weights.1
        }
        return order.prefix(mostPrinted).sorted().map { entries[$0] }
    }

    /// The line about what is not printed.
    private static func rest(of entries: [Entry], after printed: [Entry]) -> String {
        func count(_ entries: [Entry], _ severities: ClosedRange<Diagnostic.Severity>) -> Int {
            entries.filter { severities.contains($0.diagnostic.severity) }.reduce(0) { $0 + $1.repetitions + 1 }
        }
        let kinds: [(String, ClosedRange<Diagnostic.Severity>)] = [
            ("error", .error ... .error), ("warning", .untidy ... .lost), ("note", .note ... .note),
        ]
        let counts = kinds.compactMap { word, severities -> String? in
            let left = count(entries, severities) - count(printed, severities)
            return left == 0 ? nil : "\(left) \(word)\(left == 1 ? "" : "s")"
        }
        return "and \(counts.joined(separator: ", ")) more; `--all-diagnostics` prints them\n"
    }
}
