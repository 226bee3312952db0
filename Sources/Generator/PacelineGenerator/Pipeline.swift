package import PacelineDiagnostics
import PacelineDocument
import PacelineLowering
import PacelineModel
package import PacelineSwiftViews

/// The whole generator on one page: Source → Document → Model → Views → Text. What becomes of the text is
/// ``OutputSink``'s.
package enum Pipeline {
    /// What is generated, and how.
    package struct Input: Sendable {
        /// The OpenAPI document.
        package var document: Source
        package var configuration: Configuration
        /// The file that declares the limits in the document's place; nil where the document does.
        package var limits: Source?
        /// Gives the files to which the document refers.
        package var loader: SourceLoader
        /// Templates in the place of those of their names.
        package var templates: [String: Source]
        /// What the command line says; it overrides the configuration.
        package var options: Options

        package init(
            document: Source, configuration: Configuration = Configuration(), limits: Source? = nil,
            loader: SourceLoader = .none, templates: [String: Source] = [:], options: Options = Options()
        ) {
            self.document = document
            self.configuration = configuration
            self.limits = limits
            self.loader = loader
            self.templates = templates
            self.options = options
        }
    }

    /// What the command line can say.
    package struct Options: Hashable, Sendable {
        package var module: String?
        package var access: FileHeader.Access?
        package var layout: OutputLayout?
        /// What is generated where it is not all.
        package var only: GeneratedPart?
        /// The number of files for calls and types in the layout ``OutputLayout/shards``; nil takes one that fits the
        /// document's size.
        package var shards: Int?

        package init(
            module: String? = nil, access: FileHeader.Access? = nil, layout: OutputLayout? = nil,
            only: GeneratedPart? = nil, shards: Int? = nil
        ) {
            self.module = module
            self.access = access
            self.layout = layout
            self.only = only
            self.shards = shards
        }
    }

    /// The generated files, in the order of their names.
    ///
    /// Every mistake goes to `diagnostics`; the result is nil when it holds an error.
    package static func generate(_ input: Input, diagnostics: inout DiagnosticSink) -> [GeneratedFile]? {
        diagnostics.register(input.document)
        let configuration = input.configuration
        let only = input.options.only ?? configuration.only
        diagnostics.irrelevant = only?.irrelevant ?? []
        let loaded = loadDocument(
            input.document, limits: input.limits, loader: input.loader, options: configuration.lowering,
            diagnostics: &diagnostics)
        guard let (document, api) = loaded else { return nil }
        document.noteUndeclaredLimits(&diagnostics)
        let layout = TypeLayout(api, configuration.swift, &diagnostics)
        guard !diagnostics.hasErrors else { return nil }
        let module = input.options.module ?? configuration.module ?? api.title
        let names = APINames(
            api, module: module, overrides: configuration.names.overrides,
            externalTypes: configuration.swift.externalTypes)
        configuration.names.check(api, names, &diagnostics)
        reportClashes(names, api, &diagnostics)
        guard !diagnostics.hasErrors else { return nil }
        let header = FileHeader(
            source: SourcePath.name(of: input.document.path),
            access: input.options.access ?? configuration.access ?? .internal,
            limits: input.limits.map {
                FileHeader.Limits(name: SourcePath.name(of: $0.path), hash: StableHash.digits(of: $0.bytes))
            })
        let shards = input.options.shards ?? OutputLayout.shards(forBytes: input.document.bytes.count)
        let plan = (input.options.layout ?? configuration.layout ?? .groups)
            .plan(api, names: names, shards: shards, only: only)
        let renderer = Renderer(replacing: input.templates, &diagnostics)
        guard !diagnostics.hasErrors else { return nil }
        let files =
            only == .limits
            ? printLimits(plan, api, names, header, renderer) : print(plan, api, names, layout, header, renderer)
        reportUnmarked(files, input.templates, only, &diagnostics)
        return diagnostics.hasErrors ? nil : files.sorted { $0.name < $1.name }
    }

    /// All files. Their views are made where they are printed, which for a large document is the larger part of the
    /// work and happens on all cores.
    private static func print(
        _ plan: [OutputLayout.PlannedFile], _ api: API, _ names: APINames, _ layout: TypeLayout,
        _ header: FileHeader, _ renderer: Renderer
    ) -> [GeneratedFile] {
        @Sendable func source(_ file: OutputLayout.PlannedFile) -> GeneratedFile {
            let view = SourceFileView(
                operations: file.operations, types: file.types, api: api, names: names, layout: layout,
                header: header)
            return GeneratedFile(name: file.name, text: renderer.render(view))
        }
        return [
            GeneratedFile(name: "Client.swift", text: renderer.render(ClientView(api, names: names, header: header))),
            GeneratedFile(name: "Limits.swift", text: renderer.render(LimitsView(api, names: names, header: header))),
        ] + (api.operations.count < operationsForThreads ? plan.map(source) : plan.concurrentMap(source))
    }

    /// The files of limits and operations alone. They have the names of all files, so that a build plugin knows them.
    private static func printLimits(
        _ plan: [OutputLayout.PlannedFile], _ api: API, _ names: APINames, _ header: FileHeader, _ renderer: Renderer
    ) -> [GeneratedFile] {
        let requests = LimitedRequestsView(api, names: names, header: header)
        return [
            GeneratedFile(name: "Client.swift", text: renderer.render(requests)),
            GeneratedFile(name: "Limits.swift", text: renderer.render(LimitsView(api, names: names, header: header))),
        ]
            + plan.map { file in
                let view = SourceFileView(limitsOf: file.operations, names: names, header: header)
                return GeneratedFile(name: file.name, text: renderer.render(view))
            }
    }

    /// From how many operations on several threads are faster than one.
    private static let operationsForThreads = 50

    /// Reports templates of the user's own that leave out the mark: such a file would never be overwritten again.
    private static func reportUnmarked(
        _ files: [GeneratedFile], _ templates: [String: Source], _ only: GeneratedPart?,
        _ diagnostics: inout DiagnosticSink
    ) {
        let client = only == .limits ? "LimitedRequests" : "Client"
        for file in files where !OutputSink.isOurs(file.text.utf8) {
            let name = ["Client.swift": client, "Limits.swift": "Limits"][file.name] ?? "Source"
            let template = templates[name] ?? templates["Header"]
            diagnostics.error(
                .missingMark, "`\(file.name)` has no line `{{comment}}` near its top",
                at: template.map { SourceLocation(path: $0.path, line: 1, column: 1) },
                hint: "by that line a file is known as generated, and is written anew")
        }
    }

    /// Reports types and methods that are spelled alike: one of them is not called as it would be alone.
    private static func reportClashes(_ names: APINames, _ api: API, _ diagnostics: inout DiagnosticSink) {
        for clash in names.typeClashes {
            guard let place = api.places[clash.key] ?? api.places[clash.holder] else { continue }
            diagnostics.untidy(
                .namesAlike,
                "`\(clash.holder.name)` and `\(clash.key.name)` are both `\(clash.wanted.bare)` in Swift; "
                    + "`\(clash.key.name)` is called `\(clash.given.bare)`",
                at: SourceLocation(place), hint: "`names: { types: { … } }` in the configuration gives it another name")
        }
        let places = Dictionary(api.operations.map { ($0.id, $0.place) }, uniquingKeysWith: { first, _ in first })
        for clash in names.methodClashes {
            diagnostics.lost(
                .methodsAlike,
                "the methods of `\(clash.holder)` and `\(clash.key)` would both be `\(clash.wanted.bare)`; that of "
                    + "`\(clash.key)` is called `\(clash.given.bare)`",
                at: (places[clash.key] ?? nil).map(SourceLocation.init),
                hint: "`names: { operations: { … } }` in the configuration gives it another name")
        }
    }
}

/// A file that was generated.
package struct GeneratedFile: Hashable, Sendable {
    /// The file's name; the folder is the caller's.
    package var name: String
    package var text: String

    package init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}

extension SourceLocation {
    fileprivate init(_ place: Place) { self.init(path: place.path, line: place.line, column: place.column) }
}
