import PacelineDiagnostics
import PacelineDocument
import PacelineModel

extension TypeLowering {
    // MARK: Types of the user's own

    /// The user's type that stands for a schema of `components`; nil where the document's is generated.
    mutating func overridden(_ schema: Schema) -> TypeReference? {
        guard !options.externalSchemas.isEmpty, let name = componentNames[schema],
            options.externalSchemas.contains(where: { $0.text == name })
        else { return nil }
        return external(.schema(name), named: name)
    }

    /// The user's type that stands for a format; nil where the default type is used.
    mutating func overridden(format: String?) -> TypeReference? {
        guard let format, options.externalFormats.contains(where: { $0.text == format }) else { return nil }
        return external(.format(format), named: "format \(format)")
    }

    private mutating func external(_ origin: ExternalType.Origin, named name: String) -> TypeReference {
        if let id = externalIDs[origin] { return .named(id) }
        // The name is taken, and nothing will be declared under it.
        if case .schema = origin { table.allow(name) }
        let id = table.reserve(name).id
        externalIDs[origin] = id
        externalTypes.append(ExternalType(id: id, origin: origin))
        return .named(id)
    }

    /// Reports the overrides that stand for nothing.
    mutating func reportUnusedOverrides() {
        let schemas = document.components.schemas.map(\.name)
        for name in options.externalSchemas where !schemas.contains(name.text) {
            diagnostics.error(
                .unknownSchema, "there is no schema `\(name.text)` in `components`", at: name.location,
                hint: Suggestion.hint(for: name.text, among: schemas))
        }
        for format in options.externalFormats where externalIDs[.format(format.text)] == nil {
            diagnostics.untidy(
                .unusedOverride, "no string and no number has the format `\(format.text)`", at: format.location)
        }
    }

    // MARK: Closed enumerations

    /// Closes the enumerations that the configuration wants closed.
    mutating func closeEnumerations(in declarations: inout [TypeDeclaration]) {
        let wanted = options.closedEnumerations
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
        for name in names where !enumerations.contains(where: { $0.isCalled(name.text) }) {
            diagnostics.error(
                .unknownType, "there is no enumeration `\(name.text)`", at: name.location,
                hint: Suggestion.hint(for: name.text, among: enumerations.map(\.word)))
        }
    }
}
