/// A tag of a template.
enum TemplateTag: Hashable {
    /// `{{.name}}`; empty for `{{.}}`.
    case value(String)
    /// `{{#.name}}` or `{{^.name}}`.
    case open(String)
    case close(String)
    /// `{{^last()}}` and the like: what the loop knows of itself.
    case openPosition(String)
    case partial(String)
    case pragma(String)
    case comment(String)
    /// Anything else, such as a name that would be looked up in outer views, or a tag that escapes nothing.
    case other(String)

    /// The tags of a template's text, in order.
    static func all(in text: String) -> [TemplateTag] {
        text.ranges(of: "{{").map { range in
            let rest = text[range.upperBound...]
            let end = rest.firstRange(of: "}}")?.lowerBound ?? rest.endIndex
            return TemplateTag(String(rest[..<end]))
        }
    }

    private init(_ body: String) {
        let rest = String(body.dropFirst())
        switch body.first {
        case "." where Self.isName(rest): self = .value(rest)
        case "%": self = .pragma(rest)
        case "!": self = .comment(rest.trimmed)
        case ">" where Self.isName(rest): self = .partial(rest)
        case "#" where Self.isField(rest), "^" where Self.isField(rest): self = .open(String(rest.dropFirst()))
        case "/" where Self.isField(rest): self = .close(String(rest.dropFirst()))
        case "#" where rest.hasSuffix("()"), "^" where rest.hasSuffix("()"): self = .openPosition(rest)
        case "/" where rest.hasSuffix("()"): self = .close(rest)
        default: self = .other(body)
        }
    }

    private static func isName(_ text: String) -> Bool { text.allSatisfy { $0.isLetter || $0.isNumber } }
    private static func isField(_ text: String) -> Bool { text.hasPrefix(".") && isName(String(text.dropFirst())) }
}

extension String {
    fileprivate var trimmed: String { String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
}
