import PacelineModel

/// The leaves that a record may flatten to by value. The cost of compiling a struct follows its leaves, not its source
/// lines, and rises steeply past this number.
private let maximumLeaves = 64

extension Lowering {
    /// Boxes the properties that close a cycle of records, and the largest ones of a record that would hold too many
    /// leaves by value.
    func cutCyclesAndLargeRecords(in declarations: inout [TypeDeclaration]) {
        var records: [TypeID: (place: Int, record: Record)] = [:]
        for (place, declaration) in declarations.enumerated() {
            if case .record(let record) = declaration { records[record.id] = (place, record) }
        }
        var boxing = Boxing(records: records.mapValues(\.record))
        for declaration in declarations { boxing.visit(declaration.id) }
        for (id, (place, _)) in records {
            if let record = boxing.records[id] { declarations[place] = .record(record) }
        }
    }
}

/// A walk over the records that hold each other by value, without recursion: how far it leads is the document's to say.
private struct Boxing {
    var records: [TypeID: Record]
    /// The leaves of a record by value, after its properties have been boxed where needed.
    private var leaves: [TypeID: Int] = [:]
    /// The records from the outermost one to the one that is being looked at.
    private var path: [Step] = []
    /// Their places.
    private var places: [TypeID: Int] = [:]

    /// A record on the path.
    private struct Step {
        var record: Record
        /// The place of the last record, up to this one, to which a property led that may be absent.
        var lastOptional: Int
        /// The leaves of the properties that have been looked at.
        var sizes: [Int] = []
    }

    init(records: [TypeID: Record]) { self.records = records }

    mutating func visit(_ id: TypeID) {
        enter(id, isRequired: false)
        while let top = path.indices.last {
            let index = path[top].sizes.count
            guard index < path[top].record.properties.count else {
                leave()
                continue
            }
            let property = path[top].record.properties[index]
            let inner = property.type.byValueName
            let isRequired = property.isRequired && !property.type.isNullable
            if let inner, let start = places[inner] {
                path[top].record.properties[index].isBoxed = true
                // No value could ever end a cycle of required properties, so that one of them has to give way.
                if isRequired, path[top].lastOptional <= start {
                    path[top].record.properties[index].isRequired = false
                }
                path[top].sizes.append(1)
            } else if let inner, leaves[inner] == nil, records[inner] != nil {
                enter(inner, isRequired: isRequired)
            } else {
                // A choice and an enumeration are one leaf.
                path[top].sizes.append(inner.flatMap { leaves[$0] } ?? 1)
            }
        }
    }

    private mutating func enter(_ id: TypeID, isRequired: Bool) {
        guard leaves[id] == nil, let record = records[id] else { return }
        let last = path.last?.lastOptional ?? 0
        places[id] = path.count
        path.append(Step(record: record, lastOptional: isRequired ? last : path.count))
    }

    /// Boxes the largest properties of the record at the end of the path until it is small enough.
    private mutating func leave() {
        guard var step = path.popLast() else { return }
        var sum = step.sizes.reduce(0, +)
        let largest = step.sizes.indices.sorted { (step.sizes[$1], $0) < (step.sizes[$0], $1) }
        for index in largest where sum > maximumLeaves && step.sizes[index] > 1 {
            step.record.properties[index].isBoxed = true
            sum -= step.sizes[index] - 1
        }
        places[step.record.id] = nil
        records[step.record.id] = step.record
        leaves[step.record.id] = max(1, sum)
        if let holder = path.indices.last { path[holder].sizes.append(max(1, sum)) }
    }
}

extension TypeReference {
    /// The named type that a value of this type holds in itself, nil when there is none or it stands behind a
    /// reference.
    fileprivate var byValueName: TypeID? {
        switch self {
        case .named(let id): id
        case .nullable(let inner): inner.byValueName
        default: nil
        }
    }
}
