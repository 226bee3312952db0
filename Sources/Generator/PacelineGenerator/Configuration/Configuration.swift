package import PacelineDiagnostics
import PacelineDocument
import PacelineLowering
import PacelineSwiftViews
import PacelineYAML

/// What `paceline.yaml` decides. Every member has a default; few have a reason to be set.
package struct Configuration: Sendable {
    /// The client's name; the document's title where none is given.
    var module: String?
    var access: FileHeader.Access?
    var layout: OutputLayout?
    /// What is generated; nil means all.
    var only: GeneratedPart?
    /// The path of the folder for the generated files; nil leaves it to the command line.
    var output: String?
    /// The path of the file that declares the limits; nil where the document does.
    var limits: LocatedText?
    /// The path of the folder with templates of the user's own; nil where there is none.
    var templates: LocatedText?
    /// What things are called.
    var names = ConfiguredNames()
    var lowering = LoweringOptions(clientParameters: [])
    var swift = SwiftOptions()

    /// What holds where there is no configuration.
    package init() {}

    /// Reads a configuration; every mistake goes to `diagnostics`, and nothing is generated then.
    package static func read(_ source: Source, diagnostics: inout DiagnosticSink) -> Configuration {
        diagnostics.register(source)
        guard let root = YAMLTree.read(source, diagnostics: &diagnostics)?.root else { return Configuration() }
        var reader = ShapeReader(diagnostics)
        reader.check(root, .nullable(.members(shape)), "the configuration")
        diagnostics = reader.diagnostics
        var configuration = Configuration(root) { root[$0].flatMap { reader.wrong.contains($0) ? nil : $0 } }
        configuration.readClient(root, reader.wrong)
        configuration.readModel(root, reader.wrong)
        if let pagination = root["pagination"], pagination.isMapping {
            configuration.lowering.model.pagination = PaginationConvention.read(pagination, &diagnostics)
        }
        configuration.reportRepeatedParameters(root["client"]?["parameters"], &diagnostics)
        configuration.reportContradictions(root, &diagnostics)
        return configuration
    }

    /// What a configuration says of itself.
    /// - Parameter right: A member's value, if it is of its shape.
    private init(_ root: Node, _ right: (String) -> Node?) {
        module = right("module")?.string
        access = right("access")?.string.flatMap(FileHeader.Access.init)
        layout = right("layout")?.string.flatMap(OutputLayout.init)
        only = right("only")?.string.flatMap(GeneratedPart.init)
        output = right("output").flatMap(Self.path)?.text
        limits = right("limits").flatMap(Self.path)
        templates = right("templates").flatMap(Self.path)
        if let names = root["names"] { self.names = ConfiguredNames(names) }
        lowering.model.groupsByPath = names.groupsByPath
        lowering.model.datesAreStrict = root["dates"]?.string == DateForms.strict.rawValue
    }

    private mutating func readClient(_ root: Node, _ wrong: Set<Node>) {
        lowering.clientParameters = root["client"]?["parameters"]?.entries.map { entry in
            LoweringOptions.ClientParameter(
                name: entry.key, wireNames: entry.value.items.compactMap(\.string), location: entry.keyNode.location)
        }
        lowering.principals =
            root["client"]?["principals"]?.entries.filter { !wrong.contains($0.value) }.compactMap { entry in
                entry.value.string.map { parameter in
                    LoweringOptions.PrincipalBinding(
                        principal: entry.key, parameter: parameter, location: entry.keyNode.location)
                }
            } ?? []
    }

    /// A path that is relative to the configuration's folder.
    private static func path(_ node: Node) -> LocatedText? {
        node.string.map { text in
            let path = SourcePath.resolve(text, from: SourcePath.folder(of: node.path))
            return LocatedText(text: path, location: node.location)
        }
    }

    /// Reports what the configuration says of models where it has none generated.
    private func reportContradictions(_ root: Node, _ diagnostics: inout DiagnosticSink) {
        guard only == .limits else { return }
        let members = ["types", "enumerations", "conformances", "dates"].map { ($0, root[$0]) }
        let names = ["types", "members"].map { ("names.\($0)", root["names"]?[$0]) }
        for (name, node) in members + names {
            guard let node else { continue }
            diagnostics.error(
                .contradictoryOptions, "`\(name)` is about models, and with `only: limits` none are generated",
                at: node.location, hint: "remove it, or give `--only limits` on the command line instead")
        }
    }

    /// Reports parameters of the document that two arguments of the client stand for.
    private func reportRepeatedParameters(_ node: Node?, _ diagnostics: inout DiagnosticSink) {
        var owners: [String: String] = [:]
        for entry in node?.entries.map({ $0 }) ?? [] {
            for item in entry.value.items {
                guard let name = item.string else { continue }
                guard let owner = owners[name] else {
                    owners[name] = entry.key
                    continue
                }
                diagnostics.error(
                    .duplicateParameter, "`\(name)` is the client parameter `\(owner)` already", at: item.location)
            }
        }
    }
}
