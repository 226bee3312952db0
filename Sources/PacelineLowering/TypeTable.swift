import PacelineDocument
import PacelineModel

/// The named types in the order in which they were met, and the names that are taken.
struct TypeTable {
    /// A name and a place among the declarations, taken before it is known what stands there.
    struct Claim {
        let id: TypeID
        fileprivate let place: Int
    }

    private var places: [TypeDeclaration?] = []
    private var placeByID: [TypeID: Int] = [:]
    private var taken: Set<String> = []
    private var replaced: Set<TypeID> = []
    private var references: [Schema: TypeReference] = [:]
    private var inProgress: [Schema: TypeID] = [:]
    /// The types that something referred to while they were being decided.
    private var usedInProgress: Set<TypeID> = []

    var declarations: [TypeDeclaration] { places.compactMap { $0 } }

    /// Takes a name and a place for a type; a number follows the name when it is taken already.
    mutating func claim(_ name: String) -> Claim {
        var candidate = name
        var number = 2
        while !taken.insert(candidate).inserted {
            candidate = "\(name) \(number)"
            number += 1
        }
        let id = TypeID(candidate)
        placeByID[id] = places.count
        places.append(nil)
        return Claim(id: id, place: places.count - 1)
    }

    /// Gives a name back: the type turned out to be another.
    mutating func release(_ claim: Claim) { taken.remove(claim.id.name) }

    mutating func fill(_ claim: Claim, with declaration: TypeDeclaration) { places[claim.place] = declaration }

    /// What a name stands for, as far as it is known.
    func declaration(of id: TypeID) -> TypeDeclaration? { placeByID[id].flatMap { places[$0] } }

    /// Notes that variants send types of their own in place of this one.
    mutating func noteReplaced(_ id: TypeID) { replaced.insert(id) }

    /// Leaves out the types that only replaced ones led to: nothing sends or receives them.
    mutating func dropReplaced(keeping used: [TypeReference]) {
        let kept = reachable(from: used)
        let dropped = reachable(from: replaced.map(TypeReference.named)).subtracting(kept)
        for id in dropped { if let place = placeByID[id] { places[place] = nil } }
    }

    /// Leaves out the types to which nothing that is used leads.
    mutating func dropUnused(keeping used: [TypeReference]) {
        let kept = reachable(from: used)
        for (id, place) in placeByID where !kept.contains(id) { places[place] = nil }
    }

    private func reachable(from references: [TypeReference]) -> Set<TypeID> {
        var pending = references
        var reached: Set<TypeID> = []
        while let reference = pending.popLast() {
            guard let id = reference.name, reached.insert(id).inserted else { continue }
            pending += declaration(of: id)?.references ?? []
        }
        return reached
    }

    /// The type that a schema was lowered to, or is being lowered to.
    mutating func known(_ schema: Schema) -> TypeReference? {
        if let reference = references[schema] { return reference }
        guard let id = inProgress[schema] else { return nil }
        usedInProgress.insert(id)
        return .named(id)
    }

    /// Notes that `schema` is being lowered to a type of that name, for the schemas that lead back to it.
    mutating func begin(_ schema: Schema, as id: TypeID) { inProgress[schema] = id }

    /// Whether something has referred to the type since it was begun.
    func isUsed(_ id: TypeID) -> Bool { usedInProgress.contains(id) }

    /// Takes back `begin` for a schema that stands for less than the type that it was begun with.
    mutating func forget(_ schema: Schema) { inProgress[schema] = nil }

    mutating func end(_ schema: Schema, as reference: TypeReference) {
        inProgress[schema] = nil
        references[schema] = reference
    }
}
