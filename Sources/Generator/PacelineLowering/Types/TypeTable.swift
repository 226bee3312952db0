import PacelineDocument
import PacelineModel

/// The named types in the order in which they were met, and the names that are taken.
struct TypeTable {
    /// A name and a place among the declarations, taken before it is known what stands there.
    struct Reservation {
        let id: TypeID
        fileprivate let place: Int
    }

    private var places: [TypeDeclaration?] = []
    private var placeByID: [TypeID: Int] = [:]
    private var taken: Set<String> = []
    private var replaced: Set<TypeID> = []
    /// The types that are no longer those of their schemas.
    private var forgotten: Set<TypeID> = []
    /// The types of schemas, and of several that hold together.
    private var references: [[Schema]: TypeReference] = [:]
    /// The schemas in `references`, in the order in which their types were decided.
    private var order: [[Schema]] = []
    private var inProgress: [Schema: TypeReference] = [:]
    private var aside: Set<Schema> = []
    private var openings: [[Schema]: Opening] = [:]
    private var standIns = 0
    /// The types that something referred to while they were being decided.
    private var usedInProgress: Set<TypeID> = []

    var declarations: [TypeDeclaration] { places.compactMap { $0 } }

    /// The names of `components` whose schemas have not been asked for yet: no other type may take them.
    private var reserved: Set<String>

    init(reserving names: Set<String>) { reserved = names }

    /// The schema of `components` of that name is being decided: its type may take the name.
    mutating func allow(_ name: String) { reserved.remove(name) }

    /// Takes a name and a place for a type; a number follows the name when it is taken already.
    mutating func reserve(_ name: String) -> Reservation {
        var candidate = name
        var number = 2
        while reserved.contains(candidate) || !taken.insert(candidate).inserted {
            candidate = "\(name) \(number)"
            number += 1
        }
        let id = TypeID(candidate)
        placeByID[id] = places.count
        places.append(nil)
        return Reservation(id: id, place: places.count - 1)
    }

    /// Gives a name back: the type turned out to be another.
    mutating func release(_ reservation: Reservation) { taken.remove(reservation.id.name) }

    mutating func define(_ reservation: Reservation, with declaration: TypeDeclaration) {
        places[reservation.place] = declaration
    }

    /// Declares a type that has been declared before as another one, for whoever has it already.
    mutating func redefine(_ id: TypeID, as declaration: TypeDeclaration) {
        if let place = placeByID[id] { places[place] = declaration }
    }

    /// Has the schema of a type that was redefined lowered anew where it is met again.
    mutating func forget(_ id: TypeID) { forgotten.insert(id) }

    /// What a name stands for, as far as it is known.
    func declaration(of id: TypeID) -> TypeDeclaration? { placeByID[id].flatMap { places[$0] } }

    /// Notes that variants send types of their own in place of this one.
    mutating func noteReplaced(_ id: TypeID) { replaced.insert(id) }

    /// Leaves out the types that only replaced ones led to: nothing sends or receives them.
    mutating func dropReplaced(keeping used: Set<TypeID>) {
        guard !replaced.isEmpty else { return }
        let dropped = TypeGraph(declarations).reachable(from: replaced.map(TypeReference.named)).subtracting(used)
        for id in dropped { if let place = placeByID[id] { places[place] = nil } }
    }

    /// Leaves out the types that nothing uses.
    mutating func keep(only used: Set<TypeID>) {
        for (id, place) in placeByID where !used.contains(id) { places[place] = nil }
    }

    /// The type that a schema was lowered to, or is being lowered to; likewise of several together.
    mutating func known(_ schemas: [Schema]) -> TypeReference? {
        if let reference = references[schemas], !isForgotten(reference) { return reference }
        if schemas.count == 1, let reference = inProgress[schemas[0]] {
            if let id = reference.name { usedInProgress.insert(id) }
            return reference
        }
        guard let opening = openings[schemas] else { return nil }
        openings[schemas]?.isUsed = true
        return .named(opening.standIn)
    }

