import PacelineDiagnostics
import PacelineDocument
import PacelineYAML

// The limits that descriptions state, each a policy that is not in effect.

extension LimitSuggestion {
    /// How many are printed: descriptions state a handful.
    private static let mostStated = 60
    /// How many places of one are named besides the first.
    private static let mostPlaces = 4

    func writeStated(to text: inout SuggestionText) {
        if evidence.stated.isEmpty {
            text.emptyLine()
            text.remark("No description states a number. One that you find elsewhere is written like this:", indent: 4)
            text.remark("requests-per-minute: { quota: …, window: 1m, per: …, source: { url: … } }", indent: 4)
        }
        var names: Set<String> = ["refused"]
        for stated in evidence.stated.prefix(Self.mostStated) {
            let name = Self.name(of: stated.limit, besides: &names)
            text.emptyLine()
            write(stated, as: name, to: &text)
        }
        let rest = evidence.stated.count - Self.mostStated
        if rest > 0 { text.remark("and \(rest) more limits in descriptions", indent: 4) }
    }

    private func write(_ stated: LimitEvidence.StatedLimit, as name: String, to text: inout SuggestionText) {
        guard let first = stated.descriptions.first else { return }
        text.remark("\(place(of: first)): \"\(stated.limit.quote.shown.shortened(to: 300))\"", indent: 4, hanging: 2)
        let others = stated.descriptions.dropFirst()
        if !others.isEmpty {
            let shown = others.prefix(Self.mostPlaces).map { other in
                other.path == first.path ? "line \(other.location.line)" : place(of: other)
            }.joined(separator: ", ")
            let rest = others.count - Self.mostPlaces
            text.remark("Also at \(shown)\(rest > 0 ? " and \(rest) more places" : "").", indent: 4, hanging: 2)
        }
        text.guess("\(name):", indent: 4)
        for line in lines(of: stated) { text.guess("  \(line)", indent: 4) }
        text.guess("  source: { url: \(pointer(to: first).inQuotes) }", indent: 4)
    }

    private func lines(of stated: LimitEvidence.StatedLimit) -> [String] {
        var lines: [String] = []
        switch stated.limit.numbers {
        case .quota(let quota, let window):
            lines.append("quota: \(quota.inDigits)")
            lines.append("window: \(window.text)")
        case .concurrency(let most): lines.append("concurrency: \(most)")
        }
        if let unit = stated.limit.unit { lines.append("unit: \(unit.shown.inYAML)") }
        if let principal = stated.limit.principal { lines.append("per: \(principal)") }
        if let scheme = stated.scheme { lines.append("when: { auth: [\(scheme.inQuotes)] }") }
        return lines + SuggestedSelector(stated.scope, stated.paths, evidence.operations).lines
    }

    /// A name that no other policy of the file has: `requests-per-hour`, `requests-at-a-time-2`.
    private static func name(of limit: ProseLimit, besides names: inout Set<String>) -> String {
        let letters = (limit.unit ?? "requests").lowercased().filter { $0.isASCII && $0.isLetter }.prefix(24)
        let unit = letters.isEmpty ? "units" : String(letters)
        let name =
            switch limit.numbers {
            case .quota(_, let window): "\(unit)-per-\(window.words)"
            case .concurrency: "\(unit)-at-a-time"
            }
        var number = 1
        var free = name
        while !names.insert(free).inserted {
            number += 1
            free = "\(name)-\(number)"
        }
        return free
    }

    // MARK: Places

    /// The file's name and the line.
    func place(of node: Node) -> String { place(at: node.location) }

    func place(at location: SourceLocation) -> String {
        "\(SourcePath.name(of: location.path).shortened(to: 80)):\(location.line)"
    }

    /// The file's name and the pointer, as a reference would be written.
    private func pointer(to node: Node) -> String {
        "\(SourcePath.name(of: node.path))#\(node.root.pointer(to: node)?.text ?? "")"
    }
}

extension ProseWindow {
    /// As a part of a name: `hour`, `10-minutes`.
    fileprivate var words: String {
        let units = ["ms": "millisecond", "s": "second", "m": "minute", "h": "hour", "d": "day"]
        let word = units[unit] ?? unit
        return count == 1 ? word : "\(count)-\(word)s"
    }
}

extension Double {
    /// The number as YAML reads it, without a fraction where there is none.
    fileprivate var inDigits: String { Int64(exactly: self).map(String.init) ?? "\(self)" }
}
