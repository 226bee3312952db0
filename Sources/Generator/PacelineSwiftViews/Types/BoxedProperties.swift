package import PacelineModel

/// The properties of records that are held behind a reference: those that close a cycle of records, and the largest of
/// a record that would hold too many leaves by value.
package struct BoxedProperties: Sendable {
    /// The leaves that a record may flatten to by value. The cost of compiling a struct follows its leaves, not its
    /// source lines, and rises steeply past this number.
    private static let mostLeaves = 64

    private var indices: [TypeID: Set<Int>] = [:]

    package init(_ declarations: [TypeDeclaration]) {
        let cycles = ValueCycles(declarations)
        for closing in cycles.closings { indices[closing.record, default: []].insert(closing.property) }
        var leaves: [TypeID: Int] = [:]
        for record in cycles.order { leaves[record.id] = box(record, leaves) }
    }

    /// The indices of the properties that a record holds behind references.
    package subscript(_ id: TypeID) -> Set<Int> { indices[id] ?? [] }

    /// Boxes the largest properties of a record until it is small enough; its leaves then.
    private mutating func box(_ record: Record, _ leaves: [TypeID: Int]) -> Int {
        let closing = self[record.id]
        let sizes = record.properties.enumerated().map { index, property in
            // A union and an enumeration are one leaf.
            closing.contains(index) ? 1 : property.type.nameByValue.flatMap { leaves[$0] } ?? 1
        }
        var sum = sizes.reduce(0, +)
        let largest = sizes.indices.sorted { (sizes[$1], $0) < (sizes[$0], $1) }
        for index in largest where sum > Self.mostLeaves && sizes[index] > 1 {
            indices[record.id, default: []].insert(index)
            sum -= sizes[index] - 1
        }
        return max(1, sum)
    }
}
