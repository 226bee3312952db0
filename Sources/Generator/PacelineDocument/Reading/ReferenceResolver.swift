internal import PacelineDiagnostics
internal import PacelineYAML

/// Follows references inside a document and into the files that have been read.
struct ReferenceResolver {
    let trees: SourceTrees

    /// How many references may follow one another: people write two or three.
    static let longestChain = 256

    /// How following a reference ended.
    enum Outcome {
        /// At an object that is no reference.
        case found(Node)
        /// The reference leads to what is no file.
        case elsewhere(Reference)
        /// The reference leads into a file that has not been read, or cannot be.
        case unread(Reference, path: String)
        /// There is nothing where the reference leads.
        case missing(Reference)
        /// The references lead in a circle.
        case circle
        /// There are more references in a row than are followed.
        case endless
    }

    /// The node at the end of a chain of references; nil when there is none.
    func target(of reference: Reference) -> Node? {
        if case .found(let node) = follow(reference) { node } else { nil }
    }

    func follow(_ reference: Reference) -> Outcome {
        var reference = reference
        var seen: Set<Node> = []
        for _ in 0..<Self.longestChain {
            switch step(reference.target, from: reference.node) {
            case .elsewhere: return .elsewhere(reference)
            case .unread(let path): return .unread(reference, path: path)
            case .node(nil): return .missing(reference)
            case .node(let node?):
                guard node["$ref"]?.string != nil else { return .found(node) }
                guard seen.insert(node).inserted else { return .circle }
                reference = Reference(node: node)
            }
        }
        return .endless
    }

    /// Where a single step leads.
    enum Step {
        /// A node, or nothing in a source that there is.
        case node(Node?)
        case elsewhere
        case unread(path: String)
    }

    /// Follows one reference; what it leads to may be a reference again.
    func step(_ target: Reference.Target, from node: Node) -> Step {
        // An empty reference is a slip; the whole source is `#`.
        if target.file.isEmpty, target.fragment.isEmpty { return .node(nil) }
        if target.file.isEmpty { return .node(self.node(at: target, in: node.root, from: node)) }
        if let resource = trees.node(identifiedBy: target.file, from: node) {
            return .node(self.node(at: target, in: resource, from: resource))
        }
        guard !target.isURL else { return .elsewhere }
        let path = SourcePath.resolve(target.file, from: SourcePath.folder(of: node.path))
        guard let root = trees.tree(at: path)?.root else { return .unread(path: path) }
        return .node(self.node(at: target, in: root, from: root))
    }

    /// What a fragment means: a JSON pointer, told from the source's root or from the schema around that has a base URI
    /// of its own, or the name of an `$anchor`.
    private func node(at target: Reference.Target, in base: Node, from node: Node) -> Node? {
        if let found = base.resolve(plainFragment: target.fragment) { return found }
        guard let pointer = target.pointer else { return trees.node(named: target.anchor, besides: base) }
        return base.resolve(pointer) ?? trees.resource(around: node)?.resolve(pointer)
    }
}
