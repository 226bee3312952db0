/// The named types of an API, and which of them are made of which.
package struct TypeGraph: Sendable {
    private let declarations: [TypeID: TypeDeclaration]

    package init(_ declarations: some Sequence<TypeDeclaration>) {
        self.declarations = Dictionary(declarations.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    package subscript(_ id: TypeID) -> TypeDeclaration? { declarations[id] }

    /// The types to which some references lead, by whatever way. O(n) in the types that are reached.
    package func reachable(from references: some Sequence<TypeReference>) -> Set<TypeID> {
        var pending = references.compactMap(\.name)
        var reached: Set<TypeID> = []
        while let id = pending.popLast() {
            guard reached.insert(id).inserted else { continue }
            pending += declarations[id]?.references.compactMap(\.name) ?? []
        }
        return reached
    }
}
