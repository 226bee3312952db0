/// The records that hold each other by value: an array, a map or a union between them ends the way.
///
/// Found by a walk without recursion, in the order of the declarations and of their properties: how far records lead is
/// the document's to say.
package struct ValueCycles: Sendable {
    /// A property that leads back to a record which holds it.
    package struct Closing: Hashable, Sendable {
        package var record: TypeID
        /// The property's index.
        package var property: Int
        /// Whether every property on the way round is required and not null, so that no value could ever end.
        package var isEndless: Bool
    }

    /// The properties that close cycles: without them, there are none.
    package private(set) var closings: [Closing] = []
    /// The records in an order in which each comes after those that it holds by properties that close no cycle.
    package private(set) var order: [Record] = []

    /// The records from the outermost one to the one that is being looked at.
    private var path: [Step] = []
    /// Their indices in the path.
    private var depths: [TypeID: Int] = [:]
    private var visited: Set<TypeID> = []

    private struct Step {
        var record: Record
        /// The index of the last record on the path, up to this one, to which a property led that may be absent.
        var lastOptional: Int
        /// The property that is looked at next.
        var next = 0
    }

    package init(_ declarations: [TypeDeclaration]) {
        var records: [TypeID: Record] = [:]
        for case .record(let record) in declarations { records[record.id] = record }
        for case .record(let record) in declarations {
            enter(record, isRequired: false)
            while let top = path.indices.last { step(from: top, records) }
        }
    }

    private mutating func step(from top: Int, _ records: [TypeID: Record]) {
        let record = path[top].record
        guard path[top].next < record.properties.count else {
            path.removeLast()
            depths[record.id] = nil
            order.append(record)
            return
        }
        let index = path[top].next
        path[top].next += 1
        let property = record.properties[index]
        guard let inner = property.type.nameByValue else { return }
        let isRequired = property.isRequired && !property.type.isNullable
        if let start = depths[inner] {
            let isEndless = isRequired && path[top].lastOptional <= start
            closings.append(Closing(record: record.id, property: index, isEndless: isEndless))
        } else if let inner = records[inner] {
            enter(inner, isRequired: isRequired)
        }
    }

    private mutating func enter(_ record: Record, isRequired: Bool) {
        guard visited.insert(record.id).inserted else { return }
        let last = path.last?.lastOptional ?? 0
        depths[record.id] = path.count
        path.append(Step(record: record, lastOptional: isRequired ? last : path.count))
    }
}

extension TypeReference {
    /// The named type that a value of this type holds in itself; nil where there is none, or it is held by reference.
    package var nameByValue: TypeID? {
        switch self {
        case .named(let id): id
        case .nullable(let inner): inner.nameByValue
        default: nil
        }
    }
}
