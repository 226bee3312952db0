import PacelineDiagnostics

/// Finds the tags of templates in the views that they print.
///
/// A tag is a field of the view, else of the nearest view around it. Every mistake goes to `diagnostics`; what is
/// wrong is left out.
struct TemplateResolver {
    private(set) var diagnostics: DiagnosticSink
    /// The views that were met.
    private(set) var views: [ObjectIdentifier: KnownView] = [:]
    /// The templates that were met.
    private(set) var templates: Set<String> = []
    private let sources: [String: Source]
    /// The partials inside one another that are being resolved.
    private var open: [String] = []
    private var count = 0
    /// How many nodes templates may come to with their partials: ours have some thousand.
    private static let most = 200_000

    init(_ sources: [String: Source], _ diagnostics: DiagnosticSink) {
        self.sources = sources
        self.diagnostics = diagnostics
    }

    /// The template of a name for a view.
    mutating func template<View: TemplateView>(_ name: String, for view: View.Type) -> Template<View> {
        Template(steps: steps(ofTemplate: name, at: nil, indent: 0, for: view, in: TemplateScope()))
    }

    /// What nodes do with a view.
    mutating func steps<View: TemplateView>(
        _ nodes: [TemplateNode], for view: View.Type, in scope: TemplateScope
    ) -> [TemplateStep<View>] {
        if views[ObjectIdentifier(view)] == nil { views[ObjectIdentifier(view)] = KnownView(view) }
        var steps: [TemplateStep<View>] = []
        for node in nodes where count < Self.most {
            count += 1
            if count == Self.most { reportTooMany(node) }
            switch node {
            case .text(let bytes): steps.append(.text(bytes))
            case .value(let name, let location): steps += value(name, location, view, scope)
            case .section(let name, let location, let isInverted, let inner):
                steps += section(name, location, isInverted, inner, view, scope)
            case .partial(let name, let location, let indent):
                steps += self.steps(ofTemplate: name, at: location, indent: indent, for: view, in: scope)
            }
        }
        return steps
    }

    private mutating func steps<View: TemplateView>(
        ofTemplate name: String, at location: SourceLocation?, indent: Int?, for view: View.Type,
        in scope: TemplateScope
    ) -> [TemplateStep<View>] {
        guard let source = sources[name] else {
            diagnostics.error(
                .unknownTemplate, "there is no template `\(name)`", at: location,
                hint: Suggestion.hint(for: name, among: sources.keys.sorted()))
            return []
        }
        guard !open.contains(name) else {
            let circle = (open.drop { $0 != name } + [name]).map { "`\($0)`" }.joined(separator: " → ")
            diagnostics.error(.circularTemplate, "this partial is circular: \(circle)", at: location)
            return []
        }
        templates.insert(name)
        open.append(name)
        defer { open.removeLast() }
        var parser = TemplateParser(source, indent: indent, diagnostics)
        let nodes = parser.parse()
        diagnostics = parser.diagnostics
        return steps(nodes, for: view, in: scope)
    }

    private mutating func reportTooMany(_ node: TemplateNode) {
        diagnostics.error(
            .tooManyPartials, "with all partials, the templates have more than \(Self.most) parts",
            at: node.location)
    }

    // MARK: - Tags

    /// A field as a tag inside a view reaches it, be it the view's own or that of a view around.
    private enum Tag<View: TemplateView> {
        case text(@Sendable (View, OuterViews) -> String)
        case flag(@Sendable (View, OuterViews) -> Bool)
        case list(
            isEmpty: @Sendable (View, OuterViews) -> Bool,
            resolve: (inout TemplateResolver, [TemplateNode], TemplateScope) -> TemplateBody<View>)
    }

