import PacelineModel

extension MockRequest {
    /// The credential that the request presents for a scheme; nil when it presents none.
    func credential(for scheme: SecurityScheme) -> String? {
        let value =
            switch scheme.placement {
            case .header(let name): field(name)
            case .query(let name): queryValue(name)
            case .cookie(let name): cookie(name)
            case .authorization(let scheme): authorization(scheme)
            }
        return value.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The credential behind the scheme's name, which is matched without case (RFC 9110, section 11.4).
    private func authorization(_ scheme: String) -> String? {
        guard let value = field("Authorization") else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == scheme.lowercased() else { return nil }
        return String(parts[1].drop { $0 == " " })
    }

    /// Whether the request presents the credentials of one of the alternatives.
    func satisfies(_ alternatives: [[SecuritySchemeID]], of schemes: [SecurityScheme]) -> Bool {
        alternatives.isEmpty
            || alternatives.contains { alternative in
                alternative.allSatisfy { presents($0, of: schemes) }
            }
    }

    /// Whether a policy that counts only requests with certain credentials (`when.auth`) counts this one: it presents
    /// all credentials of one of the sets, or none at all where an empty set is among them.
    func isCounted(under authentication: [[String]]?, of schemes: [SecurityScheme]) -> Bool {
        guard let authentication else { return true }
        return authentication.contains { set in
            set.isEmpty
                ? !schemes.contains { credential(for: $0) != nil }
                : set.allSatisfy { presents(SecuritySchemeID($0), of: schemes) }
        }
    }

    private func presents(_ id: SecuritySchemeID, of schemes: [SecurityScheme]) -> Bool {
        schemes.first { $0.id == id }.map { credential(for: $0) != nil } ?? false
    }
}

extension Operation {
    /// The challenges that go with a 401 (RFC 9110, section 11.6.1). A scheme that is not presented in Authorization
    /// has no registered name to challenge with.
    func challenges(_ schemes: [SecurityScheme]) -> [MockRequest.Pair] {
        let wanted = Set(security.joined())
        return schemes.filter { wanted.contains($0.id) }.compactMap { scheme in
            guard case .authorization(let name) = scheme.placement else { return nil }
            return .init("WWW-Authenticate", name)
        }
    }
}
