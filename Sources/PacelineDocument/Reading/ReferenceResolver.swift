internal import PacelineYAML

/// Follows references inside a document.
struct ReferenceResolver {
    let root: Node

    /// How following a reference ended.
    enum Outcome {
        /// At an object that is no reference.
        case found(Node)
        /// The text is no path into this document: another file, a URL or an anchor.
        case elsewhere
        /// There is nothing at the path.
        case missing(Reference)
        /// The references lead in a circle.
        case circle
    }

    /// The node at the end of a chain of references; nil when there is none.
    func target(of reference: Reference) -> Node? {
        if case .found(let node) = follow(reference) { node } else { nil }
    }

    func follow(_ reference: Reference) -> Outcome {
        var reference = reference
        var visited: Set<Node> = []
        while true {
            guard visited.insert(reference.node).inserted else { return .circle }
            guard let pointer = reference.pointer else { return .elsewhere }
            guard let node = root.resolve(pointer) else { return .missing(reference) }
            guard node["$ref"]?.string != nil else { return .found(node) }
            reference = Reference(node: node)
        }
    }
}
