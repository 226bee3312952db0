import PacelineModel

/// What the configuration decides about names. Keys are the document's words, values identifiers of Swift.
package struct NameOverrides: Sendable {
    /// Words that are written in capitals, besides those that always are; in small letters.
    package var acronyms: Set<String> = []
    /// The methods of operations, by their ids.
    package var operations: [String: String] = [:]
    /// Types, by their names in the document.
    package var types: [String: String] = [:]
    /// Properties, cases and parameters: by the type or the operation, then by their own names in the document.
    package var members: [String: [String: String]] = [:]

    /// Whether methods keep the words of their groups.
    package var keepsGroupWords = false

    package init() {}
}

extension NameOverrides {
    /// A name of the document in lower camel case, with the configured acronyms.
    func spelled(_ text: String) -> SwiftName { .member(text, acronyms: acronyms) }

    /// A name of the document in upper camel case, with the configured acronyms.
    func spelledType(_ text: String) -> SwiftName { .type(text, acronyms: acronyms) }

    /// The name that was chosen for a type.
    func type(_ id: TypeID) -> String? {
        types[id.name] ?? types.first { id.isCalled($0.key) }?.value
    }
}

extension APINames {
    /// A name of the document in lower camel case, with the configured acronyms.
    func spelled(_ text: String) -> SwiftName { overrides.spelled(text) }

    /// The name that is wanted for a property, a case or a parameter; `words` are what it is made of where none is
    /// configured.
    package func member(_ key: String, of owner: String, words: String? = nil) -> SwiftName {
        guard !overrides.members.isEmpty else { return spelled(words ?? key) }
        let known = overrides.members[owner] ?? overrides.members.first { TypeID(owner).isCalled($0.key) }?.value
        guard let chosen = known?[key] else { return spelled(words ?? key) }
        return SwiftName(ReservedWords.legalMember(chosen))
    }

    /// The cases of an enumeration, in the order of its values.
    func cases(of enumeration: Enumeration) -> [SwiftName] {
        var scope = NameAssigner(taken: ["rawValue", "allKnown", "none", "some"])
        return enumeration.values.enumerated().map { index, value in
            let words = enumeration.names.indices.contains(index) ? enumeration.names[index] : value
            return scope.assign(member(value, of: enumeration.id.name, words: words))
        }
    }
}
