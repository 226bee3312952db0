extension Node {
    /// The path from this node to another inside it; nil for one that stands elsewhere.
    ///
    /// What an alias stands for is found where it is written.
    ///
    /// - Complexity: O(n) in the entries beside the path.
    package func pointer(to other: Node) -> JSONPointer? {
        var tokens: [String] = []
        var node = self
        while node != other {
            let isOnTheWay = { (child: Node) in child == other || child.contains(other) }
            if let entry = node.entries.first(where: { isOnTheWay($0.value) }) {
                tokens.append(entry.key)
                node = entry.value
            } else if let element = node.elements.enumerated().first(where: { isOnTheWay($0.element) }) {
                tokens.append("\(element.offset)")
                node = element.element
            } else {
                return nil
            }
        }
        return JSONPointer(tokens: tokens)
    }
}
