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
    /// The folder for the generated files, told from the configuration's own; nil leaves it to the command line.
    var output: String?
    var lowering = LoweringOptions(clientParameters: [])

    private static let members = ["module", "access", "layout", "output", "client"]
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
            case "output": configuration.output = reader.text(entry, &diagnostics)
            default: configuration.readClient(entry.value, &diagnostics)
            }
        }
        return configuration
    }

    /// The path of the folder that a configuration names for the generated files, nil when it names none.
    ///
    /// A configuration that is not YAML counts as naming one when it looks so: its mistake is to be reported then, by
    /// whoever generates, and not to go unnoticed.
    static func output(namedBy source: Source) -> String? {
        var unheard = DiagnosticSink()
        var output = read(source, diagnostics: &unheard).output
        if output == nil, unheard.hasErrors {
            let line = source.bytes.split(separator: UInt8(ascii: "\n")).first { $0.starts(with: "output:".utf8) }
            output = line.map { String(decoding: $0.dropFirst("output:".utf8.count), as: UTF8.self) }
        }
        return output.map { Paths.resolve($0, from: Paths.folder(of: source.path)) }
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
