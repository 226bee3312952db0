import PacelineDiagnostics
import PacelineDocument
import PacelineModel
import PacelineYAML

extension Lowering {
    /// The type of a schema, decided once. `name` is for a type that has none of its own.
    @discardableResult
    mutating func lower(_ schema: Schema, named name: String) -> TypeReference {
        if let known = types.known(schema) { return known }
        if let reference = schema.reference { return lower(reference, of: schema, named: name) }
        if aliases.contains(schema) {
            diagnostics.warning(
                "endless-schema", "the schema holds nothing but itself", at: schema.location,
                hint: "it is read as any JSON value")
            return .json
        }
        aliases.insert(schema)
        defer { aliases.remove(schema) }
        let type = decide(schema, named: name)
        let reference = schema.isNullable && type != .json ? TypeReference.nullable(type) : type
        types.end(schema, as: reference)
        return reference
    }

    private mutating func lower(_ reference: Reference, of schema: Schema, named name: String) -> TypeReference {
        if schema.hasSiblings {
            diagnostics.warning(
                "not-supported-yet", "keywords beside `$ref` are not supported yet", at: schema.location,
                hint: "they are passed over; the referenced schema alone counts")
        }
        guard let target = document.schema(at: reference) else { return .json }
        let isComponent = reference.componentName?.section == "schemas"
        let type = lower(target, named: isComponent ? reference.componentName?.name ?? name : name)
        return type
    }

    private mutating func decide(_ schema: Schema, named name: String) -> TypeReference {
        if schema.boolean != nil { return .json }
        if !schema.allOf.isEmpty { return lowerAllOf(schema, named: name) }
        let members = schema.oneOf.isEmpty ? schema.anyOf : schema.oneOf
        if !members.isEmpty { return lowerChoice(schema, members, named: name) }
        if let values = stringValues(of: schema) { return lowerEnumeration(schema, values, named: name) }
        let kinds = schema.types.filter { $0 != "null" }
        guard kinds.count <= 1 else {
            return unsupported(schema, "a choice of several `type`s")
        }
        switch kinds.first {
        case "string": return schema.format == "date-time" ? .dateTime : schema.format == "date" ? .date : .string
        case "boolean": return .boolean
        case "integer": return schema.format == "int32" ? .int32 : schema.format == "int64" ? .int64 : .integer
        case "number": return schema.format == "float" ? .float : .double
        case "array": return lowerArray(schema, named: name)
        case "object": return lowerObject(schema, named: name)
        case nil where !schema.properties.isEmpty || schema.additionalProperties != nil:
            return lowerObject(schema, named: name)
        case nil where schema.items != nil: return lowerArray(schema, named: name)
        default: return .json
        }
    }

    private mutating func lowerArray(_ schema: Schema, named name: String) -> TypeReference {
        if !schema.prefixItems.isEmpty { return unsupported(schema, "`prefixItems`") }
        guard let items = schema.items else { return .array(.json) }
        return .array(lower(items, named: items.title ?? name + " item"))
    }

    private mutating func lowerEnumeration(_ schema: Schema, _ values: [String], named name: String) -> TypeReference {
        let id = types.claim(name)
        let place = types.reserve()
        types.fill(
            place,
            with: .enumeration(
                Enumeration(
                    id: id, description: schema.description ?? "", isDeprecated: schema.isDeprecated, values: values)))
        return .named(id)
    }

    /// The closed set of strings that the schema allows, nil when it is something else.
    private func stringValues(of schema: Schema) -> [String]? {
        guard let nodes = schema.enumeration, schema.types.allSatisfy({ $0 == "string" || $0 == "null" }) else {
            return nil
        }
        let values = nodes.filter { !$0.isNull }.map { $0.kind == .string ? $0.text : nil }
        guard !values.isEmpty, !values.contains(nil) else { return nil }
        var seen: Set<String> = []
        return values.compactMap { $0 }.filter { seen.insert($0).inserted }
    }

    /// Says what of the schema cannot be expressed yet, and falls back to any JSON value.
    mutating func unsupported(_ schema: Schema, _ what: String) -> TypeReference {
        diagnostics.warning(
            "not-supported-yet", "\(what) is not supported yet", at: schema.location,
            hint: "the value is read and written as any JSON value")
        return .json
    }
}
