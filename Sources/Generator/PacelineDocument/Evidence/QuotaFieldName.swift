/// What the name of a header field says about a quota.
struct QuotaFieldName: Hashable {
    /// What the field tells.
    enum Role: Hashable {
        case limit, remaining, used
        /// When the quota is whole again; the form of the time, where the name tells it (`Reset-After`).
        case reset(ResetForm?)
        /// `RateLimit` or `RateLimit-Policy`, whose value has parts.
        case structured
        /// `Retry-After`, which every client reads.
        case retryAfter
        /// A name without a word for what the field tells, such as `X-RateLimit`.
        case bare
        /// A field of a quota that the language does not read, such as its bucket or scope.
        case other
    }

    var role: Role
    /// The name without the words for the role, in lower case: fields with the same one are about the same quota.
    var family: String

    /// nil for a field that is not about a quota.
    init?(_ name: String) {
        guard name.isToken, !name.hasPrefix("$") else { return nil }
        let whole = name.lowercased()
        switch whole {
        case "retry-after": (role, family) = (.retryAfter, "")
        case "ratelimit", "ratelimit-policy": (role, family) = (.structured, "")
        default:
            let words = whole.replacing("rate-limit", with: "ratelimit").replacing("rate_limit", with: "ratelimit")
                .split { $0 == "-" || $0 == "_" }.map { $0 == "ratelimits" ? "ratelimit" : String($0) }
            guard words.contains(where: { $0 == "ratelimit" || $0 == "quota" || $0.hasPrefix("throttl") }) else {
                return nil
            }
            (role, family) = Self.parts(of: words)
        }
    }

    private static func parts(of words: [String]) -> (Role, String) {
        let roles: [String: Role] = [
            "limit": .limit, "remaining": .remaining, "left": .remaining, "available": .remaining, "used": .used,
            "consumed": .used, "reset": .reset(nil),
        ]
        guard let place = words.lastIndex(where: { roles[$0] != nil }), var role = roles[words[place]] else {
            return (
                words.allSatisfy { ["x", "ratelimit"].contains($0) } ? .bare : .other, words.joined(separator: "-")
            )
        }
        var rest = words
        rest.remove(at: place)
        if case .reset = role {
            if place < rest.count, let form = resetForms[rest[place]] {
                role = .reset(form)
                rest.remove(at: place)
            } else if place < rest.count, ["at", "time"].contains(rest[place]) {
                rest.remove(at: place)
            }
        }
        return (role, rest.joined(separator: "-"))
    }

    private static let resetForms: [String: ResetForm] = [
        "after": .delta, "in": .delta, "epoch": .epoch, "timestamp": .epoch,
    ]
}
