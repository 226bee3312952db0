/// A value that templates print: its fields, by the names of tags.
package protocol TemplateView: Sendable {
    static var fields: Fields { get }
}

extension TemplateView {
    package typealias Fields = TemplateFields<Self>
}

/// The fields of a view, in their order. A list: names are looked up once, when a template is loaded.
///
/// Unlike views, what is generic here asks nothing of its parameter: each type that does makes the language's runtime
/// search all conformances of the program, which came to a twentieth of the time of a small document.
package struct TemplateFields<View>: ExpressibleByDictionaryLiteral, Sendable {
    package let all: [(name: String, field: TemplateField<View>)]

    package init(dictionaryLiteral elements: (String, TemplateField<View>)...) {
        all = elements.map { (name: $0.0, field: $0.1) }
    }

    /// The view's name as messages and the documentation have it: `RecordView.Property`. It costs more than all else
    /// here, and few ask for it.
    static var viewName: String {
        String(reflecting: View.self).split(separator: ".").dropFirst().joined(separator: ".")
    }

    subscript(name: String) -> TemplateField<View>? { all.first { $0.name == name }?.field }
}

/// What a tag of a view is: a text to print, something to ask, or a list to go through.
package struct TemplateField<View>: Sendable {
    enum Kind: Sendable {
        /// Printed; as a section, whether it is not empty.
        case text(@Sendable (View) -> String)
        case flag(@Sendable (View) -> Bool)
        case list(TemplateList<View>)
    }

    let kind: Kind
    private let describe: @Sendable () -> String

    /// What the field is, for the documentation of views.
    var description: String { describe() }

    package init(_ get: @escaping @Sendable (View) -> String) { (kind, describe) = (.text(get), { "text" }) }

    /// A text that may be absent, which prints as an empty one does.
    package init(_ get: @escaping @Sendable (View) -> String?) {
        (kind, describe) = (.text { get($0) ?? "" }, { "text, may be absent" })
    }

    package init(_ get: @escaping @Sendable (View) -> Bool) { (kind, describe) = (.flag(get), { "true or false" }) }

    package init<Element: TemplateView>(_ get: @escaping @Sendable (View) -> [Element]) {
        kind = .list(TemplateList(get))
        describe = { "list of " + (Element.self == String.self ? "strings" : TemplateFields<Element>.viewName) }
    }

    /// A view that may be absent, which is gone into as a list of one is.
    package init<Element: TemplateView>(_ get: @escaping @Sendable (View) -> Element?) {
        kind = .list(TemplateList { get($0).map { [$0] } ?? [] })
        describe = { TemplateFields<Element>.viewName + ", may be absent" }
    }
}

/// A text in a list, or that of a section: `{{.}}`.
extension String: TemplateView {
    package static let fields: Fields = [".": .init { $0 }]
}
