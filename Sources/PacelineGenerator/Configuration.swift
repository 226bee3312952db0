import PacelineDiagnostics
import PacelineLowering
import PacelineSwiftViews
import PacelineYAML

/// What `paceline.yaml` decides. Every member has a default; few have a reason to be set.
struct Configuration {
    /// The client's name; the document's title where none is given.
    var module: String?
    var access: FileHeader.Access?
    var layout: OutputLayout?
    var lowering = LoweringOptions(clientParameters: [])

    private static let members = ["module", "access", "layout", "client"]
    private static let clientMembers = ["parameters", "principals"]

    /// Reads a configuration; without a source it is the standard one.
    static func read(_ source: Source?, diagnostics: inout DiagnosticSink) -> Configuration {
        var configuration = Configuration()
        guard let source, let tree = YAMLTree.read(source, diagnostics: &diagnostics) else { return configuration }
        let reader = ConfigurationReader(members: members, name: "the configuration")
        for (key, entry) in reader.entries(of: tree.root, &diagnostics) {
            switch key {
            case "module": configuration.module = reader.text(entry, &diagnostics)
            case "access":
                configuration.access = reader.word(entry, FileHeader.Access.allCases, &diagnostics)
            case "layout":
                configuration.layout = reader.word(entry, OutputLayout.allCases, &diagnostics)
            default: configuration.readClient(entry.value, &diagnostics)
            }
        }
        return configuration
    }

    private mutating func readClient(_ node: Node, _ diagnostics: inout DiagnosticSink) {
        let reader = ConfigurationReader(members: Self.clientMembers, name: "`client`")
        for (key, entry) in reader.entries(of: node, &diagnostics) {
            if key == "parameters" {
                readParameters(entry.value, &diagnostics)
            } else {
                let names = ConfigurationReader(members: nil, name: "`principals`")
                for (principal, entry) in names.entries(of: entry.value, &diagnostics) {
                    guard let parameter = names.text(entry, &diagnostics) else { continue }
                    lowering.principals.append(
                        LoweringOptions.PrincipalBinding(
                            principal: principal, parameter: parameter, location: entry.keyNode.location))
                }
            }
        }
    }

    private mutating func readParameters(_ node: Node, _ diagnostics: inout DiagnosticSink) {
        let reader = ConfigurationReader(members: nil, name: "`parameters`")
        for (name, entry) in reader.entries(of: node, &diagnostics) {
            let elements = entry.value.isSequence ? Array(entry.value.elements) : [entry.value]
            var wireNames = elements.compactMap(\.string)
            if wireNames.count != elements.count || wireNames.isEmpty {
                diagnostics.error(
                    "wrong-type", "`\(name)` should be a parameter's name or a list of them", at: entry.value.location)
                wireNames = []
            }
            for (element, wireName) in zip(elements, wireNames) {
                let other = lowering.clientParameters?.first { $0.wireNames.contains(wireName) }
                guard let other else { continue }
                diagnostics.error(
                    "parameter-of-two", "`\(wireName)` is the client parameter `\(other.name)` already",
                    at: element.location)
            }
            let isIdentifier =
                name.first.map { $0.isLetter || $0 == "_" } == true
                && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } && name.contains { $0 != "_" }
            if !isIdentifier {
                diagnostics.error(
                    "wrong-name", "`\(name)` cannot be the name of an argument", at: entry.keyNode.location,
                    hint: "letters, digits and `_`, not beginning with a digit")
            }
            lowering.clientParameters?.append(
                LoweringOptions.ClientParameter(name: name, wireNames: wireNames, location: entry.keyNode.location))
        }
    }
}

/// Reads a mapping of the configuration and reports what does not belong there.
private struct ConfigurationReader {
    /// The members that there are; nil where the keys are free.
    let members: [String]?
    let name: String

    func entries(of node: Node, _ diagnostics: inout DiagnosticSink) -> [(String, Entries.Entry)] {
        guard node.isMapping else {
            if !node.isNull {
                diagnostics.error("wrong-type", "\(name) should be a mapping", at: node.location)
            }
            return []
        }
        return node.entries.compactMap { entry in
            guard let members, !members.contains(entry.key) else { return (entry.key, entry) }
            diagnostics.error(
                "unknown-key", "`\(entry.key)` is not a member of \(name)", at: entry.keyNode.location,
                hint: Suggestion.hint(for: entry.key, among: members)
                    ?? "members are \(members.joined(separator: ", "))")
            return nil
        }
    }

    func text(_ entry: Entries.Entry, _ diagnostics: inout DiagnosticSink) -> String? {
        guard let text = entry.value.string, !text.isEmpty else {
            diagnostics.error("wrong-type", "`\(entry.key)` should be a text", at: entry.value.location)
            return nil
        }
        return text
    }

    func word<Word: RawRepresentable>(
        _ entry: Entries.Entry, _ words: [Word], _ diagnostics: inout DiagnosticSink
    ) -> Word? where Word.RawValue == String {
        if let word = entry.value.text.flatMap(Word.init) { return word }
        diagnostics.error(
            "wrong-value", "`\(entry.key)` is none of \(words.map { "`\($0.rawValue)`" }.joined(separator: ", "))",
            at: entry.value.location)
        return nil
    }
}
