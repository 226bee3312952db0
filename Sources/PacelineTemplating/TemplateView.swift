/// A value that templates print: its fields, by the names of tags.
package protocol TemplateView: Sendable {
    static var fields: Fields { get }
}

extension TemplateView {
    package typealias Fields = TemplateFields<Self>
}

/// The fields of a view, in their order. A list: names are looked up once, when a template is loaded.
package struct TemplateFields<View: TemplateView>: ExpressibleByDictionaryLiteral, Sendable {
    /// The view's name as messages and the documentation have it: `RecordView.Property`.
    let viewName: String
    package let all: [(name: String, field: TemplateField<View>)]

    package init(dictionaryLiteral elements: (String, TemplateField<View>)...) {
        viewName = String(reflecting: View.self).split(separator: ".").dropFirst().joined(separator: ".")
        all = elements.map { (name: $0.0, field: $0.1) }
    }

    subscript(name: String) -> TemplateField<View>? { all.first { $0.name == name }?.field }
}

/// What a tag of a view is: a text to print, something to ask, or a list to go through.
package struct TemplateField<View: TemplateView>: Sendable {
    enum Kind: Sendable {
        /// Printed; as a section, whether it is not empty.
        case text(@Sendable (View) -> String)
        case flag(@Sendable (View) -> Bool)
        case list(TemplateList<View>)
    }

    let kind: Kind
    /// What the field is, for the documentation of views.
    let description: String

    package init(_ get: @escaping @Sendable (View) -> String) { (kind, description) = (.text(get), "text") }

    /// A text that may be absent, which prints as an empty one does.
    package init(_ get: @escaping @Sendable (View) -> String?) {
        (kind, description) = (.text { get($0) ?? "" }, "text, may be absent")
    }

    package init(_ get: @escaping @Sendable (View) -> Bool) { (kind, description) = (.flag(get), "true or false") }

    package init<Element: TemplateView>(_ get: @escaping @Sendable (View) -> [Element]) {
        kind = .list(TemplateList(get))
        description = "list of " + (Element.self == String.self ? "texts" : Element.fields.viewName)
    }
}

/// A text in a list, or that of a section: `{{.}}`.
extension String: TemplateView {
    package static let fields: Fields = [".": .init { $0 }]
}
