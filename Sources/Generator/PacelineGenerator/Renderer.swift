import PacelineDiagnostics
import PacelineSwiftViews
import PacelineTemplates
import PacelineTemplating

/// Prints views with the templates of their name.
struct Renderer: Sendable {
    private let client: Template<ClientView>
    private let limits: Template<LimitsView>
    private let requests: Template<LimitedRequestsView>
    private let source: Template<SourceFileView>

    /// A renderer with the templates that the binary holds, and others in the place of those of their names. Their
    /// mistakes go to `diagnostics`.
    init(replacing own: [String: Source] = [:], _ diagnostics: inout DiagnosticSink) {
        var library = TemplateLibrary(TemplateCatalogue.sources.merging(own) { _, own in own })
        client = library.template("Client", for: ClientView.self, &diagnostics)
        limits = library.template("Limits", for: LimitsView.self, &diagnostics)
        requests = library.template("LimitedRequests", for: LimitedRequestsView.self, &diagnostics)
        source = library.template("Source", for: SourceFileView.self, &diagnostics)
        for (name, source) in own.sorted(by: { $0.key < $1.key }) where !library.templates.contains(name) {
            diagnostics.untidy(
                .unusedTemplate, "no template includes `\(name)`, and it replaces none",
                at: SourceLocation(path: source.path, line: 1, column: 1),
                hint: Suggestion.hint(for: name, among: TemplateCatalogue.sources.keys.sorted()))
        }
    }

    func render(_ view: ClientView) -> String { String(decoding: client.render(view), as: UTF8.self) }
    func render(_ view: LimitsView) -> String { String(decoding: limits.render(view), as: UTF8.self) }
    func render(_ view: LimitedRequestsView) -> String { String(decoding: requests.render(view), as: UTF8.self) }
    func render(_ view: SourceFileView) -> String { String(decoding: source.render(view), as: UTF8.self) }
}
