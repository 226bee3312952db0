import PacelineDiagnostics

/// Finds the tags of templates in the views that they print.
///
/// A tag is a field of the view, else of the nearest view around it. Every mistake goes to `diagnostics`; what is wrong is
/// left out.
struct TemplateResolver {
    private(set) var diagnostics: DiagnosticSink
    /// The views that were met, with their fields in order.
    private(set) var views: [String: [TemplateLibrary.Field]] = [:]
    /// The templates that were met.
    private(set) var templates: Set<String> = []
    /// The fields that tags name, by views.
    private(set) var used: [String: Set<String>] = [:]
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
        views[View.viewName] = View.fields.all.map { .init(name: $0.name, kind: $0.field.description) }
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
        ofTemplate name: String, at location: SourceLocation?, indent: Int, for view: View.Type, in scope: TemplateScope
    ) -> [TemplateStep<View>] {
        guard let source = sources[name] else {
            diagnostics.error(
                "unknown-template", "there is no template `\(name)`", at: location,
                hint: Suggestion.hint(for: name, among: sources.keys.sorted()))
            return []
        }
        guard !open.contains(name) else {
            let circle = (open.drop { $0 != name } + [name]).map { "`\($0)`" }.joined(separator: " → ")
            diagnostics.error("circular-template", "this partial is circular: \(circle)", at: location)
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
            "too-many-partials", "with all partials, the templates have more than \(Self.most) parts",
            at: node.location)
    }

    // MARK: - Tags

    private mutating func value<View: TemplateView>(
        _ name: String, _ location: SourceLocation, _ view: View.Type, _ scope: TemplateScope
    ) -> [TemplateStep<View>] {
        if let field = field(name, of: view) {
            switch field.kind {
            case .text(let get): return [.value(get)]
            case .optional(let get): return [.body { view, output in if let text = get(view) { output.append(text) } }]
            case .flag, .list: return reportNoText(name, location)
            }
        }
        guard let field = outerField(name, scope, view, location) else { return [] }
        switch field {
        case .text(let get): return [.body { _, output in output.append(get(output.outer)) }]
        case .optional(let get):
            return [.body { _, output in if let text = get(output.outer) { output.append(text) } }]
        case .flag, .list: return reportNoText(name, location)
        }
    }

    private mutating func reportNoText<View>(_ name: String, _ location: SourceLocation) -> [TemplateStep<View>] {
        diagnostics.error(
            "template-field", "`\(name)` is not a text", at: location, hint: "it can be a section: `{{#\(name)}}`")
        return []
    }

    private mutating func section<View: TemplateView>(
        _ name: String, _ location: SourceLocation, _ isInverted: Bool, _ nodes: [TemplateNode], _ view: View.Type,
        _ scope: TemplateScope
    ) -> [TemplateStep<View>] {
        if name == "first()" || name == "last()" {
            let steps = steps(nodes, for: view, in: scope)
            return [.position(isFirst: name == "first()", isWanted: !isInverted, steps)]
        }
        if let field = field(name, of: view) {
            switch field.kind {
            case .flag(let get): return [.flag(get, isWanted: !isInverted, steps(nodes, for: view, in: scope))]
            case .text(let get):
                guard isInverted else { return text({ view, _ in get(view) }, nodes, view, scope) }
                return [.flag({ get($0).isEmpty }, isWanted: true, steps(nodes, for: view, in: scope))]
            case .optional(let get):
                guard isInverted else { return text({ view, _ in get(view) ?? "" }, nodes, view, scope) }
                return [.flag({ get($0)?.isEmpty ?? true }, isWanted: true, steps(nodes, for: view, in: scope))]
            case .list(let list):
                guard isInverted else {
                    let body = list.resolve(&self, nodes, scope.inside(view))
                    return [.body { view, output in output.inside(view) { body(view, &$0) } }]
                }
                return [.flag(list.isEmpty, isWanted: true, steps(nodes, for: view, in: scope))]
            }
        }
        guard let field = outerField(name, scope, view, location) else { return [] }
        switch field {
        case .flag(let get): return outer({ get($0) != isInverted }, nodes, view, scope)
        case .text(let get):
            guard isInverted else { return text({ _, outer in get(outer) }, nodes, view, scope) }
            return outer({ get($0).isEmpty }, nodes, view, scope)
        case .optional(let get):
            guard isInverted else { return text({ _, outer in get(outer) ?? "" }, nodes, view, scope) }
            return outer({ get($0)?.isEmpty ?? true }, nodes, view, scope)
        case .list(let isEmpty, let resolve):
            guard isInverted else {
                let body = resolve(&self, nodes, scope.inside(view))
                return [.body { view, output in output.inside(view) { body(&$0) } }]
            }
            return outer(isEmpty, nodes, view, scope)
        }
    }

    /// What stands inside where an outer field says so.
    private mutating func outer<View: TemplateView>(
        _ isWanted: @escaping @Sendable (OuterViews) -> Bool, _ nodes: [TemplateNode], _ view: View.Type,
        _ scope: TemplateScope
    ) -> [TemplateStep<View>] {
        let steps = steps(nodes, for: view, in: scope)
        return [
            .body { view, output in if isWanted(output.outer) { for step in steps { step.run(view, &output) } } }
        ]
    }

    /// What stands inside where a text is not empty; the text is `{{.}}` there.
    private mutating func text<View: TemplateView>(
        _ get: @escaping @Sendable (View, OuterViews) -> String, _ nodes: [TemplateNode], _ view: View.Type,
        _ scope: TemplateScope
    ) -> [TemplateStep<View>] {
        let steps = steps(nodes, for: String.self, in: scope.inside(view))
        return [
            .body { view, output in
                let text = get(view, output.outer)
                guard !text.isEmpty else { return }
                output.inside(view) { output in for step in steps { step.run(text, &output) } }
            }
        ]
    }

    // MARK: - Fields

    private mutating func field<View: TemplateView>(_ name: String, of view: View.Type) -> TemplateField<View>? {
        guard let field = View.fields[name] else { return nil }
        used[View.viewName, default: []].insert(name)
        return field
    }

    private mutating func outerField<View: TemplateView>(
        _ name: String, _ scope: TemplateScope, _ view: View.Type, _ location: SourceLocation
    ) -> TemplateScope.Field? {
        if let (owner, field) = scope.field(name) {
            used[owner, default: []].insert(name)
            return field
        }
        let names = View.fields.all.map(\.name)
        let all = names.isEmpty || names == ["."] ? scope.names : names
        diagnostics.error(
            "unknown-field", "`\(name)` is not a field of \(View.viewName)", at: location,
            hint: Suggestion.hint(for: name, among: names + scope.names)
                ?? "\(View.viewName) has: \(all.joined(separator: ", "))")
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
