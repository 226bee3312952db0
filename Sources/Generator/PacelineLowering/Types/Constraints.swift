import PacelineDocument
import PacelineModel
import PacelineYAML

extension TypeLowering {
    /// What the schemas together ask of a value beyond its type, each thing once.
    func constraints(of schemas: [Schema]) -> [Constraint] {
        var constraints: [Constraint] = []
        for constraint in schemas.flatMap({ self.constraints(of: $0) }) where !constraints.contains(constraint) {
            constraints.append(constraint)
        }
        return constraints
    }

    /// What an object has to be beyond the types of its properties.
    func objectConstraints(of all: MergedSchema) -> [Constraint] {
        var constraints: [Constraint] = []
        for part in all.parts {
            if part.minProperties != nil || part.maxProperties != nil {
                constraints.append(.propertyCount(part.minProperties, part.maxProperties))
            }
            if let names = part.propertyNames?.pattern { constraints.append(.propertyNames(names)) }
            constraints += part.patternProperties.map { .patternProperties($0.name) }
        }
        let conditions = ["not", "if", "dependentRequired", "dependentSchemas"].filter { keyword in
            all.parts.contains { $0.says(keyword) }
        }
        let alternatives = ["oneOf", "anyOf"].filter { keyword in
            all.parts.contains { part in
                (keyword == "oneOf" ? part.oneOf : part.anyOf).contains { !$0.required.isEmpty }
            }
        }
        let keywords = conditions + alternatives
        return keywords.isEmpty ? constraints : constraints + [.conditions(keywords)]
    }

    /// The keywords that constrain values: most schemas have none of them.
    private static let constraintKeywords = KeySet([
        "const", "enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength",
        "minItems", "maxItems", "contains", "uniqueItems", "pattern", "multipleOf", "default", "format",
    ])

    /// What the schema asks of a value beyond its type.
    func constraints(of schema: Schema) -> [Constraint] {
        guard schema.says(anyOf: Self.constraintKeywords) else { return [] }
        var constraints: [Constraint] = []
        if let value = schema.constant ?? (schema.enumeration?.count == 1 ? schema.enumeration?.first : nil),
            let text = value.scalarJSON
        {
            constraints.append(.constant(text))
        }
        if schema.minimum != nil || schema.maximum != nil {
            constraints.append(
                .range(
                    schema.minimum.map { .init($0.value, isExclusive: $0.isExclusive) },
                    schema.maximum.map { .init($0.value, isExclusive: $0.isExclusive) }))
        }
        if schema.minLength != nil || schema.maxLength != nil {
            constraints.append(.length(schema.minLength, schema.maxLength))
        }
        if schema.minItems != nil || schema.maxItems != nil {
            constraints.append(.itemCount(schema.minItems, schema.maxItems))
        }
        if schema.contains != nil { constraints.append(.contains) }
        if schema.uniqueItems, schema.types.isEmpty || schema.types.contains("array") {
            constraints.append(.uniqueItems)
        }
        if let pattern = schema.pattern { constraints.append(.pattern(pattern)) }
        if let multiple = schema.multipleOf { constraints.append(.multipleOf(multiple)) }
        if let value = schema.defaultValue?.text { constraints.append(.defaultValue(value)) }
        if let format = schema.format, !Self.typedFormats.contains(format) { constraints.append(.format(format)) }
        return constraints
    }

    /// The formats that the type itself expresses.
    private static let typedFormats: Set<String> = [
        "date-time", "date", "int32", "int64", "uint64", "float", "double", "byte",
    ]
}
