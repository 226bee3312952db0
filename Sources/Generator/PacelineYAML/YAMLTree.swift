/// A document as a tree of nodes, each with its place.
///
/// The nodes are small records in one array, in document order: a collection's record is followed by those of its
/// children, and `end` leads past them. `Node` is the handle to one of them.
package final class YAMLTree: Sendable {
    /// The path of the source, as the user gave it.
    package let path: String
    let records: [Record]
    let texts: TextTable
    /// For mappings too long to search: mapping and key (as one number) to the value's index.
    let longMappings: [UInt64: UInt32]

    init(path: String, records: [Record], texts: TextTable, longMappings: [UInt64: UInt32]) {
        self.path = path
        self.records = records
        self.texts = texts
        self.longMappings = longMappings
    }

    /// The node that the document consists of.
    package var root: Node { Node(tree: self, index: 0) }

    /// The index of a key's value; nil where the mapping has no such key.
    func value(ofKey text: UInt32, inMappingAt index: UInt32) -> UInt32? {
        let mapping = records[Int(index)]
        if Int(mapping.value) > Self.longMapping {
            return longMappings[Self.longMappingKey(mapping: index, text: text)]
        }
        var key = index + 1
        while key < mapping.end {
            let record = records[Int(key)]
            if self.text(of: record) == text, !record.isSkipped { return record.end }
            key = records[Int(record.end)].end
        }
        return nil
    }

    /// Whether a mapping has one of some keys: one pass over the keys, whatever the number of those that are asked for.
    func hasKey(in set: KeySet, inMappingAt index: UInt32) -> Bool {
        let end = records[Int(index)].end
        var key = index + 1
        while key < end {
            let record = records[Int(key)]
            if !record.isSkipped, texts.withBytes(of: text(of: record), set.contains) { return true }
            key = records[Int(record.end)].end
        }
        return false
    }

    /// The number of a key's text, which may stand where an alias leads.
    private func text(of key: Record) -> UInt32 {
        key.shape == .alias ? records[Int(key.value)].value : key.value
    }

    /// The mappings that have the given key, in document order. O(n) in the number of nodes.
    package func mappings(withKey key: String) -> [Node] {
        guard let text = texts.number(of: key) else { return [] }
        return records.indices.compactMap { index in
            guard records[index].shape == .mapping, value(ofKey: text, inMappingAt: UInt32(index)) != nil else {
                return nil
            }
            return Node(tree: self, index: UInt32(index))
        }
    }

    /// How many nodes the document has as written, keys included and aliases not expanded.
    package var nodeCount: Int { records.count }

    /// One node.
    struct Record {
        enum Shape: UInt8 { case plain, quoted, sequence, mapping, alias }

        /// An explicit tag of the core schema, `none` where the node has none.
        enum Tag: UInt8 { case none, string, integer, number, boolean, null }

        var shape: Shape
        var tag: Tag = .none
        /// Of a key: the entry does not count (overwritten by a later one, a merge key, not a scalar).
        var isSkipped = false
        var line: UInt32
        var column: UInt32
        /// Of a scalar the number of its text, of a collection how many entries or elements count, of an alias the
        /// index of its target.
        var value: UInt32
        /// The index after the node and all that belongs to it.
        var end: UInt32
    }

    /// From how many entries on a mapping is looked up in `longMappings`.
    static let longMapping = 16

    static func longMappingKey(mapping: UInt32, text: UInt32) -> UInt64 { UInt64(mapping) << 32 | UInt64(text) }
}
