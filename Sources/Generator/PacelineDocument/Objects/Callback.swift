package import PacelineYAML

/// The Callback Object: requests that the server makes in return, by the expression of their URL.
package struct Callback: SpecObject {
    package let node: Node

    package init(node: Node) { self.node = node }

    package static let section: String? = "callbacks"

    /// Every member's name is an expression, so that none is fixed; callbacks are documentation and not checked.
    package static let shape = ObjectShape("a callback", [])

    /// The requests: the expression of the URL, and the operation in the callback's own words.
    package var operations: [(expression: String, operation: Operation)] {
        node.entries.filter { !$0.key.hasPrefix("x-") && $0.value.isMapping }.flatMap { entry in
            let item = PathItem(node: entry.value, template: entry.key, location: entry.keyNode.location)
            return item.operations.map { (entry.key, $0) }
        }
    }
}
