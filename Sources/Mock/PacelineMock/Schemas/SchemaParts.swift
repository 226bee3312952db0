import PacelineDocument

extension Document {
    /// The schemas that all apply to one value because a schema says so: itself, what it refers to and what it joins by
    /// `allOf`, each once.
    func parts(of schema: Schema) -> [Schema] { parts(of: [schema]) }

    /// The schemas that all apply to a value to which the given ones apply.
    func parts(of schemas: [Schema]) -> [Schema] {
        var parts: [Schema] = []
        var seen: Set<Schema> = []
        var waiting = Array(schemas.reversed())
        while let schema = waiting.popLast() {
            guard seen.insert(schema).inserted else { continue }
            let target = schema.reference.flatMap { self.schema(at: $0) }
            // OpenAPI 3.0: what stands beside `$ref` has no effect.
            if version == .v30, let target {
                waiting.append(target)
                continue
            }
            parts.append(schema)
            waiting += schema.allOf.reversed()
            if let target { waiting.append(target) }
        }
        return parts
    }
}

extension [Schema] {
    /// The types that all schemas allow, `null` among them; nil when none of them speaks of types.
    var commonTypes: [String]? {
        var common: [String]?
        for schema in self where !schema.types.isEmpty {
            var types = schema.types
            if schema.isNullable, !types.contains("null") { types.append("null") }
            // Whole numbers are numbers.
            if types.contains("number"), !types.contains("integer") { types.append("integer") }
            common = common.map { $0.filter(types.contains) } ?? types
        }
        return common
    }

    /// The first value that one of the schemas has.
    func first<Value>(_ value: (Schema) -> Value?) -> Value? { lazy.compactMap(value).first }
}
