import PacelineDocument
import PacelineYAML

/// What a schema says in all: its own keywords, those of what it refers to, and those of what it joins (`allOf`).
struct MergedSchema {
    /// The schemas of which each says something about the shape of values, each once, the schema's own part last.
    var parts: [Schema] = []
    /// Those that hold only under a condition: their properties may be there.
    var conditional: [Schema] = []
    /// Whether some part takes null. JSON Schema would have all of them take it; documents mean the outermost.
    var isNullable = false
    /// The properties that some part requires.
    var required: Set<String> = []
    /// Whether there are more schemas than are looked at; the rest is missing then.
    private(set) var isCut = false
    /// The schemas of which all this is, besides those under a condition.
    private(set) var seen: Set<Schema> = []
    private(set) var seenUnderCondition: Set<Schema> = []

    /// How many schemas may be joined to one, by whatever way: people join a handful.
    static let mostSchemas = 1000
    /// How many may be joined in all, counted for each schema that joins them: each has the properties of all. Large
    /// documents come to some thousands.
    static let mostInAll = 1_000_000

    /// Notes that a schema is looked at; false when it has been, or is one too many.
    fileprivate mutating func note(_ schema: Schema, isSure: Bool, atMost most: Int) -> Bool {
        guard seen.count + seenUnderCondition.count < most else {
            isCut = true
            return false
        }
        return isSure ? seen.insert(schema).inserted : seenUnderCondition.insert(schema).inserted
    }

    /// The only value, where there is but one and it is a scalar.
    var onlyValue: Node? {
        guard let values, values.count == 1, let value = values.first, !value.isMapping, !value.isSequence else {
            return nil
        }
        return value
    }

    /// The values that are allowed, without null and repeats; nil where the schema names none.
    var values: [Node]? {
        let lists = parts.compactMap { part in part.constant.map { [$0] } ?? part.enumeration }
        guard let first = lists.first else { return nil }
        var seen: Set<Value> = []
        let all = first.filter { !$0.isNull && seen.insert(Value($0)).inserted }
        // Each list narrows the one before, unless nothing would be left.
        return lists.dropFirst().reduce(all) { values, list in
            let allowed = Set(list.map(Value.init))
            let narrowed = values.filter { allowed.contains(Value($0)) }
            return narrowed.isEmpty ? values : narrowed
        }
    }

    /// What makes two values of an enumeration the same.
    private struct Value: Hashable {
        let kind: Node.Kind
        let text: String?

        init(_ node: Node) { (kind, text) = (node.kind, node.text) }
    }

    /// The JSON Schema types that the values can have, without null; nil where nothing says so, empty where the parts
    /// contradict each other.
    var kinds: [String]? {
        let lists = parts.map(\.types).filter { !$0.isEmpty }.map { $0.filter { $0 != "null" } }
        guard let first = lists.first else { return impliedKinds }
        return lists.dropFirst().reduce(first) { kinds, list in
            kinds.compactMap { kind in
                if list.contains(kind) { return kind }
                if kind == "number" && list.contains("integer") { return "integer" }
                return kind == "integer" && list.contains("number") ? "integer" : nil
            }
        }
    }

    /// What the other keywords imply where there is no `type`.
    private var impliedKinds: [String]? {
        if let values {
            var kinds: [String] = []
            for kind in values.map(\.schemaType) where !kinds.contains(kind) { kinds.append(kind) }
            return kinds.contains("number") ? kinds.filter { $0 != "integer" } : kinds
        }
        for (kind, keywords) in Schema.implications where parts.contains(where: { $0.says(anyOf: keywords) }) {
            return [kind]
        }
        return nil
    }

    /// The first response of the parts, the outermost part first.
    func first<Value>(_ response: (Schema) -> Value?) -> Value? { parts.reversed().lazy.compactMap(response).first }
}

/// What has been gathered of single schemas.
final class MergedSchemas {
    fileprivate var known: [Schema: MergedSchema] = [:]
    /// How many schemas they have joined to themselves.
    fileprivate(set) var joined = 0
}

extension TypeLowering {
    /// Gathers all that the schemas say together. What one says alone is asked for again and again, and kept.
    func merged(of schemas: [Schema]) -> MergedSchema {
        guard schemas.count == 1, let schema = schemas.first else { return gathered(schemas) }
        if let known = mergedSchemas.known[schema] { return known }
        let result = gathered(schemas)
        mergedSchemas.known[schema] = result
        mergedSchemas.joined += result.seen.count + result.seenUnderCondition.count - 1
        return result
    }

