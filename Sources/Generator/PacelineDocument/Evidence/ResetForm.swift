internal import PacelineYAML

/// How a header field writes a time, as far as a document tells.
package enum ResetForm: String, Hashable, Sendable {
    /// Seconds from now.
    case delta
    /// Seconds since 1970.
    case epoch
    /// Milliseconds since 1970.
    case epochMilliseconds = "epoch-ms"
    /// An HTTP-date.
    case date
    /// A date and time as RFC 3339 writes it, which `as` has no word for.
    case timestampText = "rfc3339"

    /// The form that a description names; nil where it names none.
    init?(description: String) {
        let text = description.lowercased()
        func has(_ phrases: String...) -> Bool { phrases.contains { text.contains($0) } }
        if has("rfc 3339", "rfc3339", "iso 8601", "iso-8601", "iso8601") {
            self = .timestampText
        } else if has("http-date", "http date", "rfc 1123", "rfc1123", "rfc 7231") {
            self = .date
        } else if has("epoch", "unix", "timestamp", "time stamp", "since 1970", "january 1, 1970") {
            self = has("millisecond") ? .epochMilliseconds : .epoch
        } else if has("millisecond") {
            return nil
        } else if has(
            "seconds until", "seconds remaining", "remaining seconds", "seconds left", "seconds before",
            "seconds from now", "number of seconds", "amount of seconds", "seconds to wait", "how many seconds",
            "seconds till", "duration in seconds", "in seconds until", "seconds after which", "time left in seconds",
            "remaining time in seconds", "time in seconds until")
        {
            self = .delta
        } else {
            return nil
        }
    }

    /// The form that an example shows: what is a time since 1970 is no length of time, which would be 30 years. nil
    /// where the example can be either.
    init?(example: Double) {
        switch example {
        case 1e9..<1e11: self = .epoch
        case 1e12..<1e14: self = .epochMilliseconds
        default: return nil
        }
    }

    /// The form that a header's description, format and example tell together; nil where they tell none.
    init?(of header: Header) {
        if let form = header.description.flatMap(ResetForm.init(description:)) {
            self = form
            return
        }
        if header.schema?.node["format"]?.text == "date-time" {
            self = .timestampText
            return
        }
        let examples = header.exampleNodes.compactMap { $0.double ?? $0.text.flatMap(Double.init) }
        guard let form = examples.lazy.compactMap(ResetForm.init(example:)).first else { return nil }
        self = form
    }
}

extension Header {
    /// The examples that stand at the header or in its schema.
    var exampleNodes: [Node] {
        let named = node["examples"]?.entries.compactMap { $0.value["value"] } ?? []
        let ofSchema = node["schema"].map {
            [$0["example"]].compactMap { $0 } + ($0["examples"].map { Array($0.elements) } ?? [])
        }
        return [example].compactMap { $0 } + named + (ofSchema ?? [])
    }
}
