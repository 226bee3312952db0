/// What a resolved template does, one thing after the other.
enum TemplateStep<View>: Sendable {
    case text([UInt8])
    case value(@Sendable (View, OuterViews) -> String)
    case flag(@Sendable (View, OuterViews) -> Bool, isWanted: Bool, [TemplateStep])
    /// What stands before the first or the last element of a list, or before all others.
    case position(isFirst: Bool, isWanted: Bool, [TemplateStep])
    case body(TemplateBody<View>)
    /// Where a line may be broken.
    case lineBreak

    func run(_ view: View, _ output: inout TemplateOutput) {
        switch self {
        case .text(let bytes): output.append(bytes)
        case .value(let get): output.append(get(view, output.outer))
        case .flag(let get, let isWanted, let steps):
            if get(view, output.outer) == isWanted { for step in steps { step.run(view, &output) } }
        case .position(let isFirst, let isWanted, let steps):
            let isThere = isFirst ? output.position.isFirst : output.position.isLast
            if isThere == isWanted { for step in steps { step.run(view, &output) } }
        case .body(let run): run(view, &output)
        case .lineBreak: output.allowBreak()
        }
    }
}

/// What prints the inside of a section.
typealias TemplateBody<View> = @Sendable (View, inout TemplateOutput) -> Void

/// A template whose tags have been found in a view.
package struct Template<View>: Sendable {
    let steps: [TemplateStep<View>]

    /// The text that the template makes of a view.
    package func render(_ view: View) -> [UInt8] {
        var output = TemplateOutput()
        for step in steps { step.run(view, &output) }
        return LineBreaks.applied(output.breaks, to: output.bytes)
    }
}
