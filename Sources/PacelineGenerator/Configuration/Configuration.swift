package import PacelineDiagnostics
import PacelineLowering
import PacelineSwiftViews
import PacelineYAML

/// The forms of dates that are read.
private enum DateForms: String, CaseIterable { case lenient, strict }

/// What `paceline.yaml` decides. Every member has a default; few have a reason to be set.
package struct Configuration: Sendable {
    /// The client's name; the document's title where none is given.
    var module: String?
    var access: FileHeader.Access?
    var layout: OutputLayout?
    /// The path of the folder for the generated files; nil leaves it to the command line.
    var output: String?
    /// The path of the file that declares the limits; nil where the document does.
    var limits: ModelOptions.Name?
    /// The path of the folder with templates of the user's own; nil where there is none.
    var templates: ModelOptions.Name?
    /// What things are called.
    var names = ConfiguredNames()
    var lowering = LoweringOptions(clientParameters: [])

    static let members = [
        "module", "access", "layout", "output", "limits", "templates", "client", "filter", "names", "types",
        "enumerations",
        "conformances", "dates",
    ]
    static let clientMembers = ["parameters", "principals"]

    /// What holds where there is no configuration.
    package init() {}

    /// Reads a configuration; every mistake goes to `diagnostics`.
    package static func read(_ source: Source, diagnostics: inout DiagnosticSink) -> Configuration {
        diagnostics.register(source)
        var configuration = Configuration()
        guard let tree = YAMLTree.read(source, diagnostics: &diagnostics) else { return configuration }
        let reader = ConfigurationReader(members: members, name: "the configuration")
        /// A path that is relative to the configuration's folder.
        func path(_ entry: Entries.Entry) -> ModelOptions.Name? {
            reader.text(entry, &diagnostics).map { text in
                let path = SourcePath.resolve(text, from: SourcePath.folder(of: source.path))
                return ModelOptions.Name(text: path, location: entry.value.location)
            }
        }
        for (key, entry) in reader.entries(of: tree.root, &diagnostics) {
            switch key {
            case "module": configuration.module = reader.text(entry, &diagnostics)
            case "access":
                configuration.access = reader.word(entry, FileHeader.Access.allCases, &diagnostics)
            case "layout":
                configuration.layout = reader.word(entry, OutputLayout.allCases, &diagnostics)
            case "output": configuration.output = path(entry)?.text
            case "limits": configuration.limits = path(entry)
            case "templates": configuration.templates = path(entry)
            case "filter": configuration.readFilter(entry, &diagnostics)
            case "names": configuration.names = ConfiguredNames(entry.value, &diagnostics)
            case "types": configuration.readTypes(entry.value, &diagnostics)
            case "enumerations": configuration.readEnumerations(entry.value, &diagnostics)
            case "dates":
                let forms = reader.word(entry, DateForms.allCases, &diagnostics)
                configuration.lowering.model.datesAreStrict = forms == .strict
            case "conformances": configuration.readConformances(entry, &diagnostics)
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
                    .wrongType, "`\(name)` should be a parameter's name or a list of them", at: entry.value.location)
                wireNames = []
            }
            for (element, wireName) in zip(elements, wireNames) {
                let other = lowering.clientParameters?.first { $0.wireNames.contains(wireName) }
                guard let other else { continue }
                diagnostics.error(
                    .duplicateParameter, "`\(wireName)` is the client parameter `\(other.name)` already",
                    at: element.location)
            }
            if !ConfigurationReader.isIdentifier(name) {
                diagnostics.error(
                    .wrongName, "`\(name)` cannot be the name of an argument", at: entry.keyNode.location,
                    hint: "letters, digits and `_`, not beginning with a digit")
            }
            lowering.clientParameters?.append(
                LoweringOptions.ClientParameter(name: name, wireNames: wireNames, location: entry.keyNode.location))
        }
    }
}
