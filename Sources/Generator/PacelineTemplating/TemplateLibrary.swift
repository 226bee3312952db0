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
    private var known: [ObjectIdentifier: KnownView] = [:]

    /// The views that the resolved templates print, with their fields in order.
    package var views: [String: [Field]] {
        Dictionary(uniqueKeysWithValues: known.values.map { ($0.name(), $0.fields()) })
    }

    /// The fields that the resolved templates name, by views.
    package var used: [String: Set<String>] {
        Dictionary(uniqueKeysWithValues: known.values.filter { !$0.used.isEmpty }.map { ($0.name(), $0.used) })
    }

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
        known.merge(resolver.views) { $0.joined(with: $1) }
        return template
    }
}

/// A view that templates print. What it is called is asked for seldom, and costs much.
struct KnownView: Sendable {
    let name: @Sendable () -> String
    let fields: @Sendable () -> [TemplateLibrary.Field]
    /// The fields that tags name.
    var used: Set<String> = []

    init<View: TemplateView>(_ view: View.Type) {
        name = { TemplateFields<View>.viewName }
        fields = { View.fields.all.map { .init(name: $0.name, kind: $0.field.description) } }
    }

    func joined(with other: KnownView) -> KnownView {
        var view = self
        view.used.formUnion(other.used)
        return view
    }
}
