/// A type that the API's user brings: it stands for a schema or a format of the document, and nothing declares it.
package struct ExternalType: Hashable, Sendable {
    /// What it stands for.
    package enum Origin: Hashable, Sendable {
        /// The schema of that name in `components`.
        case schema(String)
        /// All values of that `format`.
        case format(String)
    }

    package var id: TypeID
    package var origin: Origin

    package init(id: TypeID, origin: Origin) {
        self.id = id
        self.origin = origin
    }
}

extension TypeID {
    /// Whether a configuration means this type by a word: its name, or the same with dots for the spaces of a name that
    /// was made of several (`Pet.status` for the type of that property).
    package func isCalled(_ word: String) -> Bool { name == word || name == dotless(word) }

    /// The word by which a configuration means this type.
    package var word: String { String(name.map { $0 == " " ? "." : $0 }) }

    private func dotless(_ word: String) -> String { String(word.map { $0 == "." ? " " : $0 }) }
}