    private func gathered(_ schemas: [Schema]) -> MergedSchema {
        var result = MergedSchema()
        for schema in schemas { gather(schema, into: &result) }
        guard result.parts.count > 1 else { return result }
        // A part that says no more than `type` adds nothing beside others of that type.
        let informative = result.parts.filter { !$0.saysOnlyItsType }
        if !informative.isEmpty, informative.count < result.parts.count {
            var rest = result
            rest.parts = informative
            let stated = Set(result.parts.flatMap(\.types)).subtracting(["null"])
            if rest.kinds.map({ stated.isSubset(of: $0) }) ?? false { result.parts = informative }
        }
        return result
    }

    /// Follows references and joins from a schema: first what it refers to, then what it joins, then itself. Without
    /// recursion, since how far they lead is the document's to say.
    private func gather(_ schema: Schema, into result: inout MergedSchema) {
        let most = mergedSchemas.joined < MergedSchema.mostInAll ? MergedSchema.mostSchemas : 1
        var steps: [Step] = [.enter(schema, isSure: true)]
        while let step = steps.popLast() {
            switch step {
            case .leave(let schema, let isSure):
                if !schema.hasShape { break }
                if isSure { result.parts.append(schema) } else { result.conditional.append(schema) }
            case .enter(let schema, let isSure):
                guard result.note(schema, isSure: isSure, atMost: most) else { continue }
                if isSure, schema.isNullable { result.isNullable = true }
                guard schema.says(anyOf: Schema.joiningKeywords) else {
                    if isSure { result.required.formUnion(schema.required) }
                    steps.append(.leave(schema, isSure: isSure))
                    continue
                }
                let target = schema.reference.flatMap { document.schema(at: $0) }.map { Step.enter($0, isSure: isSure) }
                // OpenAPI 3.0: what stands beside `$ref` is ignored. `nullable` is meant where it is written.
                if schema.reference != nil, document.version == .v30 {
                    steps += [target].compactMap { $0 }
                    continue
                }
                if isSure { result.required.formUnion(schema.required) }
                let conditions = [schema.thenSchema, schema.elseSchema] + schema.dependentSchemas.map(\.value)
                steps += conditions.reversed().compactMap { $0.map { .enter($0, isSure: false) } }
                steps.append(.leave(schema, isSure: isSure))
                steps += schema.allOf.reversed().map { .enter($0, isSure: isSure) }
                steps += [target].compactMap { $0 }
            }
        }
    }

    /// A step of ``gather(_:into:)``. What is not sure holds only under a condition.
    private enum Step {
        case enter(Schema, isSure: Bool)
        case leave(Schema, isSure: Bool)
    }
}

extension Schema {
    /// The keywords that imply a type where none is given, the most informative first.
    fileprivate static let implications: [(String, KeySet)] = implyingKeywords.map { ($0, KeySet($1)) }

    private static let implyingKeywords = [
        ("object", ["properties", "additionalProperties", "patternProperties", "unevaluatedProperties"]),
        ("array", ["items", "prefixItems", "unevaluatedItems"]),
        ("number", ["minimum", "maximum", "multipleOf"]), ("string", ["pattern", "minLength", "maxLength", "format"]),
    ]

    private static let furtherKeywords = KeySet(["enum", "const", "oneOf", "anyOf"] + implyingKeywords.flatMap(\.1))

    /// The keywords that lead to other schemas of the same value.
    fileprivate static let joiningKeywords = KeySet(["$ref", "allOf", "then", "else", "dependentSchemas"])

    /// The keywords that say what members an object has.
    static let memberKeywords = KeySet([
        "properties", "patternProperties", "additionalProperties", "unevaluatedProperties",
    ])

    /// Whether the schema's own keywords say something about the shape of values.
    var hasShape: Bool { says("type") || says(anyOf: Self.furtherKeywords) }

    var saysOnlyItsType: Bool { !types.isEmpty && !says(anyOf: Self.furtherKeywords) }

    func says(_ keyword: String) -> Bool { node[keyword] != nil }

    func says(anyOf keywords: KeySet) -> Bool { node.hasKey(in: keywords) }

    /// Whether null is the only value.
    var isOnlyNull: Bool {
        if types == ["null"] { return true }
        if let constant { return constant.isNull }
        return enumeration.map { !$0.isEmpty && $0.allSatisfy(\.isNull) } ?? false
    }
}

extension Node {
    /// The JSON Schema type of the value.
    var schemaType: String {
        switch kind {
        case .null: "null"
        case .boolean: "boolean"
        case .integer: "integer"
        case .number: "number"
        case .string: "string"
        case .sequence: "array"
        case .mapping: "object"
        }
    }
}
