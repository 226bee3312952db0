import PacelineDocument
import PacelineModel

/// The named types in the order in which they were met, and the names that are taken.
struct TypeTable {
    private(set) var declarations: [TypeDeclaration] = []
    private var taken: Set<String> = []
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
