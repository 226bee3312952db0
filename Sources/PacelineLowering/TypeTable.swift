import PacelineDocument
import PacelineModel

/// The named types in the order in which they were met, and the names that are taken.
struct TypeTable {
    private(set) var declarations: [TypeDeclaration] = []
    private var taken: Set<String> = []
    private var replaced: Set<TypeID> = []
    private var references: [Schema: TypeReference] = [:]
    private var inProgress: [Schema: TypeID] = [:]

    /// Takes a name for a type; a number follows it when it is taken already.
    mutating func claim(_ name: String) -> TypeID {
        var candidate = name
        var number = 2
        while !taken.insert(candidate).inserted {
            candidate = "\(name) \(number)"
            number += 1
        }
        return TypeID(candidate)
    }

    /// Keeps the place of a declaration among the others until it is known.
    mutating func reserve() -> Int {
        declarations.append(.enumeration(Enumeration(id: TypeID(""), values: [])))
        return declarations.count - 1
    }

    /// What a name stands for, as far as it is known.
    func declaration(of id: TypeID) -> TypeDeclaration? { declarations.first { $0.id == id } }

    /// Notes that variants send types of their own in place of this one.
    mutating func noteReplaced(_ id: TypeID) { replaced.insert(id) }

    /// Leaves out the types that only replaced ones led to: nothing sends or receives them.
    mutating func dropReplaced(keeping used: [TypeReference]) {
        let kept = reachable(from: used)
        let dropped = reachable(from: replaced.map(TypeReference.named)).subtracting(kept)
        declarations.removeAll { dropped.contains($0.id) }
    }

    private func reachable(from references: [TypeReference]) -> Set<TypeID> {
        let known = Dictionary(declarations.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var pending = references
        var reached: Set<TypeID> = []
        while let reference = pending.popLast() {
            guard let id = reference.name, reached.insert(id).inserted else { continue }
            pending += known[id]?.references ?? []
        }
        return reached
    }

    mutating func fill(_ place: Int, with declaration: TypeDeclaration) { declarations[place] = declaration }

    func isEnumeration(_ id: TypeID) -> Bool {
        declarations.contains { if case .enumeration(let enumeration) = $0 { enumeration.id == id } else { false } }
    }

    /// The type that a schema was lowered to, or is being lowered to.
    func known(_ schema: Schema) -> TypeReference? {
        references[schema] ?? inProgress[schema].map(TypeReference.named)
    }

    /// Notes that `schema` is being lowered to a type of that name, for the schemas that lead back to it.
    mutating func begin(_ schema: Schema, as id: TypeID) { inProgress[schema] = id }

    mutating func end(_ schema: Schema, as reference: TypeReference) {
        inProgress[schema] = nil
        references[schema] = reference
    }
}