    private func isForgotten(_ reference: TypeReference) -> Bool {
        guard !forgotten.isEmpty, case .named(let id) = reference.nonNull else { return false }
        return forgotten.contains(id)
    }

    /// Notes that it is being decided what type a schema is. Until ``end(_:as:named:)`` a stand-in is what is known of
    /// it. Several schemas are those that hold together.
    mutating func open(_ schemas: [Schema]) {
        standIns += 1
        openings[schemas] = Opening(
            standIn: TypeID("\u{0}\(standIns)"), firstPlace: places.count, firstSchema: order.count)
    }

    /// Notes that `schema` is being lowered to a type of that name, for the schemas that lead back to it.
    mutating func begin(_ schema: Schema, as id: TypeID, isNullable: Bool) {
        if aside.contains(schema) { return }
        inProgress[schema] = isNullable ? .nullable(.named(id)) : .named(id)
    }

    /// Whether something has referred to the type since it was begun.
    func isUsed(_ id: TypeID) -> Bool { usedInProgress.contains(id) }

    /// Notes that what is begun in the name of the schema is of it and others together; false when that is known.
    mutating func setAside(_ schema: Schema) -> Bool { aside.insert(schema).inserted }

    /// Takes back `setAside`.
    mutating func takeBack(_ schema: Schema) { aside.remove(schema) }

    /// Notes what type a schema is, also where it was met while that was being decided. An array or a map of nothing
    /// but itself gets the name: it is a union with one alternative. nil for a schema that holds nothing but itself.
    mutating func end(_ schemas: [Schema], as reference: TypeReference, named name: String) -> TypeReference? {
        if schemas.count == 1 { inProgress[schemas[0]] = nil }
        var reference = reference
        var isEndless = false
        if let opening = openings.removeValue(forKey: schemas), opening.isUsed {
            isEndless = reference.nonNull == .named(opening.standIn)
            if isEndless { reference = .json }
            if reference.name == opening.standIn {
                reference = enclose(reference, around: opening.standIn, named: name)
            }
            for place in opening.firstPlace..<places.count {
                places[place]?.replace(opening.standIn, by: reference)
            }
            for key in order[opening.firstSchema...] { references[key]?.replace(opening.standIn, by: reference) }
        }
        references[schemas] = reference
        order.append(schemas)
        return isEndless ? nil : reference
    }

    /// Declares a type for a value that holds itself and has no name on the way.
    private mutating func enclose(
        _ reference: TypeReference, around standIn: TypeID, named name: String
    ) -> TypeReference {
        let reservation = reserve(name)
        let own = reference.isNullable ? TypeReference.named(reservation.id).orNull : .named(reservation.id)
        var content = reference.nonNull
        content.replace(standIn, by: own)
        let isArray = if case .array = content { true } else { false }
        define(
            reservation,
            with: .union(
                Union(id: reservation.id, alternatives: [.init(name: isArray ? "array" : "object", type: content)])))
        return own
    }
}

/// A schema of which it is being decided what type it is.
private struct Opening {
    let standIn: TypeID
    /// The first place and the first schema that may mention the stand-in.
    let firstPlace: Int
    let firstSchema: Int
    var isUsed = false
}

extension TypeReference {
    fileprivate mutating func replace(_ id: TypeID, by reference: TypeReference) {
        switch self {
        case .named(id): self = reference
        case .array(var element):
            element.replace(id, by: reference)
            self = .array(element)
        case .map(var value):
            value.replace(id, by: reference)
            self = .map(value)
        case .nullable(var inner):
            inner.replace(id, by: reference)
            self = inner.orNull
        default: break
        }
    }
}

extension TypeDeclaration {
    fileprivate mutating func replace(_ id: TypeID, by reference: TypeReference) {
        switch self {
        case .record(var record):
            for index in record.properties.indices { record.properties[index].type.replace(id, by: reference) }
            record.additional?.replace(id, by: reference)
            self = .record(record)
        case .union(var union):
            for index in union.alternatives.indices { union.alternatives[index].type.replace(id, by: reference) }
            self = .union(union)
        case .enumeration: break
        }
    }
}
