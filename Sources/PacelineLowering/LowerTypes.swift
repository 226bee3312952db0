import PacelineDiagnostics
import PacelineDocument
import PacelineModel
import PacelineYAML

extension Lowering {
    /// The type of a schema, decided once. `name` is for a type that has none of its own.
    @discardableResult
    mutating func lower(_ schema: Schema, named name: String) -> TypeReference {
        if let known = types.known(schema) { return known }
        if let external = overridden(schema) {
            let reference = schema.isNullable ? external.orNull : external
            types.end(schema, as: reference)
            return reference
        }
        if aliases.contains(schema) {
            if let type = knownMember(of: schema) { return type }
            return freeForm(schema, "endless-schema", "the schema holds nothing but itself")
        }
        aliases.insert(schema)
        defer { aliases.remove(schema) }
        let type: TypeReference
        var isNullable = schema.isNullable
        if let only = onlyMember(of: schema) {
            type = lower(only, named: componentNames[only] ?? schema.reference?.targetName ?? name)
        } else if let children = polymorphicChildren(of: schema) {
            type = lowerPolymorphic(schema, children, named: name)
        } else {
            let conjunction = conjunction(of: [schema])
            isNullable = conjunction.isNullable
            type = decide(conjunction, of: schema, named: name)
        }
        let reference = isNullable ? type.orNull : type
        types.end(schema, as: reference)
        return reference
    }

    /// The type that the schema stands for, where it is being decided: that of what it joins or refers to alone.
    private mutating func knownMember(of schema: Schema) -> TypeReference? {
        var seen: Set<Schema> = [schema]
        var schema = schema
        while let only = onlyMember(of: schema), seen.insert(only).inserted {
            if let known = types.known(only) { return schema.isNullable ? known.orNull : known }
            schema = only
        }
        return nil
    }

    /// The one schema that says all of this one's shape, where it is joined or referred to; nil where there is no such.
    ///
    /// `allOf` of one, with a description or `nullable` beside it, is how documents annotate a reference.
    private func onlyMember(of schema: Schema) -> Schema? {
        guard schema.says("$ref") || schema.says("allOf") else { return nil }
        let target = schema.reference.flatMap { document.schema(at: $0) }
        // OpenAPI 3.0: what stands beside `$ref` is ignored.
        if let target, document.version == .v30 || schema.node.count == 1 { return target }
        guard !schema.hasShape || schema.saysOnlyItsType else { return nil }
        var members = schema.allOf
        if let target { members.append(target) }
        let shaped = members.filter { !conjunction(of: [$0]).parts.allSatisfy(\.saysOnlyItsType) }
        guard shaped.count == 1, let only = shaped.first else { return nil }
        let inner = conjunction(of: [only])
        guard conjunction(of: [schema]).required.isSubset(of: inner.required) else { return nil }
        guard schema.types.allSatisfy({ $0 == "null" || inner.kinds?.contains($0) ?? true }) else { return nil }
        // A child that adds nothing to its base is still another type than the choice of all children.
        guard polymorphicChildren(of: document.resolve(only) ?? only)?.contains(schema) != true else { return nil }
        return only
    }

    /// The type of what some schemas say together; `schema` is the one to be named and reported.
    mutating func decide(_ all: Conjunction, of schema: Schema, named name: String) -> TypeReference {
        if let type = lowerAlternatives(of: all, schema, named: name) { return type }
        if all.parts.isEmpty { return .json }
        guard let kinds = all.kinds else { return .json }
        if kinds.isEmpty && all.parts.allSatisfy({ !$0.isOnlyNull }) {
            return freeForm(schema, "conflicting-schemas", "the parts of the schema allow no type in common")
        }
        if let values = all.values, let type = lowerValues(values, kinds, all, of: schema, named: name) { return type }
        if kinds.count == 1, let kind = kinds.first { return lower(all, as: kind, of: schema, named: name) }
        if kinds.isEmpty { return .json }
        return lowerUnion(of: schema, named: name) { lowering, claimed in
            kinds.map { kind in
                Choice.Alternative(
                    name: kind, type: lowering.lower(all, as: kind, of: nil, named: "\(claimed) \(kind)"))
            }
        }
    }

    /// The type of the values of one JSON Schema type. Without a `schema`, it is one of several.
    private mutating func lower(
        _ all: Conjunction, as kind: String, of schema: Schema?, named name: String
    ) -> TypeReference {
        let format = all.first(\.format)
        if ["string", "integer", "number"].contains(kind), let external = overridden(format: format) {
            return external
        }
        switch kind {
        case "string":
            let isBase64 = format == "byte" || format == "base64" || all.first(\.contentEncoding) == "base64"
            return format == "date-time" ? .dateTime : format == "date" ? .date : isBase64 ? .base64 : .string
        case "boolean": return .boolean
        case "integer":
            return switch format {
            case "int32": .int32
            case "int64", "uint32": .int64
            case "uint64": .uint64
            default: .integer
            }
        case "number": return format == "float" ? .float : format == "decimal" ? .decimal : .double
        case "array": return lowerArray(all, named: name)
        case "object": return lowerObject(all, of: schema, named: name)
        default: return .json
        }
    }

    private mutating func lowerArray(_ all: Conjunction, named name: String) -> TypeReference {
        let items = all.first(\.items)
        let prefix = all.first { $0.prefixItems.isEmpty ? nil : $0.prefixItems } ?? []
        // The elements of a tuple have one type, or a choice of theirs.
        let schemas = prefix + [items].compactMap { $0?.boolean == nil ? $0 : nil }
        guard !schemas.isEmpty, prefix.isEmpty || items?.boolean != true else { return .array(.json) }
        return .array(
            lowerAny(of: schemas, named: schemas.count == 1 ? schemas[0].title ?? name + " item" : name + " item"))
    }

    /// Reads and writes the value as any JSON value, and says what is lost by it.
    mutating func freeForm(_ schema: Schema, _ code: String, _ what: String) -> TypeReference {
        diagnostics.lost(code, what, at: schema.location, hint: "it is read and written as any JSON value")
        return .json
    }
}

extension TypeReference {
    /// The type of a value that may be null besides. Any JSON value may be that already.
    var orNull: TypeReference { self == .json || isNullable ? self : .nullable(self) }
}
