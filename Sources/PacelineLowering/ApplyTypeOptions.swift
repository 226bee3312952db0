import PacelineDiagnostics
import PacelineDocument
import PacelineModel

extension Lowering {
    // MARK: Types of the user's own

    /// The user's type that stands for a schema of `components`; nil where the document's is generated.
    mutating func overridden(_ schema: Schema) -> TypeReference? {
        guard !options.model.schemas.isEmpty, let name = componentNames[schema],
            let override = options.model.schemas.first(where: { $0.name.text == name })
        else { return nil }
        return external(override, key: name)
    }

    /// The user's type that stands for a format; nil where the standard type is used.
    mutating func overridden(format: String?) -> TypeReference? {
        guard let override = options.model.formats.first(where: { $0.name.text == format }) else { return nil }
        return external(override, key: "format \(override.name.text)")
    }

    private mutating func external(_ override: ModelOptions.Override, key: String) -> TypeReference {
        if let id = externalIDs[key] { return .named(id) }
        // The name is taken, and nothing will be declared under it.
        let id = types.claim(key).id
        externalIDs[key] = id
        externalTypes.append(ExternalType(id: id, swift: override.swift, module: override.module))
        return .named(id)
    }

    /// Reports the overrides that stand for nothing.
    mutating func reportUnusedOverrides() {
        let schemas = document.components.schemas.map(\.name)
        for override in options.model.schemas where !schemas.contains(override.name.text) {
            diagnostics.error(
                .unknownSchema, "there is no schema `\(override.name.text)` in `components`",
                at: override.name.location, hint: Suggestion.hint(for: override.name.text, among: schemas))
        }
        for override in options.model.formats {
            guard externalIDs["format \(override.name.text)"] == nil else { continue }
            diagnostics.untidy(
                .unusedOverride, "no text and no number has the format `\(override.name.text)`",
                at: override.name.location)
        }
    }

    // MARK: Closed enumerations, conformances

    /// Closes the enumerations that the configuration wants closed.
    mutating func closeEnumerations(in declarations: inout [TypeDeclaration]) {
        let wanted = options.model.closedEnumerations
        for place in declarations.indices {
            guard case .enumeration(var enumeration) = declarations[place], !enumeration.values.isEmpty else {
                continue
            }
            switch wanted {
            // A schema that allows other values besides is closed only by its name.
            case .all: enumeration.isClosed = !extensible.contains(enumeration.id)
            case .named(let names): enumeration.isClosed = names.contains { enumeration.id.isCalled($0.text) }
            }
            declarations[place] = .enumeration(enumeration)
        }
        let enumerations = declarations.compactMap { if case .enumeration(let found) = $0 { found.id } else { nil } }
        guard case .named(let names) = wanted else { return }
        for name in names { check(name, among: enumerations, "enumeration") }
    }

    /// What the types conform to: those that are asked for, and all that these hold.
    mutating func conformances(of declarations: [TypeDeclaration]) -> [TypeID: Conformance] {
        let known = declarations.map(\.id)
        var conformances: [TypeID: Conformance] = [:]
        for conformance in Conformance.allCases {
            guard let types = options.model.conformances[conformance] else { continue }
            var pending: [TypeID]
            switch types {
            case .all: pending = known
            case .named(let names):
                for name in names { check(name, among: known, "type") }
                pending = known.filter { id in names.contains { id.isCalled($0.text) } }
            }
            let byID = Dictionary(declarations.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            while let id = pending.popLast() {
                guard conformances[id] != conformance, let declaration = byID[id] else { continue }
                conformances[id] = conformance
                pending += declaration.references.compactMap(\.name)
            }
        }
        return conformances
    }

    /// Reports a name that is none of the generated types.
    private mutating func check(_ name: LocatedText, among ids: [TypeID], _ kind: String) {
        guard !ids.contains(where: { $0.isCalled(name.text) }) else { return }
        diagnostics.error(
            .unknownType, "there is no \(kind) `\(name.text)`", at: name.location,
            hint: Suggestion.hint(for: name.text, among: ids.map(\.name)))
    }
}
