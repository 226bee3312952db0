internal import PacelinePolicy

extension QuotaFields {
    /// The words for fields that many APIs have.
    static let words = ["ietf", "x-ratelimit-epoch", "x-ratelimit-delta"]

    /// What a word of `words` stands for.
    init?(word: String) {
        switch word {
        case "ietf": self = .ietf
        case "x-ratelimit-epoch": self = .common(.epoch)
        case "x-ratelimit-delta": self = .common(.delta)
        default: return nil
        }
    }

    /// `X-RateLimit-Limit`, `-Remaining` and `-Reset`, in use since before there was a draft.
    private static func common(_ form: Form) -> QuotaFields {
        .named(
            limit: "X-RateLimit-Limit", remaining: "X-RateLimit-Remaining", reset: Reset("X-RateLimit-Reset", form))
    }

    /// Whether a response tells when the quota is whole again.
    var hasReset: Bool { if case .named(let names) = self { names.reset != nil } else { true } }
}

extension QuotaFields.Names {
    /// The names of all fields, in lower case, for comparing.
    var fields: Set<String> {
        Set([limit, remaining, used, reset?.field].compactMap { $0?.lowercased() })
    }
}
