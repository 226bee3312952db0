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
            limit: .header("X-RateLimit-Limit"), remaining: .header("X-RateLimit-Remaining"),
            reset: Reset(.header("X-RateLimit-Reset"), form))
    }

    /// Whether a response tells when the quota is whole again.
    var hasReset: Bool {
        guard case .named(let names) = self else { return true }
        return names.reset != nil || names.templates.contains { $0.template.holes.contains("reset") }
    }
}

extension QuotaFields.Names {
    /// The names of all header fields, in lower case, for comparing.
    var fields: Set<String> {
        Set(values.compactMap { if case .header(let name) = $0 { name.lowercased() } else { nil } })
    }
}
