internal import PacelineDiagnostics
internal import PacelineYAML

/// The vocabularies of others in which a document may declare limits. They are named and not read: what their numbers
/// mean is decided by their gateways.
enum ForeignVocabulary: String, CaseIterable {
    case google = "Google's quotas"
    case kong = "Kong's rate-limiting plugin"
    case sla = "SLA4OAI"

    /// The vocabulary to which an extension belongs that declares limits; nil for any other extension.
    init?(_ entry: Entries.Entry) {
        switch entry.key {
        case "x-google-quota": self = .google
        case "x-google-management" where entry.value["quota"] != nil: self = .google
        case "x-kong-plugin-rate-limiting", "x-kong-plugin-rate-limiting-advanced": self = .kong
        case "x-sla": self = .sla
        default: return nil
        }
    }
}

/// Where a document declares limits in the vocabularies of others.
struct ForeignLimits {
    private var places: [ForeignVocabulary: Entries.Entry] = [:]

    /// Notes an extension, if it declares limits.
    mutating func note(_ entry: Entries.Entry) {
        guard let vocabulary = ForeignVocabulary(entry), places[vocabulary] == nil else { return }
        places[vocabulary] = entry
    }

    /// Names each vocabulary once, for a document that declares its limits in no other.
    func report(_ diagnostics: inout DiagnosticSink) {
        for vocabulary in ForeignVocabulary.allCases {
            guard let entry = places[vocabulary] else { continue }
            diagnostics.lost(
                .foreignDialect,
                "`\(entry.key)` declares limits in the vocabulary of \(vocabulary.rawValue), which is not read",
                at: entry.keyNode.location, hint: "declare the limits in `x-rate-limits`, at the root")
        }
    }
}
