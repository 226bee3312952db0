/// A value that templates print: its fields, by the names of tags.
package protocol TemplateView: Sendable {
    static var fields: Fields { get }
}

extension TemplateView {
    package typealias Fields = TemplateFields<Self>

    /// The view's name as messages and the documentation have it: `RecordView.Property`.
    static var viewName: String {
        String(reflecting: Self.self).split(separator: ".").dropFirst().joined(separator: ".")
    }
}

/// The fields of a view, in their order. A list: names are looked up once, when a template is loaded.
package struct TemplateFields<View: TemplateView>: ExpressibleByDictionaryLiteral, Sendable {
    package let all: [(name: String, field: TemplateField<View>)]

    package init(dictionaryLiteral elements: (String, TemplateField<View>)...) {
        all = elements.map { (name: $0.0, field: $0.1) }
    }

    subscript(name: String) -> TemplateField<View>? { all.first { $0.name == name }?.field }
}

/// What a tag of a view is: a text to print, something to ask, or a list to go through.
package struct TemplateField<View: TemplateView>: Sendable {
    enum Kind: Sendable {
        /// Printed; as a section, whether it is not empty.
        case text(@Sendable (View) -> String)
        /// Printed where it is there; as a section, whether it is.
        case optional(@Sendable (View) -> String?)
        case flag(@Sendable (View) -> Bool)
        case list(TemplateList<View>)
    }

    let kind: Kind

    /// What the field is, for the documentation of views.
    var description: String {
        switch kind {
        case .text: "text"
        case .optional: "text, may be absent"
        case .flag: "true or false"
        case .list(let list): "list of \(list.element)"
        }
    }

    package init(_ get: @escaping @Sendable (View) -> String) { kind = .text(get) }
    package init(_ get: @escaping @Sendable (View) -> String?) { kind = .optional(get) }
    package init(_ get: @escaping @Sendable (View) -> Bool) { kind = .flag(get) }
    package init<Element: TemplateView>(_ get: @escaping @Sendable (View) -> [Element]) { kind = .list(.init(get)) }
}

/// A text in a list, or that of a section: `{{.}}`.
extension String: TemplateView {
    package static var fields: Fields { [".": .init { $0 }] }
}
