import PacelineDiagnostics
import PacelineDocument
import PacelineModel
import PacelineYAML

extension Lowering {
    /// The operation's security requirements: its own, else the document's.
    mutating func security(of operation: PacelineDocument.Operation) -> [[SecuritySchemeID]] {
        let requirements = operation.security ?? document.security ?? []
        var alternatives: [[SecuritySchemeID]] = []
        for requirement in requirements {
            // What is not declared has been reported; it cannot be met.
            let schemes = requirement.schemes.compactMap { scheme(named: $0.name) }
            guard schemes.count == requirement.schemes.count else { continue }
            // A client certificate (`mutualTLS`) is shown by the transport, before there is a request.
            let shown = zip(requirement.schemes, schemes).filter { $0.1.type != "mutualTLS" }
            guard shown.allSatisfy({ placement(of: $0.1) != nil }) else {
                diagnostics.lost(
                    "incomplete-scheme", "a security scheme of this requirement does not say where its credential goes",
                    at: requirement.location, hint: "the requirement is left out")
                continue
            }
            let names = shown.map(\.0.name)
            usedSchemes.formUnion(names)
            let alternative = names.map(SecuritySchemeID.init)
            if !alternatives.contains(alternative) { alternatives.append(alternative) }
        }
        // An alternative that asks for nothing comes last: credentials are sent where there are any.
        return alternatives.filter { !$0.isEmpty } + alternatives.filter { $0.isEmpty }
    }

    /// The schemes that operations use, in document order.
    func securitySchemes() -> [PacelineModel.SecurityScheme] {
        document.components.securitySchemes.compactMap { named in
            guard usedSchemes.contains(named.name), let scheme = document.resolve(named.value),
                let placement = placement(of: scheme)
            else { return nil }
            return PacelineModel.SecurityScheme(
                id: SecuritySchemeID(named.name), placement: placement, kind: kind(of: scheme),
                description: [scheme.description, tokenPlaces(of: scheme)].paragraphs)
        }
    }

    private func scheme(named name: String) -> PacelineDocument.SecurityScheme? {
        document.components.securitySchemes.first { $0.name == name }.flatMap { document.resolve($0.value) }
    }

    /// Where a scheme's credential stands, nil when the document does not say.
    private func placement(of scheme: PacelineDocument.SecurityScheme) -> PacelineModel.SecurityScheme.Placement? {
        switch scheme.type {
        case "apiKey":
            guard let name = scheme.parameterName else { return nil }
            switch scheme.place {
            case "header": return .header(name)
            case "query": return .query(name)
            case "cookie": return .cookie(name)
            default: return nil
            }
        case "http":
            // The registered names begin with a capital letter; case has no meaning (RFC 9110, section 11.1).
            return scheme.scheme.flatMap { name in
                name.isEmpty ? nil : .authorization(scheme: name.prefix(1).uppercased() + name.dropFirst())
            }
        case "oauth2", "openIdConnect": return .authorization(scheme: "Bearer")
        default: return nil
        }
    }

    private func kind(of scheme: PacelineDocument.SecurityScheme) -> PacelineModel.SecurityScheme.Kind {
        switch (scheme.type, scheme.scheme) {
        case ("http", "basic"): .basic
        case ("http", "bearer"), ("oauth2", _), ("openIdConnect", _): .token
        default: .key
        }
    }

    /// Where tokens of the scheme are to be had, in a sentence.
    private func tokenPlaces(of scheme: PacelineDocument.SecurityScheme) -> String? {
        if scheme.type == "openIdConnect" { return scheme.openIDConnectURL.map { "Tokens: see `\($0)`." } }
        guard scheme.type == "oauth2" else { return nil }
        let places = scheme.flows?.entries.compactMap { entry -> String? in
            let url = entry.value["tokenUrl"]?.string ?? entry.value["authorizationUrl"]?.string
            return url.map { "`\($0)` (\(entry.key))" }
        }
        guard let places, !places.isEmpty else { return nil }
        return "Tokens: from " + places.joined(separator: ", or ") + "."
    }
}
