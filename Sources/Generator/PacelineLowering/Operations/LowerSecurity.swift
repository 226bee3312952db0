import PacelineDiagnostics
import PacelineDocument
import PacelineModel
import PacelineYAML

extension OperationLowering {
    /// The operation's security requirements: its own, else the document's.
    mutating func requirements(of operation: PacelineDocument.Operation) -> [[SecuritySchemeID]] {
        let requirements = document.security(of: operation)
        var alternatives: [[SecuritySchemeID]] = []
        var known: Set<[SecuritySchemeID]> = []
        for requirement in requirements {
            // What is not declared has been reported; it cannot be met.
            let schemes = requirement.schemes.compactMap { document.securityScheme(named: $0.name) }
            guard schemes.count == requirement.schemes.count else { continue }
            // A client certificate (`mutualTLS`) is shown by the transport, before there is a request.
            let shown = zip(requirement.schemes, schemes).filter { $0.1.type != "mutualTLS" }
            guard shown.allSatisfy({ security.placement(of: $0.1) != nil }) else {
                diagnostics.lost(
                    .incompleteScheme, "a security scheme of this requirement does not say where its credential goes",
                    at: requirement.location, hint: "the requirement is left out")
                continue
            }
            let names = shown.map(\.0.name)
            usedSchemes.formUnion(names)
            let ways = ways(to: shown.map { ($0.0.name, $0.1) }, at: requirement.location)
            alternatives += ways.filter { known.insert($0).inserted }
        }
        // An alternative that asks for nothing comes last: credentials are sent where there are any.
        return alternatives.filter { !$0.isEmpty } + alternatives.filter { $0.isEmpty }
    }

    /// What the requirements ask of their credentials, without those that ask for nothing.
    func scopes(of operation: PacelineDocument.Operation) -> [[String]] {
        var known: Set<[String]> = [[]]
        return document.security(of: operation).map { $0.schemes.flatMap(\.value) }.filter { known.insert($0).inserted }
    }

    /// The ways to meet a requirement: one scheme for each field, since a field holds one credential. What one token
    /// meets, as with several flows of OAuth that all end in a bearer token, any of its schemes gives.
    private mutating func ways(
        to schemes: [(name: String, scheme: PacelineDocument.SecurityScheme)], at location: SourceLocation
    ) -> [[SecuritySchemeID]] {
        let fields = security.fields(of: schemes)
        for field in fields where Set(field.placements).count > 1 {
            let names = field.names.map { "`\($0)`" }.joined(separator: " and ")
            diagnostics.lost(
                .twoSchemesInOneField, "\(names) fill the same field, which holds one credential", at: location,
                hint: "a request shows the first one that the client has")
        }
        let count = fields.reduce(1) { min($0 * $1.names.count, 1 << 20) }
        if count > Self.mostWays {
            let ways = count == 1 << 20 ? "more than a million" : "\(count)"
            diagnostics.lost(
                .tooManyWays,
                "this requirement can be met in \(ways) ways, since several schemes fill the same field", at: location,
                hint:
                    "the client knows the first \(Self.mostWays); list what goes together in requirements of their own")
        }
        return fields.reduce([[]]) { ways, field in
            Array(ways.flatMap { way in field.names.map { way + [SecuritySchemeID($0)] } }.prefix(Self.mostWays))
        }
    }

    /// More than any client has credentials for; each further field would multiply them.
    private static let mostWays = 64

    /// The schemes that operations use, in document order.
    func securitySchemes() -> [PacelineModel.SecurityScheme] {
        document.components.securitySchemes.compactMap { named in
            guard usedSchemes.contains(named.name), let scheme = document.resolve(named.value),
                let placement = security.placement(of: scheme)
            else { return nil }
            return PacelineModel.SecurityScheme(
                id: SecuritySchemeID(named.name), placement: placement, kind: kind(of: scheme),
                description: scheme.description ?? "", tokenSources: tokenSources(of: scheme))
        }
    }

    private func kind(of scheme: PacelineDocument.SecurityScheme) -> PacelineModel.SecurityScheme.Kind {
        switch (scheme.type, scheme.scheme) {
        case ("http", "basic"): .basic
        case ("http", "bearer"), ("oauth2", _), ("openIdConnect", _): .token
        default: .key
        }
    }

    /// Where tokens of the scheme are to be had.
    private func tokenSources(
        of scheme: PacelineDocument.SecurityScheme
    ) -> [PacelineModel.SecurityScheme.TokenSource] {
        if scheme.type == "openIdConnect" {
            return [scheme.openIDConnectURL.map { .init(url: $0, flow: nil) }].compactMap(\.self)
        }
        guard scheme.type == "oauth2" else { return [] }
        return scheme.flows?.entries.compactMap { entry in
            let url = entry.value["tokenUrl"]?.string ?? entry.value["authorizationUrl"]?.string
            return url.map { .init(url: $0, flow: entry.key) }
        } ?? []
    }
}
