import HTTPTypes
import RawStructuredFieldValues

/// Reads the quota fields that are being standardised (draft-ietf-httpapi-ratelimit-headers): `RateLimit` and
/// `RateLimit-Policy`, lists of structured fields (RFC 9651), and the three fields of its drafts up to the sixth.
enum StandardQuotaFields {
    /// What the fields tell of `policy`; nil when they tell nothing of it, or are malformed.
    ///
    /// They name it by its own name, or by the name of an advertised policy with its quota, window and unit.
    static func state(of policy: RateLimitPolicy, _ fields: HTTPFields) -> QuotaState? {
        guard let told = fields.value(of: "RateLimit").map(members(_:)) else { return olderState(of: policy, fields) }
        let advertised = fields.value(of: "RateLimit-Policy").map(members(_:)) ?? []
        let names = [policy.name] + advertised.filter { $0.describes(policy) }.map(\.name)
        guard let member = told.first(where: { names.contains($0.name) }),
            let remaining = member.numbers["r"]
        else { return nil }
        return QuotaState(remaining: max(0, remaining), reset: member.numbers["t"].map { .atLeast(seconds: $0) })
    }

    /// `RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset`, the last in seconds from the response on. They
    /// speak of the policy that is closest to being spent, so they count for the one whose quota they name.
    private static func olderState(of policy: RateLimitPolicy, _ fields: HTTPFields) -> QuotaState? {
        guard let remaining = fields.value(of: "RateLimit-Remaining").flatMap({ Duration.seconds(decimal: $0) }) else {
            return nil
        }
        if let limit = fields.value(of: "RateLimit-Limit") {
            // Policies may follow the number, behind a comma.
            guard Double(limit.prefix { $0 != "," }) == policy.numbers.quota else { return nil }
        }
        let reset = fields.value(of: "RateLimit-Reset").flatMap { Duration.seconds(decimal: $0) }
        return QuotaState(remaining: remaining.seconds, reset: reset)
    }
}

/// A member of one of the lists: a policy's name in the response, and its parameters.
private struct Member {
    var name: String
    var numbers: [String: Double] = [:]
    var unit: String?

    /// Whether the parameters of an advertised policy are the declared ones. An unnamed unit is requests.
    func describes(_ policy: RateLimitPolicy) -> Bool {
        guard let window = policy.numbers.window else { return false }
        return numbers["q"] == policy.numbers.quota && numbers["w"] == window.seconds
            && (unit ?? "requests") == policy.unit
    }
}

/// The members of a list, none when it is malformed: a list counts as a whole or not at all (RFC 9651, section 4.2).
private func members(_ text: String) -> [Member] {
    var parser = StructuredFieldValueParser(text.utf8.map { $0 })
    guard let list = try? parser.parseListFieldValue() else { return [] }
    return list.compactMap { entry in
        guard case .item(let item) = entry else { return nil }
        return Member(item)
    }
}

extension Member {
    /// Nil unless the member is a policy's name, a string or (in older drafts) a token.
    fileprivate init?(_ item: Item) {
        switch item.rfc9651BareItem {
        case .string(let name), .token(let name): self.name = name
        default: return nil
        }
        for (key, value) in item.rfc9651Parameters {
            switch value {
            case .integer(let number): numbers[key] = Double(number)
            case .decimal(let number): numbers[key] = Double(number)
            case .string(let text) where key == "qu": unit = text
            default: continue
            }
        }
    }
}
