import PacelineDiagnostics
import PacelineDocument
import PacelineModel
import PacelineYAML

/// What is known about names in `required` that no property has, until all schemas have been seen: a base may require
/// what those that join it declare.
struct Undeclared {
    /// The schemas with such names.
    private var candidates: [(schema: Schema, names: Set<String>, declared: [String])] = []
    /// Schemas that are joined, and the properties that they have together.
    private var joined: [(schemas: Set<Schema>, properties: [String])] = []

    /// Notes a record of some schemas: the properties that it has, and, where it is of one schema with all that this
    /// joins, the names that each of them requires besides.
    mutating func note(_ all: MergedSchema, _ schema: Schema?, properties: [String]) {
        if schema != nil, !all.required.isSubset(of: properties) {
            for part in all.seen {
                let names = Set(part.required).subtracting(properties)
                if !names.isEmpty { candidates.append((part, names, properties)) }
            }
        }
        if all.seen.count > 1 { joined.append((all.seen, properties)) }
    }

    /// The schemas with names that nobody declares, in the order in which they were noted.
    var found: [(schema: Schema, names: Set<String>, declared: [String])] {
        var names = Dictionary(candidates.map { ($0.schema, $0.names) }, uniquingKeysWith: { $0.intersection($1) })
        for (schemas, properties) in joined {
            for schema in schemas { names[schema]?.subtract(properties) }
        }
        var seen: Set<Schema> = []
        return candidates.filter { seen.insert($0.schema).inserted }
            .map { ($0.schema, names[$0.schema] ?? [], $0.declared) }
    }
}

extension TypeLowering {
    /// Reports names in `required` that no property has, neither of the schema nor of one that joins it.
    mutating func reportUndeclared() {
        for (schema, names, declared) in undeclared.found {
            guard !names.isEmpty, let list = schema.node["required"] else { continue }
            for node in list.elements {
                guard let name = node.text, names.contains(name) else { continue }
                diagnostics.untidy(
                    .requiredUndeclared, "`\(name)` is required, and no property is called that", at: node.location,
                    hint: diagnostics.suggestion(for: name, among: declared) ?? "declare it, or take it off the list")
            }
        }
    }
}
