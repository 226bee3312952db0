internal import PacelineDiagnostics
internal import PacelineYAML

/// A security requirement must name a scheme of `components.securitySchemes`, and a scheme must say how it is
/// presented.
enum UndeclaredSecurity: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        let declared = document.components.securitySchemes.map(\.name)
        let requirements = (document.security ?? []) + document.operations.flatMap { $0.security ?? [] }
        let known = Set(declared)
        for scheme in requirements.flatMap(\.schemes) where !known.contains(scheme.name) {
            diagnostics.lost(
                .undeclaredSecurity, "there is no security scheme `\(scheme.name)`; no credential is sent for it",
                at: scheme.location, hint: diagnostics.suggestion(for: scheme.name, among: declared))
        }
        for named in document.components.securitySchemes {
            guard let scheme = document.resolve(named.value) else { continue }
            for member in needed(by: scheme) where scheme.node[member] == nil {
                diagnostics.untidy(
                    .missingMember, "the security scheme `\(named.name)` has no `\(member)`", at: named.location)
            }
        }
    }

    private static func needed(by scheme: SecurityScheme) -> [String] {
        switch scheme.type {
        case "apiKey": ["name", "in"]
        case "http": ["scheme"]
        case "oauth2": ["flows"]
        case "openIdConnect": ["openIdConnectUrl"]
        default: []
        }
    }
}
