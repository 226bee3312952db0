package import PacelineDiagnostics

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

    /// How many nodes the document has as written, keys included and aliases not expanded.
    package var nodeCount: Int { records.count }

    /// Reads a YAML 1.2 or JSON document. Returns nil where the bytes are no YAML, after saying where and why.
    package static func read(_ source: Source, diagnostics: inout DiagnosticSink) -> YAMLTree? {
        diagnostics.register(source)
        return source.bytes.withUnsafeBufferPointer { bytes in
            let start = SourceLocation(path: source.path, line: 1, column: 1)
            if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) {
                diagnostics.error("encoding", "the document is UTF-16", at: start, hint: "save it as UTF-8")
                return nil
            }
            guard bytes.count < Int(Int32.max) else {
                diagnostics.error("too-large", "the document is larger than 2 GB", at: start)
                return nil
            }
            let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
            let content = UnsafeBufferPointer(rebasing: bytes[(hasMark ? 3 : 0)...])
            var builder = TreeBuilder(path: source.path, byteCount: content.count)
            let tree = builder.build(from: content)
            for diagnostic in builder.diagnostics { diagnostics.add(diagnostic) }
            return tree
        }
    }

    /// One node.
    struct Record {
        enum Shape: UInt8 { case plain, quoted, sequence, mapping, alias }

        /// An explicit tag of the core schema, `none` where the node has none.
        enum Tag: UInt8 { case none, string, integer, number, boolean, null }

        var shape: Shape
        var tag: Tag = .none
        /// Of a key: the entry does not count (overwritten by a later one, a merge key, not a scalar).
        var isSkipped = false
        /// Of a mapping: a merge key was left out.
        var hasMergeKey = false
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
