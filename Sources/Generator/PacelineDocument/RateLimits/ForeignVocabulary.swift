internal import PacelineDiagnostics
package import PacelineYAML

/// The vocabularies of others in which a document may declare limits. They are named and not read: what their numbers
/// mean is decided by their gateways.
package enum ForeignVocabulary: String, CaseIterable, Sendable {
    case google = "Google's quotas"
    case apigee = "Apigee's rate limits"
    case kong = "Kong's rate-limiting plugin"
    case sla = "SLA4OAI"
    case wso2 = "WSO2's throttling tiers"
    case yandex = "Yandex's API gateway"
    case huawei = "Huawei's API gateway"
    case kusk = "Kusk Gateway"
    case categories = "rate-limit categories"

    /// The vocabulary to which an extension belongs that declares limits; nil for any other extension.
    init?(_ entry: Entries.Entry) {
        switch entry.key {
        // The same key holds a list in Apigee's vocabulary, and a mapping in that of Endpoints.
        case "x-google-quota": self = entry.value.isSequence ? .apigee : .google
        case "x-google-management" where entry.value["quota"] != nil: self = .google
        case "x-google-api-management" where entry.value["quota"] != nil: self = .google
        case "x-google-ratelimit": self = .apigee
        case "x-kong-plugin-rate-limiting", "x-kong-plugin-rate-limiting-advanced",
            "x-kong-plugin-response-ratelimiting":
            self = .kong
        case "x-sla", "x-sla4oas": self = .sla
        case "x-throttling-tier", "x-wso2-throttling-tier": self = .wso2
        case "x-yc-apigateway-rate-limit", "x-yc-apigateway-rate-limits": self = .yandex
        case "x-yc-apigateway" where entry.value["rateLimit"] != nil: self = .yandex
        case "x-apigateway-ratelimit": self = .huawei
        case "x-kusk" where entry.value["rate_limit"] != nil: self = .kusk
        case "x-ratelimit-category": self = .categories
        default: return nil
        }
    }
}

/// An extension that declares limits in the vocabulary of others, or by its name seems to.
package struct ForeignLimit: Sendable {
    /// nil where only the name speaks for limits.
    package let vocabulary: ForeignVocabulary?
    package let entry: Entries.Entry
}

/// Where a document declares limits in the vocabularies of others.
struct ForeignLimits {
    private(set) var all: [ForeignLimit] = []

    /// Notes an extension, if it declares limits.
    ///
    /// - Parameter isOfData: Whether it stands at a schema, where a name speaks for nothing.
    mutating func note(_ entry: Entries.Entry, isOfData: Bool) {
        let vocabulary = ForeignVocabulary(entry)
        guard vocabulary != nil || !isOfData && Self.seemsToLimit(entry.key) else { return }
        all.append(ForeignLimit(vocabulary: vocabulary, entry: entry))
    }

    /// Notes what has the names of our extensions and is none of them.
    mutating func noteDialect(_ entries: [Entries.Entry]) {
        all += entries.map { ForeignLimit(vocabulary: nil, entry: $0) }
    }

    /// Names each vocabulary once, for a document that declares its limits in no other.
    func report(of path: String, _ diagnostics: inout DiagnosticSink) {
        for vocabulary in ForeignVocabulary.allCases {
            guard let first = all.first(where: { $0.vocabulary == vocabulary }) else { continue }
            diagnostics.lost(
                .foreignDialect,
                "`\(first.entry.key)` declares limits in the vocabulary of \(vocabulary.rawValue), which is not read",
                at: first.entry.keyNode.location,
                hint:
                    "declare the limits in `x-rate-limits`, at the root; `paceline limits \(path.asArgument) --suggest` "
                    + "lists their values")
        }
    }

    private static func seemsToLimit(_ key: String) -> Bool {
        let letters = key.lowercased().filter(\.isLetter)
        return ["ratelimit", "throttl", "quota"].contains { letters.contains($0) }
    }
}
