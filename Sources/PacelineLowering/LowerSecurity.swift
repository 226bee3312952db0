import PacelineDiagnostics
import PacelineDocument
import PacelineModel

extension Lowering {
    /// The operation's security requirements: its own, else the document's.
    mutating func security(of operation: PacelineDocument.Operation) -> [[SecuritySchemeID]] {
        let requirements = operation.security ?? document.security ?? []
        var alternatives: [[SecuritySchemeID]] = []
        for requirement in requirements {
            let names = requirement.schemes.map(\.name)
            let schemes = names.compactMap { name in document.components.securitySchemes.first { $0.name == name } }
            guard schemes.count == names.count else { continue }
            guard schemes.allSatisfy({ document.resolve($0.value).flatMap(placement) != nil }) else {
                diagnostics.warning(
                    "not-supported-yet", "a security scheme of this requirement is not supported yet",
                    at: requirement.location, hint: "the requirement is left out")
                continue
            }
            usedSchemes.formUnion(names)
            alternatives.append(names.map(SecuritySchemeID.init))
        }
        // An alternative that asks for nothing comes last: credentials are sent where there are any.
        return alternatives.filter { !$0.isEmpty } + alternatives.filter { $0.isEmpty }.prefix(1)
    }

    /// The schemes that operations use, in document order.
    func securitySchemes() -> [PacelineModel.SecurityScheme] {
        document.components.securitySchemes.compactMap { named in
            guard usedSchemes.contains(named.name), let scheme = document.resolve(named.value),
                let placement = placement(of: scheme)
            else { return nil }
            return PacelineModel.SecurityScheme(
                id: SecuritySchemeID(named.name), placement: placement, description: scheme.description ?? "")
        }
    }

    /// Where a scheme's credential stands, nil when the scheme is not supported yet.
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
            switch scheme.scheme?.lowercased() {
            case "bearer": return .authorization(scheme: "Bearer")
            case "basic": return .authorization(scheme: "Basic")
            default: return nil
            }
        case "oauth2", "openIdConnect": return .authorization(scheme: "Bearer")
        default: return nil
        }
    }
}
