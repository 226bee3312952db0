extension Response {
    /// The start of a body of text, on one line, for messages; nil for an empty body and for bytes.
    ///
    /// What looks like a secret is left out: the values of members whose names speak of one, and what follows the name
    /// of an authentication scheme.
    var excerpt: String? {
        guard !body.isEmpty, let text = String(validating: body.prefix(Self.mostRead), as: UTF8.self) else {
            return nil
        }
        let shown = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : String($0) }.joined()
        let words = shown.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
        let redacted = Self.redacted(words)
        guard !redacted.isEmpty else { return nil }
        return redacted.count > Self.length ? redacted.prefix(Self.length) + "…" : redacted
    }

    private static let length = 200
    /// How many bytes are looked at, so that a large body costs nothing.
    private static let mostRead = 2_000

    private static let secretNames = [
        "password", "passwd", "secret", "token", "api_key", "apikey", "api-key", "authorization", "credential",
    ]

    /// The text without what follows the names of authentication schemes, and without the values of members whose names
    /// speak of secrets.
    private static func redacted(_ text: String) -> String {
        let text = ["bearer ", "basic "].reduce(text) { text, scheme in
            replacing(after: scheme, in: text) { rest in rest[rest.startIndex..<rest.startIndex] }
        }
        return secretNames.reduce(text) { text, name in replacing(after: name, in: text, separator) }
    }

    /// What stands between a member's name, begun before `rest`, and its value; nil where no value follows.
    private static func separator(_ rest: Substring) -> Substring? {
        var end = rest.drop { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
        if let first = end.first, "\"'".contains(first) { end = end.dropFirst() }
        end = end.drop { $0 == " " }
        guard let mark = end.first, ":=".contains(mark) else { return nil }
        end = end.dropFirst().drop { $0 == " " }
        return rest[..<end.startIndex]
    }

    /// The text with the value behind each `word` replaced.
    private static func replacing(
        after word: String, in text: String, _ separator: (Substring) -> Substring?
    ) -> String {
        let lowered = text.lowercased()
        // Where lower case has another length, the places are others; then nothing can be told.
        guard lowered.utf8.count == text.utf8.count else { return lowered.contains(word) ? "" : text }
        var result = ""
        var rest = text[...]
        while let found = lowered[rest.startIndex...].firstRange(of: word) {
            result += rest[..<found.upperBound]
            rest = rest[found.upperBound...]
            guard let between = separator(rest) else { continue }
            result += between
            let value = valueAtStart(of: rest[between.endIndex...])
            if !value.isEmpty { result += value.hasPrefix("\"") ? "\"[redacted]\"" : "[redacted]" }
            rest = rest[value.endIndex...]
        }
        return result + rest
    }

    /// A string in quotes, a list or an object, or a word. What is cut off ends where the text does.
    private static func valueAtStart(of text: Substring) -> Substring {
        switch text.first {
        case "\"": text.prefix(through: text.dropFirst().firstIndex(of: "\"") ?? text.index(before: text.endIndex))
        case "[": text.prefix(through: text.firstIndex(of: "]") ?? text.index(before: text.endIndex))
        case "{": text.prefix(through: text.firstIndex(of: "}") ?? text.index(before: text.endIndex))
        default: text.prefix { !"\"',;}]& ".contains($0) }
        }
    }
}
