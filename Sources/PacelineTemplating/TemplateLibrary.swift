package import PacelineDiagnostics

/// Templates by their names, to be resolved for views.
package struct TemplateLibrary: Sendable {
    /// A field of a view.
    package struct Field: Hashable, Sendable {
        package var name: String
        /// What it is: `text`, `list of RecordView.Property`.
        package var kind: String

        package init(name: String, kind: String) {
            self.name = name
            self.kind = kind
        }
    }

    private let sources: [String: Source]
    /// The templates that were resolved, with all their partials.
    package private(set) var templates: Set<String> = []
    /// The views that the resolved templates print, with their fields in order.
    package private(set) var views: [String: [Field]] = [:]
    /// The fields that the resolved templates name, by views.
    package private(set) var used: [String: Set<String>] = [:]

    /// A library of the sources, by the names of the templates.
    package init(_ sources: [String: Source]) { self.sources = sources }

    /// The template of a name, with its partials, resolved for a view. Every mistake in it goes to `diagnostics`; what
    /// is wrong prints nothing.
    package mutating func template<View: TemplateView>(
        _ name: String, for view: View.Type, _ diagnostics: inout DiagnosticSink
    ) -> Template<View> {
        for source in sources.values { diagnostics.register(source) }
        var resolver = TemplateResolver(sources, diagnostics)
        let template = resolver.template(name, for: view)
        diagnostics = resolver.diagnostics
        templates.formUnion(resolver.templates)
        views.merge(resolver.views) { first, _ in first }
        used.merge(resolver.used) { $0.union($1) }
        return template
    }
}
