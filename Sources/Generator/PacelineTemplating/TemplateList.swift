/// A list of views, whose type is known only here.
struct TemplateList<View>: Sendable {
    let isEmpty: @Sendable (View) -> Bool
    /// Resolves the inside of a section for an element.
    let resolve: @Sendable (inout TemplateResolver, [TemplateNode], TemplateScope) -> TemplateBody<View>

    init<Element: TemplateView>(_ get: @escaping @Sendable (View) -> [Element]) {
        isEmpty = { get($0).isEmpty }
        resolve = { resolver, nodes, scope in
            let steps = resolver.steps(nodes, for: Element.self, in: scope)
            return { view, output in
                let elements = get(view)
                let position = output.position
                var index = 0
                while index < elements.count {
                    // Copied once for all steps.
                    let element = elements[index]
                    output.position = (index == 0, index == elements.count - 1)
                    for step in steps { step.run(element, &output) }
                    index += 1
                }
                output.position = position
            }
        }
    }
}
