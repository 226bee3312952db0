package import Mustache

/// A dumb value that a template prints: strings, booleans and lists of other views, all decided.
///
/// A view answers the template by name from ``fields`` and knows no other name, so that a lint can hold every tag of a
/// template against the view that it prints.
package protocol View: MustacheParent, Sendable {
    /// What templates can print, by tag.
    static var fields: Fields { get }
}

extension View {
    /// The parts of the view by tag.
    package typealias Fields = [String: any PartialKeyPath<Self> & Sendable]

    package func child(named name: String) -> Any? {
        guard let field = Self.fields[name] else { return nil }
        return self[keyPath: field]
    }
}
