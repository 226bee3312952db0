import PacelineDocument
import PacelineYAML

/// The titles of a document's schemas that are names: those that one schema alone has, and none of `components` is
/// called. Equal ones say nothing, and a number would be another's after the next edit: their schemas are named by
/// place.
struct SchemaTitles {
    private var counts: [String: Int] = [:]

    init(_ document: Document) {
        for schema in document.components.schemas { counts[schema.name] = 2 }
        // Without recursion, and each node once: aliases may lead to one from many places.
        var pending = [document.root]
        var seen: Set<Node> = []
        while let node = pending.popLast() {
            guard node.isMapping || node.isSequence, seen.insert(node).inserted else { continue }
            for entry in node.entries {
                if entry.key == "title", let title = entry.value.string { counts[title, default: 0] += 1 }
                pending.append(entry.value)
            }
            pending += node.elements
        }
    }

    /// The schema's title, where it is a name.
    func name(of schema: Schema) -> String? {
        schema.title.flatMap { counts[$0] == 1 ? $0 : nil }
    }
}
