/// How exactly dates must have the form that their format says (RFC 3339, section 5.6). They are always written in it.
public enum DateReading: Hashable, Sendable {
    /// Other forms of ISO 8601 that servers send are read as well.
    ///
    /// A `date-time` may have no offset, which is UTC then, or one of `+0000`, `+00`, `UTC` or `GMT`, after a space
    /// too; it may have no seconds, a comma before their fraction, and no time at all, which is the day's first moment.
    /// A `date` may have a time behind it, which is ignored.
    case lenient
    /// Any other form is a decoding error.
    case strict
}

extension JSONReader {
    /// Keeps what is wrong with a date: the text that was found, and what can be done about it.
    func wrongDate(
        _ expected: StaticString, format: StaticString, at index: Int, name: StaticString? = nil,
        isLenient: (String) -> Bool
    ) {
        guard problem == nil else { return }
        let token = tape.tokens[index]
        guard token.kind == .string else { return mismatch(expected, at: index, name: name) }
        let text = string(token)
        let way =
            isLenient(text)
            ? "`dates: lenient` in the configuration reads it"
            : "`types: { formats: { \(format): { swift: String } } }` in the configuration reads any text"
        mismatch(expected, at: index, name: name, found: "`\(text.shortened)`; \(way)")
    }
}

extension String {
    /// The text on one line and in few words, for a message: other texts of a server's may be of any length.
    fileprivate var shortened: String {
        let visible = prefix(40).unicodeScalars.map { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: UnicodeScalar("\u{FFFD}")
            default: scalar
            }
        }
        return String(String.UnicodeScalarView(visible)) + (utf8.count > prefix(40).utf8.count ? "…" : "")
    }
}
