import PacelineDiagnostics
import PacelineModel

/// What the compiler synthesises for structs and unions where the configuration asks for it. Enumerations always
/// conform to both, and all others compare by their JSON, unless the configuration wants none of that.
package enum Conformance: String, CaseIterable, Hashable, Sendable {
    case equatable = "Equatable"
    /// Hashable, and so Equatable.
    case hashable = "Hashable"
}

/// The conformances of an API's types: those that are asked for, and all that these hold.
struct Conformances {
    private var byType: [TypeID: Conformance] = [:]

    /// Reports names that are none of the generated types.
    init(
        _ asked: [Conformance: NameSelection], _ declarations: [TypeDeclaration], _ diagnostics: inout DiagnosticSink
    ) {
        guard !asked.isEmpty else { return }
        let known = declarations.map(\.id)
        let graph = TypeGraph(declarations)
        for conformance in Conformance.allCases {
            guard let types = asked[conformance] else { continue }
            var chosen = known
            if case .named(let names) = types {
                for name in names where !known.contains(where: { $0.isCalled(name.text) }) {
                    diagnostics.error(
                        .unknownType, "there is no type `\(name.text)`", at: name.location,
                        hint: Suggestion.hint(for: name.text, among: known.map(\.word)))
                }
                chosen = known.filter { id in names.contains { id.isCalled($0.text) } }
            }
            for id in graph.reachable(from: chosen.map(TypeReference.named)) where graph[id] != nil {
                byType[id] = conformance
            }
        }
    }

    subscript(_ id: TypeID) -> Conformance? { byType[id] }
}
