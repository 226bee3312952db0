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

/// A walk over the records that hold each other by value.
private struct Boxing {
    var records: [TypeID: Record]
    private var leaves: [TypeID: Int] = [:]
    /// The records from the outermost one to the one that is being looked at, each with whether the property that led
    /// there must be present.
    private var path: [(id: TypeID, isRequired: Bool)] = []

    init(records: [TypeID: Record]) { self.records = records }

    mutating func visit(_ id: TypeID) {
        path = [(id, false)]
        _ = leaves(of: id)
    }

    /// The leaves of a named type by value, after its properties have been boxed where needed. A choice and an
    /// enumeration are one.
    mutating func leaves(of id: TypeID) -> Int {
        if let known = leaves[id] { return known }
        guard var record = records[id] else { return 1 }
        var sizes: [Int] = []
        for index in record.properties.indices {
            guard let inner = record.properties[index].type.byValueName else {
                sizes.append(1)
                continue
            }
            let isRequired = record.properties[index].isRequired && !record.properties[index].type.isNullable
            if let start = path.firstIndex(where: { $0.id == inner }) {
                record.properties[index].isBoxed = true
                // No value could ever end a cycle of required properties, so that one of them has to give way.
                if isRequired, path[(start + 1)...].allSatisfy(\.isRequired) {
                    record.properties[index].isRequired = false
                }
                sizes.append(1)
            } else {
                path.append((inner, isRequired))
                sizes.append(leaves(of: inner))
                path.removeLast()
            }
        }
        while sizes.reduce(0, +) > maximumLeaves, let largest = sizes.indices.max(by: { sizes[$0] < sizes[$1] }),
            sizes[largest] > 1
        {
            record.properties[largest].isBoxed = true
            sizes[largest] = 1
        }
        records[id] = record
        leaves[id] = max(1, sizes.reduce(0, +))
        return leaves[id] ?? 1
    }
}

extension TypeReference {
    /// The named type that a value of this type holds in itself, nil when there is none or it stands behind a reference.
    fileprivate var byValueName: TypeID? {
        switch self {
        case .named(let id): id
        case .nullable(let inner): inner.byValueName
        default: nil
        }
    }
}
