import PacelineDiagnostics
import PacelineLowering
import PacelineSwiftViews
import PacelineYAML

/// The forms of dates that are read.
private enum DateForms: String, CaseIterable { case lenient, strict }

/// What `paceline.yaml` decides. Every member has a default; few have a reason to be set.
struct Configuration {
    /// The client's name; the document's title where none is given.
    var module: String?
    var access: FileHeader.Access?
    var layout: OutputLayout?
    /// The folder for the generated files, told from the configuration's own; nil leaves it to the command line.
    var output: String?
    /// The file that declares the limits, told from the configuration's own; nil where the document does.
    var limits: ModelOptions.Name?
    /// The folder with templates of the user's own, told from the configuration's own; nil where there is none.
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
            case "limits":
                configuration.limits = reader.text(entry, &diagnostics).map {
                    ModelOptions.Name(text: $0, location: entry.value.location)
                }
            case "templates":
                configuration.templates = reader.text(entry, &diagnostics).map {
                    ModelOptions.Name(text: $0, location: entry.value.location)
                }
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
        return output.map { SourcePath.resolve($0, from: SourcePath.folder(of: source.path)) }
    }

    /// The paths of the limits file and of the folder of templates that a configuration names, and where it does; nil
    /// for one that it does not name.
    static func paths(namedBy source: Source) -> (limits: ModelOptions.Name?, templates: ModelOptions.Name?) {
        var unheard = DiagnosticSink()
        let configuration = read(source, diagnostics: &unheard)
        func resolved(_ name: ModelOptions.Name) -> ModelOptions.Name {
            let path = SourcePath.resolve(name.text, from: SourcePath.folder(of: source.path))
            return ModelOptions.Name(text: path, location: name.location)
        }
        return (configuration.limits.map(resolved), configuration.templates.map(resolved))
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
            if !ConfigurationReader.isIdentifier(name) {
                diagnostics.error(
                    "wrong-name", "`\(name)` cannot be the name of an argument", at: entry.keyNode.location,
                    hint: "letters, digits and `_`, not beginning with a digit")
            }
            lowering.clientParameters?.append(
                LoweringOptions.ClientParameter(name: name, wireNames: wireNames, location: entry.keyNode.location))
        }
    }
}
