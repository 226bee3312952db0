import PacelineDiagnostics
import PacelineDocument
import PacelineModel
import PacelineYAML

extension Lowering {
    /// The operation's security requirements: its own, else the document's.
    mutating func security(of operation: PacelineDocument.Operation) -> [[SecuritySchemeID]] {
        let requirements = operation.security ?? document.security ?? []
        var alternatives: [[SecuritySchemeID]] = []
        var known: Set<[SecuritySchemeID]> = []
        for requirement in requirements {
            // What is not declared has been reported; it cannot be met.
            let schemes = requirement.schemes.compactMap { document.securityScheme(named: $0.name) }
            guard schemes.count == requirement.schemes.count else { continue }
            // A client certificate (`mutualTLS`) is shown by the transport, before there is a request.
            let shown = zip(requirement.schemes, schemes).filter { $0.1.type != "mutualTLS" }
            guard shown.allSatisfy({ placement(of: $0.1) != nil }) else {
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

    /// The ways to meet a requirement: one scheme for each field, since a field holds one credential. What one token
    /// meets, as with several flows of OAuth that all end in a bearer token, any of its schemes gives.
    private mutating func ways(
        to schemes: [(name: String, scheme: PacelineDocument.SecurityScheme)], at location: SourceLocation
    ) -> [[SecuritySchemeID]] {
        let fields = fields(of: schemes)
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

    /// A field of a request, and the schemes of one requirement whose credentials would stand in it.
    private struct Field {
        var placements: [PacelineModel.SecurityScheme.Placement]
        var names: [String]
    }

    private func fields(of schemes: [(name: String, scheme: PacelineDocument.SecurityScheme)]) -> [Field] {
        var fields: [Field] = []
        for (name, scheme) in schemes {
            guard let placement = placement(of: scheme) else { continue }
            if let field = fields.firstIndex(where: { $0.placements[0].fills(placement) }) {
                fields[field].placements.append(placement)
                fields[field].names.append(name)
            } else {
                fields.append(Field(placements: [placement], names: [name]))
            }
        }
        return fields
    }

    /// The schemes whose credential is one of each of them where an operation asks for both: those that fill the same
    /// field, of the requirements of some operations that ask for one of `names`; `names` themselves first.
    func schemes(inFieldsOf names: [String], _ operations: [PacelineDocument.Operation]) -> [String] {
        var all = names
        for requirement in operations.flatMap({ $0.security ?? document.security ?? [] }) {
            let asked = requirement.schemes.map(\.name)
            guard asked.count > 1, asked.contains(where: names.contains) else { continue }
            let schemes = asked.compactMap { name in document.securityScheme(named: name).map { (name, $0) } }
            for field in fields(of: schemes) where field.names.contains(where: names.contains) {
                all += field.names.filter { !all.contains($0) }
            }
        }
        return all
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

    /// Where a scheme's credential stands, nil when the document does not say.
    private func placement(of scheme: PacelineDocument.SecurityScheme) -> PacelineModel.SecurityScheme.Placement? {
        switch scheme.type {
        case "apiKey":
            guard let name = scheme.parameterName else { return nil }
            switch scheme.place {
            case "header": return name.isToken ? .header(name) : nil
            case "query": return .query(name)
            case "cookie": return name.isToken ? .cookie(name) : nil
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

extension PacelineModel.SecurityScheme.Placement {
    /// Whether a credential of `other` would stand in the same field of a request. Names of header fields have no case
    /// (RFC 9110, section 5.1).
    fileprivate func fills(_ other: Self) -> Bool {
        switch (self, other) {
        case (.query(let name), .query(let otherName)), (.cookie(let name), .cookie(let otherName)): name == otherName
        default: headerName != nil && headerName == other.headerName
        }
    }

    private var headerName: String? {
        switch self {
        case .header(let name): name.lowercased()
        case .authorization: "authorization"
        case .query, .cookie: nil
        }
    }
}
