/// The JSON Schema of a shape, for editors: JSON Schema 2020-12.
package enum ShapeSchema {
    /// The schema of a file that holds the members of a mapping, or nothing.
    ///
    /// - Parameters:
    ///   - id: The schema's own name, a URI.
    ///   - title: What editors call it.
    package static func text(_ shape: MappingShape, id: String, title: String) -> String {
        var definitions = Definitions()
        let root = definitions.object(shape)
        let head: [(String, SchemaJSON)] = [
            ("$schema", .string("https://json-schema.org/draft/2020-12/schema")), ("$id", .string(id)),
            ("title", .string(title)),
        ]
        let members = root.map { $0 == "type" ? ($0, .array([$1, .string("null")])) : ($0, $1) }
        let ends: [(String, SchemaJSON)] = [("$defs", .object(definitions.all))]
        return SchemaJSON.object(head + members + ends).text + "\n"
    }

    /// The mappings that a schema names.
    private struct Definitions {
        private(set) var all: [(String, SchemaJSON)] = []
        private var known: Set<String> = []

        mutating func schema(_ shape: Shape) -> [(String, SchemaJSON)] {
            switch shape {
            case .any: return []
            case .text: return [("type", .string("string"))]
            case .form(let form):
                return [
                    ("type", .string("string")),
                    form.pattern.map { ("pattern", .string($0)) } ?? ("minLength", .number(1)),
                ]
            case .word(let words): return [("enum", .array(words.map { .string($0) }))]
            case .scalar(let form):
                return form.pattern.map { [("pattern", .string($0))] } ?? [
                    ("type", .array(["string", "number", "boolean"].map { .string($0) }))
                ]
            case .flag: return [("type", .string("boolean"))]
            case .number: return [("type", .string("number"))]
            case .integer(let range):
                return [
                    ("type", .string("integer")), ("minimum", .number(Int(range.lowerBound))),
                    ("maximum", .number(Int(range.upperBound))),
                ]
            case .quantity: return [("type", .string("number")), ("minimum", .number(0))]
            case .duration:
                return [
                    ("type", .array([.string("number"), .string("string")])),
                    ("pattern", .string("^[0-9]+(ms|s|m|h|d)$")),
                ]
            case .list(let element):
                return [
                    ("type", .string("array")), ("items", .object(schema(element))), ("minItems", .number(1)),
                ]
            case .anyList(let element):
                return [("type", .string("array")), ("items", .object(schema(element)))]
            case .mapping(let keys, let value):
                let names = keys?.pattern.map { [("propertyNames", SchemaJSON.object([("pattern", .string($0))]))] }
                return [("type", .string("object"))] + (names ?? [])
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
            if shape.ifEmpty != nil { object.append(("minProperties", .number(1))) }
            if shape.allowsExtensions { object.append(("patternProperties", .object([("^x-", .object([]))]))) }
            object.append(("additionalProperties", .boolean(false)))
            return object
        }

        /// The name under which the schema of a mapping stands.
        private mutating func define(_ shape: MappingShape) -> String {
            let name = shape.name.filter { $0.isLetter || $0 == " " }.split(separator: " ").filter { $0 != "a" }
                .joined(separator: "-")
            if known.insert(name).inserted {
                let place = all.count
                all.append((name, .boolean(true)))
                all[place].1 = .object(object(shape))
            }
            return name
        }
    }
}

/// A value of JSON whose members keep their order.
private indirect enum SchemaJSON {
    case string(String)
    case number(Int)
    case boolean(Bool)
    case array([SchemaJSON])
    case object([(String, SchemaJSON)])

    var text: String { text(indent: "") }

    private func text(indent: String) -> String {
        let inner = indent + "  "
        switch self {
        case .string(let text): return Self.literal(text)
        case .number(let number): return String(number)
        case .boolean(let value): return String(value)
        case .array(let elements):
            let isFlat = elements.allSatisfy { if case .object = $0 { false } else { true } }
            if isFlat { return "[" + elements.map { $0.text(indent: indent) }.joined(separator: ", ") + "]" }
            return "[\n" + elements.map { inner + $0.text(indent: inner) }.joined(separator: ",\n") + "\n\(indent)]"
        case .object(let members):
            if members.isEmpty { return "{}" }
            let lines = members.map { "\(inner)\(Self.literal($0)): \($1.text(indent: inner))" }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        }
    }

    private static func literal(_ text: String) -> String {
        text.reduce(into: "\"") { literal, character in
            switch character {
            case "\"": literal += "\\\""
            case "\\": literal += "\\\\"
            case "\n": literal += "\\n"
            default: literal.append(character)
            }
        } + "\""
    }
}
