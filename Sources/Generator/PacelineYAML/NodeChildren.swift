/// The entries of a mapping.
package struct Entries: Sequence, IteratorProtocol, Sendable {
    private let tree: YAMLTree
    private var key: UInt32
    private let end: UInt32

    /// A key with its value.
    package struct Entry: Sendable {
        /// The key with its place.
        package let keyNode: Node
        package let value: Node

        /// The key's text, of whatever type it would be as a value (`200`, `no`).
        package var key: String { keyNode.text ?? "" }
    }

    init(node: Node) {
        tree = node.tree
        key = node.index + 1
        end = node.isMapping ? node.record.end : key
    }

    package mutating func next() -> Entry? {
        while key < end {
            let record = tree.records[Int(key)]
            let (current, value) = (key, record.end)
            key = tree.records[Int(value)].end
            if !record.isSkipped {
                return Entry(keyNode: Node(tree: tree, index: current), value: Node(tree: tree, index: value))
            }
        }
        return nil
    }
}

/// The elements of a sequence.
package struct Elements: Sequence, IteratorProtocol, Sendable {
    private let tree: YAMLTree
    private var index: UInt32
    private let end: UInt32

    init(node: Node) {
        tree = node.tree
        index = node.index + 1
        end = node.isSequence ? node.record.end : index
    }

    package mutating func next() -> Node? {
        guard index < end else { return nil }
        defer { index = tree.records[Int(index)].end }
        return Node(tree: tree, index: index)
    }
}
