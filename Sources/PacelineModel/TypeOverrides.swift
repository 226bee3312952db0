/// A Swift type of the user's own that stands for a schema or a format of the document. It has no declaration.
package struct ExternalType: Hashable, Sendable {
    package var id: TypeID
    /// The type as Swift code writes it, `Money` or `MoneyKit.Money`.
    package var swift: String
    /// The module to be imported; nil for one that needs no import.
    package var module: String?

    package init(id: TypeID, swift: String, module: String?) {
        self.id = id
        self.swift = swift
        self.module = module
    }
}

/// What structs and choices conform to where the configuration asks for it; enumerations always conform to both.
package enum Conformance: String, CaseIterable, Hashable, Sendable {
    case equatable = "Equatable"
    /// Hashable, and so Equatable.
    case hashable = "Hashable"
}

extension TypeID {
    /// Whether a configuration means this type by a word: its name, or the same with dots for the spaces of a name that
    /// was made of several (`Pet.status` for the type of that property).
    package func isCalled(_ word: String) -> Bool { name == word || name == dotless(word) }

    private func dotless(_ word: String) -> String { String(word.map { $0 == "." ? " " : $0 }) }
}
