/// `headers`: the fields of an answer that tell where the quota stands.
package enum HeadersObject: Hashable, Sendable {
    /// `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers).
    case ietf
    case named(NamedHeaders)

    /// The fields that have no place in `named`; the words for them in `headers`.
    static let words = ["ietf", "x-ratelimit-epoch", "x-ratelimit-delta"]

    /// What a word of `words` stands for.
    init?(word: String) {
        switch word {
        case "ietf": self = .ietf
        case "x-ratelimit-epoch": self = .named(.common(.epoch))
        case "x-ratelimit-delta": self = .named(.common(.delta))
        default: return nil
        }
    }

    /// Whether an answer tells when the quota is whole again.
    var hasReset: Bool { if case .named(let headers) = self { headers.reset != nil } else { true } }
}

/// The names of an API's own fields.
package struct NamedHeaders: Hashable, Sendable {
    package var limit: String?
    package var remaining: String?
    package var used: String?
    package var reset: Reset?

    package struct Reset: Hashable, Sendable {
        package var field: String
        package var form: Form
    }

    /// How a reset is written: seconds from now, seconds or milliseconds since 1970, digits with units, an HTTP-date.
    package enum Form: String, CaseIterable, Hashable, Sendable {
        case delta, epoch
        case epochMilliseconds = "epoch-ms"
        case duration, date
    }

    /// `X-RateLimit-Limit`, `-Remaining` and `-Reset`, in use since before there was a draft.
    fileprivate static func common(_ form: Form) -> NamedHeaders {
        NamedHeaders(
            limit: "X-RateLimit-Limit", remaining: "X-RateLimit-Remaining",
            reset: Reset(field: "X-RateLimit-Reset", form: form))
    }

    /// The names of all fields, in lower case, for comparing.
    var fields: Set<String> {
        Set([limit, remaining, used, reset?.field].compactMap { $0?.lowercased() })
    }
}
