import PacelineDiagnostics
import PacelineDocument
import PacelineLowering
import PacelineModel
import PacelineSwiftViews
import PacelineYAML

// What a configuration says about operations and types.

extension Configuration {
    /// Reads the filter, if all of it is of its shape: with half of it, other operations would be reported.
    private mutating func readFilter(_ root: Node, _ wrong: Set<Node>) {
        let entry = root.entries.first { $0.key == "filter" && !wrong.contains($0.value) }
        guard let entry else { return }
        var filter = ModelOptions.Filter(location: entry.keyNode.location)
        filter.include = entry.value["include"].flatMap(OperationSelector.selectors)
        filter.exclude = entry.value["exclude"].flatMap(OperationSelector.selectors)
        // An empty filter keeps all types as well, as no filter does.
        if filter.include != nil || filter.exclude != nil { lowering.model.filter = filter }
    }

    mutating func readModel(_ root: Node, _ wrong: Set<Node>) {
        readFilter(root, wrong)
        let schemas = Self.overrides(root["types"]?["schemas"], wrong)
        let formats = Self.overrides(root["types"]?["formats"], wrong)
        lowering.model.externalSchemas = schemas.map(\.name)
        lowering.model.externalFormats = formats.map(\.name)
        for (name, type) in schemas { swift.externalTypes[.schema(name.text)] = type }
        for (name, type) in formats { swift.externalTypes[.format(name.text)] = type }
        lowering.model.sharedEnumerations =
            root["types"]?["shared"]?.entries.filter { !wrong.contains($0.value) }.map { entry in
                ModelOptions.SharedEnumeration(
                    name: LocatedText(text: entry.key, location: entry.keyNode.location),
                    places: entry.value.elements.compactMap(LocatedText.init))
            } ?? []
        if let closed = root["enumerations"]?["closed"] { lowering.model.closedEnumerations = Self.types(closed) }
        guard let conformances = root["conformances"] else { return }
        if conformances.string == "none" { swift.comparesByJSON = false }
        for word in conformances.elements.compactMap(\.string) {
            if let conformance = Conformance(rawValue: word) { swift.conformances[conformance] = .all }
        }
        for entry in conformances.entries {
            if let conformance = Conformance(rawValue: entry.key) {
                swift.conformances[conformance] = Self.types(entry.value)
            }
        }
    }

    /// `{ Money: { swift: Money, import: MoneyKit } }`.
    private static func overrides(
        _ node: Node?, _ wrong: Set<Node>
    ) -> [(name: LocatedText, type: SwiftOptions.ExternalType)] {
        node?.entries.filter { !wrong.contains($0.value) }.compactMap { entry in
            entry.value["swift"]?.string.map { swift in
                (
                    LocatedText(text: entry.key, location: entry.keyNode.location),
                    SwiftOptions.ExternalType(swift: swift, module: entry.value["import"]?.string)
                )
            }
        } ?? []
    }

    /// `all`, or a list of types.
    private static func types(_ node: Node) -> NameSelection {
        if node.string == "all" { return .all }
        return .named(node.elements.compactMap(LocatedText.init))
    }
}
