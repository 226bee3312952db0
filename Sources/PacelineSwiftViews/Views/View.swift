package import Mustache

/// A dumb value that a template prints: strings, booleans and lists of other views, all decided.
///
/// A view answers the template by name from ``fields`` and knows no other name, so that a lint can hold every tag of a
/// template against the view that it prints.
package protocol View: MustacheParent, Sendable {
    /// What templates can print, by tag.
    static var fields: Fields { get }
}

extension [String] {
    /// One text of these lines, indented by `depth` spaces: what a template prints at once costs a tenth of what it
    /// prints line by line.
    func lines(depth: Int) -> String {
        let indent = String(repeating: " ", count: depth)
        return map { indent + $0 }.joined(separator: "\n")
    }
}

extension View {
    /// The parts of the view by tag.
    package typealias Fields = [String: any PartialKeyPath<Self> & Sendable]

    package func child(named name: String) -> Any? {
        guard let field = Self.fields[name] else { return nil }
        let value = self[keyPath: field]
        return (value as? String).map(Printed.init) ?? value
    }
}

/// A text as Mustache prints it soonest: anything else it first takes for what can be a template or an optional.
private struct Printed: MustacheCustomRenderable {
    let renderText: String
    var isNull: Bool { false }
}
