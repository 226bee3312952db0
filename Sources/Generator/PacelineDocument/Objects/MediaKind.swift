/// How a body of a media type is read and written.
package enum MediaKind: Hashable {
    case json, form, multipart, text, bytes
    /// Handed over as the text that it is.
    case xml
    /// JSON is YAML (YAML 1.2, section 1.3): written as JSON, read as text.
    case yaml
    /// A range (`*/*`, `image/*`): what it holds is said by the schema, if at all.
    case range
    /// Values that follow each other as they come up (`text/event-stream`, JSON lines).
    case events

    package init(_ essence: String) {
        let halves = essence.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let subtype = halves.count == 2 ? halves[1] : ""
        switch essence {
        case "application/x-www-form-urlencoded": self = .form
        case _ where halves[0] == "multipart": self = .multipart
        case "text/event-stream": self = .events
        case _ where Self.sequences.contains(subtype) || subtype.hasSuffix("+json-seq"): self = .events
        case _ where subtype == "*" || essence == "*": self = .range
        // `application/json+sarif` is no registered form, and is JSON nevertheless.
        case _ where ["json", "x-json"].contains(subtype) || subtype.hasSuffix("+json") || subtype.hasPrefix("json+"):
            self = .json
        case _ where subtype == "xml" || subtype.hasSuffix("+xml"): self = .xml
        case _ where ["yaml", "x-yaml"].contains(subtype) || subtype.hasSuffix("+yaml"): self = .yaml
        case _ where halves[0] == "text" || ["graphql", "javascript", "sql"].contains(subtype): self = .text
        default: self = .bytes
        }
    }

    /// The names of JSON values one behind the other: in lines, or each behind a separator (RFC 7464).
    private static let sequences: Set<Substring> = [
        "ndjson", "x-ndjson", "jsonl", "x-jsonl", "jsonlines", "x-jsonlines", "json-lines", "json-seq", "stream+json",
        "x-json-stream",
    ]

    /// The order in which bodies are preferred where several are offered.
    package var rank: Int {
        switch self {
        case .json: 0
        case .range: 1
        case .multipart: 2
        case .form: 3
        case .text: 4
        case .bytes: 5
        case .events: 6
        case .yaml: 7
        case .xml: 8
        }
    }
}

extension Named<MediaType> {
    /// The type and subtype without parameters, in lower case.
    package var essence: String {
        if name == "application/json" { return name }
        let bare = name.prefix { $0 != ";" }
        return bare.filter { !$0.isWhitespace }.lowercased()
    }

    /// What tells a body of the type from those of others in the names of types: the subtype, and `form` for the one of
    /// HTML's forms.
    package var word: String {
        if kind == .form { return "form" }
        return essence.split(separator: "/").last.map(String.init) ?? ""
    }

    package var kind: MediaKind { isStream ? .events : MediaKind(essence) }

    /// Whether a parameter says that values follow each other without end (`application/json;stream=watch`).
    private var isStream: Bool {
        guard name.utf8.contains(UInt8(ascii: ";")) else { return false }
        return name.split(separator: ";").dropFirst().contains { parameter in
            parameter.drop(while: \.isWhitespace).lowercased().hasPrefix("stream=")
        }
    }

    package var isJSON: Bool { kind == .json }
}

/// How the values of a stream are told apart.
package enum StreamFormat: Hashable, Sendable {
    /// `text/event-stream` (WHATWG, "HTML", section 9.2).
    case events
    /// JSON values on lines of their own.
    case lines
    /// JSON values behind record separators (RFC 7464).
    case sequence
}

extension Named<MediaType> {
    /// How the values of a stream of this media type are told apart; nil for one that is no stream.
    package var streamFormat: StreamFormat? {
        guard kind == .events else { return nil }
        switch essence {
        case "text/event-stream": return .events
        case _ where essence.hasSuffix("json-seq"): return .sequence
        default: return .lines
        }
    }
}
