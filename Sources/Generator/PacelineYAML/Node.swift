package import PacelineDiagnostics

/// A handle to a node of a tree: cheap to make, to copy and to throw away.
///
/// Aliases are followed; a node that is reached by an alias has the place of what the alias stands for. Nodes are equal
/// when they are the same place.
package struct Node: Sendable {
    package enum Kind: Hashable, Sendable { case null, boolean, integer, number, string, sequence, mapping }

    let tree: YAMLTree
    let index: UInt32

    init(tree: YAMLTree, index: UInt32) {
        self.tree = tree
        let record = tree.records[Int(index)]
        self.index = record.shape == .alias ? record.value : index
    }

    var record: YAMLTree.Record { tree.records[Int(index)] }

    /// Where the node begins.
    package var location: SourceLocation {
        SourceLocation(path: tree.path, line: Int(record.line), column: Int(record.column))
    }

    /// The path of the source in which the node stands, as the user gave it.
    package var path: String { tree.path }

    /// The node that the source consists of.
    package var root: Node { tree.root }

    /// Whether another node stands inside this one, as written.
    package func contains(_ other: Node) -> Bool {
        tree === other.tree && index < other.index && other.index < record.end
    }

    package var kind: Kind {
        switch record.shape {
        case .mapping: .mapping
        case .sequence: .sequence
        case .plain, .quoted, .alias:
            switch scalar {
            case .null: .null
            case .boolean: .boolean
            case .integer: .integer
            case .number: .number
            case .string, nil: .string
            }
        }
    }

    package var isMapping: Bool { record.shape == .mapping }
    package var isSequence: Bool { record.shape == .sequence }
    package var isNull: Bool { scalar == .null }

    /// The content of a scalar of any type, as written; nil for sequences and mappings.
    package var text: String? {
        switch record.shape {
        case .plain, .quoted: tree.texts[record.value]
        case .sequence, .mapping, .alias: nil
        }
    }

    /// What a scalar means; nil for sequences and mappings.
    package var scalar: ScalarMeaning? {
        let record = record
        switch (record.shape, record.tag) {
        case (.plain, .none), (.plain, .integer), (.plain, .boolean), (.plain, .null), (.quoted, .integer),
            (.quoted, .boolean), (.quoted, .null):
            return tree.texts.withBytes(of: record.value) { ScalarMeaning(plain: $0) }
        case (.plain, .number), (.quoted, .number):
            let meaning = tree.texts.withBytes(of: record.value) { ScalarMeaning(plain: $0) }
            return meaning.number.map { .number($0) } ?? meaning
        case (.quoted, .none), (.quoted, .string), (.plain, .string): return .string(tree.texts[record.value])
        case (.sequence, _), (.mapping, _), (.alias, _): return nil
        }
    }

    /// The value of a string; nil for every other type.
    package var string: String? {
        if record.shape == .quoted, record.tag == .none { return tree.texts[record.value] }
        if case .string(let value) = scalar { return value }
        return nil
    }

    package var boolean: Bool? { if case .boolean(let value) = scalar { value } else { nil } }

    /// The value of an integer that fits 64 bits, also when written as a float without a fraction (`1.0`).
    package var integer: Int64? {
        switch scalar {
        case .integer(let value): value
        case .number(let value): Int64(exactly: value)
        default: nil
        }
    }

    /// The value of a number of either type.
    package var double: Double? { scalar?.number }

    /// How many entries or elements there are; 0 for scalars.
    package var count: Int {
        switch record.shape {
        case .sequence, .mapping: Int(record.value)
        case .plain, .quoted, .alias: 0
        }
    }

    /// The entries of a mapping, in document order, each key once; none for other nodes.
    package var entries: Entries { Entries(node: self) }

    /// The elements of a sequence, in document order; none for other nodes.
    package var elements: Elements { Elements(node: self) }

    /// The value of a key; nil when this is no mapping or has no such key.
    package subscript(key: String) -> Node? {
        guard record.shape == .mapping, let text = tree.texts.number(of: key) else { return nil }
        return tree.value(ofKey: text, inMappingAt: index).map { Node(tree: tree, index: $0) }
    }

    /// Whether a mapping has one of some keys.
    package func hasKey(in set: KeySet) -> Bool {
        guard record.shape == .mapping else { return false }
        return tree.hasKey(in: set, inMappingAt: index)
    }

    /// The node at the end of a path from this one; nil when there is none.
    package func resolve(_ pointer: JSONPointer) -> Node? {
        var node = self
        for token in pointer.tokens {
            guard let next = node.isSequence ? node.element(token) : node[token] else { return nil }
            node = next
        }
        return node
    }

    /// The node at the end of a pointer in its fragment form (`#/a/b`); nil where there is none, and for the rare
    /// pointer with escapes or into a sequence. Documents hold thousands of pointers, of which none needs to be taken
    /// apart.
    package func resolve(plainFragment text: String) -> Node? {
        var text = text
        return text.withUTF8 { bytes in
            guard bytes.starts(with: "#/".utf8) else { return nil }
            var place = index
            var start = 2
            while start <= bytes.count {
                let end = bytes[start...].firstIndex(of: UInt8(ascii: "/")) ?? bytes.count
                let token = UnsafeBufferPointer(rebasing: bytes[start..<end])
                guard !token.contains(UInt8(ascii: "%")), !token.contains(UInt8(ascii: "~")),
                    tree.records[Int(place)].shape == .mapping, let key = tree.texts.number(of: token),
                    let value = tree.value(ofKey: key, inMappingAt: place)
                else { return nil }
                place = Node(tree: tree, index: value).index
                start = end + 1
            }
            return Node(tree: tree, index: place)
        }
    }

    /// The element that a reference token names: digits without leading zeros (RFC 6901, section 4).
    private func element(_ token: String) -> Node? {
        guard token == "0" || !token.hasPrefix("0"), token.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let position = Int(token), position < count
        else { return nil }
        return elements.dropFirst(position).first { _ in true }
    }
}

extension Node: Hashable {
    package static func == (left: Node, right: Node) -> Bool { left.index == right.index && left.tree === right.tree }

    package func hash(into hasher: inout Hasher) { hasher.combine(index) }
}
