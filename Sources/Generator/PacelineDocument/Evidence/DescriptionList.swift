internal import PacelineYAML

/// The descriptions of a document in which limits are looked for, each once: those of the API, of tags, paths,
/// operations, responses, their header fields, and credentials. Those of schemas are about data.
struct DescriptionList {
    struct Description {
        let node: Node
        let text: String
        var scope: LimitScope
        let isAboutLimits: Bool
        let scheme: String?
    }

    private(set) var descriptions: [Description] = []
    private var places: [Node: Int] = [:]

    init(_ document: Document, _ responses: ResponsesByOperation) {
        for member in ["summary", "description"] { add(document.info.node[member], .all) }
        for server in document.servers { add(server.node["description"], .all) }
        addTags(document)
        for (number, operation) in document.operations.enumerated() {
            let own = operation.variant?.value.node
            for member in ["summary", "description"] {
                add(operation.pathItem.node[member], .some([number]))
                add(own?[member] ?? operation.node[member], .some([number]))
            }
        }
        for use in responses.uses {
            let scope: LimitScope =
                use.operations.count == document.operations.count ? .all : .some(use.operations)
            add(use.response.node["description"], scope, isAboutLimits: use.isRefusal)
            for item in use.headers {
                guard let header = responses.header(item) else { continue }
                add(header.node["description"], scope, isAboutLimits: QuotaFieldName(item.name) != nil)
            }
        }
        for scheme in document.components.securitySchemes {
            let node = document.resolve(scheme.value)?.node["description"]
            add(node, .all, scheme: scheme.name)
        }
    }

    private mutating func addTags(_ document: Document) {
        var operations: [String: [Int]] = [:]
        for (number, operation) in document.operations.enumerated() {
            for tag in Set(operation.tags) { operations[tag, default: []].append(number) }
        }
        for tag in document.tags {
            // A tag that no operation has is a chapter of the documentation.
            add(tag.node["description"], operations[tag.name].map(LimitScope.some) ?? .all)
        }
    }

    private mutating func add(
        _ node: Node?, _ scope: LimitScope, isAboutLimits: Bool = false, scheme: String? = nil
    ) {
        guard let node, let text = node.scalarText else { return }
        if let place = places[node] {
            descriptions[place].scope.add(scope)
        } else {
            places[node] = descriptions.count
            descriptions.append(
                Description(node: node, text: text, scope: scope, isAboutLimits: isAboutLimits, scheme: scheme))
        }
    }
}
