import PacelineDiagnostics
import PacelineDocument
import PacelineLowering
import PacelineModel
import PacelineYAML

// What a configuration says about operations and types.

extension Configuration {
    static let filterMembers = ["include", "exclude"]
    static let typesMembers = ["schemas", "formats"]
    static let overrideMembers = ["swift", "import"]
    static let enumerationsMembers = ["closed"]

    mutating func readFilter(_ entry: Entries.Entry, _ diagnostics: inout DiagnosticSink) {
        var filter = ModelOptions.Filter(location: entry.keyNode.location)
        let reader = ConfigurationReader(members: Self.filterMembers, name: "`filter`")
        for (key, entry) in reader.entries(of: entry.value, &diagnostics) {
            guard !entry.value.isNull else { continue }
            let selectors = OperationSelector.read(entry.value, &diagnostics)
            if key == "include" { filter.include = selectors } else { filter.exclude = selectors }
        }
        // An empty filter keeps all types as well, as no filter does.
        if filter.include != nil || filter.exclude != nil { lowering.model.filter = filter }
    }

    mutating func readTypes(_ node: Node, _ diagnostics: inout DiagnosticSink) {
        let reader = ConfigurationReader(members: Self.typesMembers, name: "`types`")
        for (key, entry) in reader.entries(of: node, &diagnostics) {
            let names = ConfigurationReader(members: nil, name: "`\(key)`")
            let overrides = names.entries(of: entry.value, &diagnostics).compactMap {
                Self.override($0.1, &diagnostics)
            }
            if key == "schemas" { lowering.model.schemas = overrides } else { lowering.model.formats = overrides }
        }
    }

    /// `{ swift: Money, import: MoneyKit }`.
    private static func override(
        _ entry: Entries.Entry, _ diagnostics: inout DiagnosticSink
    ) -> ModelOptions.Override? {
        var (swift, module): (String?, String?)
        let reader = ConfigurationReader(members: overrideMembers, name: "a type's override")
        for (key, entry) in reader.entries(of: entry.value, &diagnostics) {
            guard let text = reader.text(entry, &diagnostics) else { continue }
            // A module may be one of its parts (`import Foundation.NSURL`), a type may stand in another.
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.allSatisfy(ConfigurationReader.isIdentifier) else {
                diagnostics.error(
                    .wrongName, "`\(text)` cannot be the name of a \(key == "swift" ? "type" : "module")",
                    at: entry.value.location, hint: "names of Swift, with dots between")
                continue
            }
            if key == "swift" { swift = text } else { module = text }
        }
        let name = ModelOptions.Name(text: entry.key, location: entry.keyNode.location)
        guard let swift else {
            if entry.value.isMapping, entry.value["swift"] == nil {
                diagnostics.error(
                    .missingMember, "`\(entry.key)` has no `swift`", at: entry.value.location,
                    hint: "write `\(entry.key): { swift: Money, import: MoneyKit }`")
            }
            return nil
        }
        return ModelOptions.Override(name: name, swift: swift, module: module)
    }

    mutating func readEnumerations(_ node: Node, _ diagnostics: inout DiagnosticSink) {
        let reader = ConfigurationReader(members: Self.enumerationsMembers, name: "`enumerations`")
        for (_, entry) in reader.entries(of: node, &diagnostics) {
            lowering.model.closedEnumerations = reader.types(entry, &diagnostics)
        }
    }

    /// `[Equatable]` for all types, or `{ Equatable: all, Hashable: [Pet] }`.
    mutating func readConformances(_ entry: Entries.Entry, _ diagnostics: inout DiagnosticSink) {
        let words = Conformance.allCases.map(\.rawValue)
        guard entry.value.isMapping else {
            let reader = ConfigurationReader(members: nil, name: "`conformances`")
            for name in reader.names(entry, &diagnostics) {
                if let conformance = Conformance(rawValue: name.text) {
                    lowering.model.conformances[conformance] = .all
                } else {
                    diagnostics.error(
                        .unknownWord, "`\(name.text)` is none of \(words.map { "`\($0)`" }.joined(separator: ", "))",
                        at: name.location, hint: Suggestion.hint(for: name.text, among: words))
                }
            }
            return
        }
        let reader = ConfigurationReader(members: words, name: "`conformances`")
        for (key, entry) in reader.entries(of: entry.value, &diagnostics) {
            guard let conformance = Conformance(rawValue: key) else { continue }
            lowering.model.conformances[conformance] = reader.types(entry, &diagnostics)
        }
    }
}
