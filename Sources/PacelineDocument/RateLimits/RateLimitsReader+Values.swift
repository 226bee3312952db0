internal import PacelineDiagnostics
internal import PacelineYAML

extension RateLimitsReader {
    static let sourceMembers = Members("`source`", built: ["url", "checked"], notBuilt: [])

    mutating func source(_ node: Node) -> SourceObject? {
        guard node.isMapping else {
            error(.wrongType, "`source` should be a mapping with `url` and `checked`", at: node)
            return nil
        }
        check(node, Self.sourceMembers)
        guard let url = node["url"] else {
            error(.missingMember, "`source` has no `url`", at: node)
            return nil
        }
        let checked = node["checked"].flatMap { text($0, "checked") }
        if let checked, let place = node["checked"], !Self.isDay(checked) {
            error(.wrongDate, "`\(checked)` is no day", at: place, hint: "write it like 2026-01-31")
        }
        return text(url, "url").map { SourceObject(url: $0, checked: checked) }
    }

    private static func isDay(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2],
            parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }),
            let month = Int(parts[1]), let day = Int(parts[2])
        else { return false }
        return (1...12).contains(month) && (1...31).contains(day)
    }

    mutating func text(_ node: Node, _ member: String) -> String? {
        if let text = node.string { return text }
        error(.wrongType, "`\(member)` should be a text, this is \(node.kindName)", at: node)
        return nil
    }

    mutating func flag(_ node: Node, _ member: String) -> Bool? {
        if let flag = node.boolean { return flag }
        error(.wrongType, "`\(member)` should be true or false, this is \(node.kindName)", at: node)
        return nil
    }

    /// A word out of a closed set.
    mutating func word(_ node: Node, _ member: String, among words: [String]) -> String? {
        let word = node.text ?? node.kindName
        if node.string != nil, words.contains(word) { return word }
        error(
            .unknownWord, "`\(member)` cannot be `\(word)`", at: node,
            hint: Suggestion.hint(for: word, among: words) ?? "one of \(words.joined(separator: ", "))")
        return nil
    }

    mutating func duration(_ node: Node, _ member: String) -> Duration? {
        do {
            return try DurationText.duration(node)
        } catch {
            switch error {
            case .notADuration:
                self.error(
                    .wrongDuration, "`\(member)`: `\(node.text ?? node.kindName)` is no length of time",
                    at: node,
                    hint: "seconds as a number, or digits with `ms`, `s`, `m` (minutes), `h` or `d`: `60s`")
            case .notPositive:
                self.error(.wrongDuration, "`\(member)` should be longer than nothing", at: node)
            case .tooLong: self.error(.wrongDuration, "`\(member)` is longer than 400 days", at: node)
            }
            return nil
        }
    }

    mutating func error(_ code: DiagnosticCode, _ message: String, at node: Node, hint: String? = nil) {
        diagnostics.error(code, message, at: node.location, hint: hint)
    }
}
