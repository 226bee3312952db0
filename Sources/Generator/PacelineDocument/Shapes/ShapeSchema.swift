/// The JSON Schema of a shape, for editors: JSON Schema 2020-12.
package enum ShapeSchema {
    /// The schema of a file that holds the members of a mapping, or nothing.
    ///
    /// - Parameters:
    ///   - id: The schema's own name, a URI.
    ///   - title: What editors call it.
    package static func text(_ shape: MappingShape, id: String, title: String) -> String {
        var definitions = Definitions()
        let root = definitions.object(shape).map { name, value in
            (name, name == "type" ? SchemaJSON.array([value, "null"]) : value)
        }
        return text(root, definitions.all, id: id, title: title)
    }

    /// A schema of these members and definitions.
    static func text(
        _ members: [(String, SchemaJSON)], _ definitions: [(String, SchemaJSON)], id: String, title: String
    ) -> String {
        let head: [(String, SchemaJSON)] = [
            ("$schema", "https://json-schema.org/draft/2020-12/schema"), ("$id", .string(id)),
            ("title", .string(title)),
        ]
        return SchemaJSON.object(head + members + [("$defs", .object(definitions))]).text + "\n"
    }

    /// The mappings that a schema names.
    struct Definitions {
        private(set) var all: [(String, SchemaJSON)] = []
        private var known: Set<String> = []

        mutating func schema(_ shape: Shape) -> [(String, SchemaJSON)] {
            switch shape {
            case .any: return []
            case .text: return [("type", .string("string"))]
            case .form(let form), .scalar(let form): return form.schema
            case .word(let words): return [("enum", .array(words.map { .string($0) }))]
            case .flag: return [("type", .string("boolean"))]
            case .number: return [("type", .string("number"))]
            case .integer(let range):
                return [
                    ("type", .string("integer")), ("minimum", .number(Int(range.lowerBound))),
                    ("maximum", .number(Int(range.upperBound))),
                ]
            case .quantity(let isPositive):
                return [("type", "number"), (isPositive ? "exclusiveMinimum" : "minimum", 0)]
            case .duration(let allowsZero):
                let seconds = SchemaJSON.number(Int(DurationText.longest / 1000))
                let digits = allowsZero ? "[0-9]+" : "0*[1-9][0-9]*"
                return [
                    (
                        "anyOf",
                        [
                            [
                                "type": "number", allowsZero ? "minimum" : "exclusiveMinimum": 0, "maximum": seconds,
                            ],
                            ["type": "string", "pattern": .string("^\(digits)(ms|s|m|h|d)$")],
                        ]
                    )
                ]
            case .list(let element):
                return [
                    ("type", .string("array")), ("items", .object(schema(element))), ("minItems", .number(1)),
                ]
            case .anyList(let element, let isUnique):
                return [("type", "array"), ("items", .object(schema(element)))]
                    + (isUnique ? [("uniqueItems", true)] : [])
            case .mapping(let keys, let value, let isNotEmpty):
                let names = keys.map { [("propertyNames", SchemaJSON.object($0.schema))] } ?? []
                return [("type", "object")] + names + (isNotEmpty ? [("minProperties", 1)] : [])
                    + [("additionalProperties", .object(schema(value)))]
            case .members(let members): return [("$ref", .string("#/$defs/\(define(members))"))]
            case .oneOrMore, .either, .nullable: return [("anyOf", .array(alternatives(of: shape)))]
            }
        }

        /// The schemas of what a shape may be, without alternatives inside alternatives.
        private mutating func alternatives(of shape: Shape) -> [SchemaJSON] {
            switch shape {
            case .oneOrMore(let element): alternatives(of: element) + [.object(schema(.list(element)))]
            case .either(let shapes): shapes.flatMap { alternatives(of: $0) }
            case .nullable(let inner): [.object([("type", .string("null"))])] + alternatives(of: inner)
            default: [.object(schema(shape))]
            }
        }

        mutating func object(_ shape: MappingShape) -> [(String, SchemaJSON)] {
            let properties = shape.members.filter(\.isSupported).map { member in
                (member.name, SchemaJSON.object([("description", .string(member.summary))] + schema(member.shape())))
            }
            var object: [(String, SchemaJSON)] = []
            if !shape.summary.isEmpty { object.append(("description", .string(shape.summary))) }
            object.append(("type", .string("object")))
            object.append(("properties", .object(properties)))
            let required = shape.members.filter(\.isRequired).map { SchemaJSON.string($0.name) }
            if !required.isEmpty { object.append(("required", .array(required))) }
            if shape.ifEmpty != nil { object.append(("minProperties", 1)) }
            var patterns: [(String, SchemaJSON)] = shape.allowsExtensions ? [("^x-", true)] : []
            if let expressions = shape.expressions, let pattern = expressions.key.pattern {
                patterns.append((pattern, .object(schema(expressions.value()))))
            }
            if !patterns.isEmpty { object.append(("patternProperties", .object(patterns))) }
            object.append(("additionalProperties", false))
            return object + shape.rules.members
        }

        /// The name under which the schema of a mapping stands.
        mutating func define(_ shape: MappingShape) -> String {
            let words = shape.name.filter { $0.isLetter || $0 == "-" || $0 == " " }.split(separator: " ")
            let name = words.filter { $0 != "a" && $0 != "an" }.joined(separator: "-")
            if known.insert(name).inserted {
                let place = all.count
                all.append((name, .boolean(true)))
                all[place].1 = .object(object(shape))
            }
            return name
        }
    }
}