    private mutating func value<View: TemplateView>(
        _ name: String, _ location: SourceLocation, _ view: View.Type, _ scope: TemplateScope
    ) -> [TemplateStep<View>] {
        if name == "break()" { return [.lineBreak] }
        switch tag(name, location, view, scope) {
        case .text(let get)?: return [.value(get)]
        case .flag?, .list?:
            diagnostics.error(
                .templateField, "`\(name)` is not text", at: location,
                hint: "it can be a section: `{{#\(name)}}`")
            return []
        case nil: return []
        }
    }

    private mutating func section<View: TemplateView>(
        _ name: String, _ location: SourceLocation, _ isInverted: Bool, _ nodes: [TemplateNode], _ view: View.Type,
        _ scope: TemplateScope
    ) -> [TemplateStep<View>] {
        if name == "first()" || name == "last()" {
            let steps = steps(nodes, for: view, in: scope)
            return [.position(isFirst: name == "first()", isWanted: !isInverted, steps)]
        }
        switch tag(name, location, view, scope) {
        case .flag(let get)?: return [.flag(get, isWanted: !isInverted, steps(nodes, for: view, in: scope))]
        case .text(let get)? where isInverted:
            return [.flag({ get($0, $1).isEmpty }, isWanted: true, steps(nodes, for: view, in: scope))]
        case .text(let get)?: return [.body(text(get, nodes, scope.inside(view)))]
        case .list(let isEmpty, _)? where isInverted:
            return [.flag(isEmpty, isWanted: true, steps(nodes, for: view, in: scope))]
        case .list(_, let resolve)?:
            let body = resolve(&self, nodes, scope.inside(view))
            return [.body { view, output in output.inside(view) { body(view, &$0) } }]
        case nil: return []
        }
    }

    /// What stands inside where a text is not empty; the text is `{{.}}` there.
    private mutating func text<View: TemplateView>(
        _ get: @escaping @Sendable (View, OuterViews) -> String, _ nodes: [TemplateNode], _ scope: TemplateScope
    ) -> TemplateBody<View> {
        let steps = steps(nodes, for: String.self, in: scope)
        return { view, output in
            let text = get(view, output.outer)
            guard !text.isEmpty else { return }
            output.inside(view) { output in for step in steps { step.run(text, &output) } }
        }
    }

    /// The field of the view, else of the nearest view around that has one of this name; nil after an error.
    private mutating func tag<View: TemplateView>(
        _ name: String, _ location: SourceLocation, _ view: View.Type, _ scope: TemplateScope
    ) -> Tag<View>? {
        let fields = View.fields
        if let field = fields[name] {
            views[ObjectIdentifier(view)]?.used.insert(name)
            return switch field.kind {
            case .text(let get): .text { view, _ in get(view) }
            case .flag(let get): .flag { view, _ in get(view) }
            case .list(let list): .list(isEmpty: { view, _ in list.isEmpty(view) }, resolve: list.resolve)
            }
        }
        if let (owner, field) = scope.field(name) {
            views[owner]?.used.insert(name)
            return switch field {
            case .text(let get): .text { _, outer in get(outer) }
            case .flag(let get): .flag { _, outer in get(outer) }
            case .list(let isEmpty, let resolve):
                .list(isEmpty: { _, outer in isEmpty(outer) }) { resolver, nodes, scope in
                    let body = resolve(&resolver, nodes, scope)
                    return { _, output in body(&output) }
                }
            }
        }
        let names = fields.all.map(\.name)
        let all = names.isEmpty || names == ["."] ? scope.names : names
        diagnostics.error(
            .unknownField, "`\(name)` is not a field of \(TemplateFields<View>.viewName)", at: location,
            hint: Suggestion.hint(for: name, among: names + scope.names)
                ?? "\(TemplateFields<View>.viewName) has: \(all.joined(separator: ", "))")
        return nil
    }
}

extension TemplateNode {
    fileprivate var location: SourceLocation? {
        switch self {
        case .text: nil
        case .value(_, let location), .section(_, let location, _, _), .partial(_, let location, _): location
        }
    }
}
