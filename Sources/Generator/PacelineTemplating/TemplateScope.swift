/// Where the views around the present one are, outermost first. Each is kept by whoever prints it.
typealias OuterViews = [UnsafeRawPointer]

/// The views around one that is being resolved, and how their fields are reached from inside.
struct TemplateScope: Sendable {
    /// A field of an outer view, as seen from inside a section.
    enum Field: Sendable {
        case text(@Sendable (OuterViews) -> String)
        case flag(@Sendable (OuterViews) -> Bool)
        case list(isEmpty: @Sendable (OuterViews) -> Bool, resolve: Resolve)
    }

    /// Resolves the inside of a section of an outer view's list.
    typealias Resolve =
        @Sendable (inout TemplateResolver, [TemplateNode], TemplateScope) -> @Sendable (inout TemplateOutput) -> Void

    private struct Level: Sendable {
        let view: ObjectIdentifier
        let names: @Sendable () -> [String]
        let field: @Sendable (String) -> Field?
    }

    private var levels: [Level] = []

    /// The scope inside a section of a view.
    func inside<View: TemplateView>(_ view: View.Type) -> TemplateScope {
        let level = levels.count
        @Sendable func outer(_ views: OuterViews) -> View {
            // What is printed at this level is of the type for which the tag was found.
            views[level].assumingMemoryBound(to: View.self).pointee
        }
        var scope = self
        scope.levels.append(
            Level(view: ObjectIdentifier(view), names: { View.fields.all.map(\.name) }) { name in
                switch View.fields[name]?.kind {
                case .text(let get)?: .text { get(outer($0)) }
                case .flag(let get)?: .flag { get(outer($0)) }
                case .list(let list)?:
                    .list(isEmpty: { list.isEmpty(outer($0)) }) { resolver, nodes, scope in
                        let body = list.resolve(&resolver, nodes, scope)
                        return { body(outer($0.outer), &$0) }
                    }
                case nil: nil
                }
            })
        return scope
    }

    /// The field of the nearest view around that has one of this name, with that view.
    func field(_ name: String) -> (view: ObjectIdentifier, field: Field)? {
        guard name != "." else { return nil }
        for level in levels.reversed() {
            if let field = level.field(name) { return (level.view, field) }
        }
        return nil
    }

    /// The names of all fields around, the nearest first.
    var names: [String] { levels.reversed().flatMap { $0.names() } }
}
