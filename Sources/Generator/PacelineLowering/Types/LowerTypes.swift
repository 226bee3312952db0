import PacelineDiagnostics
import PacelineDocument
import PacelineModel
import PacelineYAML

extension TypeLowering {
    /// How many schemas may lead from one to the next: references, alternatives and lists of which no object is
    /// between. People write a handful.
    static let deepest = 1000

    /// The type of a schema, decided once. `name` is for a type that has none of its own.
    @discardableResult
    mutating func lower(_ schema: Schema, named name: String) -> TypeReference {
        if let known = table.known([schema]) { return known }
        return decideOnce([schema], schema, named: name) { $0.decide(schema, named: name) }
    }

    /// The type of some schemas together, decided once; they may lead back to themselves. `schema` is the one that is
    /// reported.
    mutating func decideOnce(
        _ schemas: [Schema], _ schema: Schema, named name: String, _ decide: (inout TypeLowering) -> TypeReference
    ) -> TypeReference {
        guard depth < Self.deepest else {
            diagnostics.error(
                .tooDeep, "schemas lead from one to the next more than \(Self.deepest) times, with no object between",
                at: schema.location)
            return .json
        }
        depth += 1
        defer { depth -= 1 }
        if componentNames[schema] == name { table.allow(name) }
        table.open(schemas)
        if let type = table.end(schemas, as: decide(&self), named: name) {
            for example in schema.examples { examples.append((example, type)) }
            return type
        }
        return freeForm(schema, .endlessSchema, "the schema holds nothing but itself")
    }

    private mutating func decide(_ schema: Schema, named name: String) -> TypeReference {
        checkValues(of: schema)
        if let external = overridden(schema) { return schema.isNullable ? external.orNull : external }
        // Before a part is taken for the whole.
        if schema.says("allOf"), isCut(schema) { return .json }
        if let only = onlyMember(of: schema) {
            let type = lower(only, named: componentNames[only] ?? schema.reference?.targetName ?? name)
            return schema.isNullable ? type.orNull : type
        }
        if let children = polymorphicChildren(of: schema) {
            let type = lowerPolymorphic(schema, children, named: name)
            return schema.isNullable ? type.orNull : type
        }
        if let discriminator = schema.discriminator, schema.oneOf.isEmpty, schema.anyOf.isEmpty {
            diagnostics.untidy(
                .needlessDiscriminator, "the schema has no alternatives that a discriminator could tell apart",
                at: discriminator.location, hint: "`oneOf`, or schemas that join this one by `allOf`, are alternatives")
        }
        if isCut(schema) { return .json }
        let merged = merged(of: [schema])
        let type = decide(merged, of: schema, named: name)
        return merged.isNullable ? type.orNull : type
    }

    /// Whether the schema joins more others than are looked at, which is reported.
    private mutating func isCut(_ schema: Schema) -> Bool {
        guard merged(of: [schema]).isCut else { return false }
        let isSum = mergedSchemas.joined >= MergedSchema.mostInAll
        diagnostics.error(
            .tooManyParts,
            isSum
                ? "this schema and those before it join more than \(MergedSchema.mostInAll) others in all"
                : "this schema joins more than \(MergedSchema.mostSchemas) others", at: schema.location)
        return true
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
        let shaped = members.filter { !merged(of: [$0]).parts.allSatisfy(\.saysOnlyItsType) }
        guard shaped.count == 1, let only = shaped.first else { return nil }
        let inner = merged(of: [only])
        // A member of another type makes the whole impossible, which is to be said.
        guard merged(of: [schema]).kinds != [] || inner.kinds == [] else { return nil }
        guard merged(of: [schema]).required.isSubset(of: inner.required) else { return nil }
        guard schema.types.allSatisfy({ $0 == "null" || inner.kinds?.contains($0) ?? true }) else { return nil }
        // A child that adds nothing to its base is still another type than the union of all children.
        guard polymorphicChildren(of: document.resolve(only) ?? only)?.contains(schema) != true else { return nil }
        return only
    }

    /// The type of what some schemas say together; `schema` is the one to be named and reported.
    mutating func decide(_ all: MergedSchema, of schema: Schema, named name: String) -> TypeReference {
        if let type = lowerAlternatives(of: all, schema, named: name) { return type }
        if all.parts.isEmpty { return .json }
        guard let kinds = all.kinds else { return .json }
        if kinds.isEmpty && all.parts.allSatisfy({ !$0.isOnlyNull }) {
            return freeForm(schema, .conflictingSchemas, "the parts of the schema allow no type in common")
        }
        if let values = all.values, let type = lowerValues(values, kinds, all, of: schema, named: name) { return type }
        if kinds.count == 1, let kind = kinds.first { return lower(all, as: kind, of: schema, named: name) }
        if kinds.isEmpty { return .json }
        return lowerUnion(of: schema, named: name) { lowering, claimed in
            kinds.map { kind in
                Union.Alternative(
                    name: kind, type: lowering.lower(all, as: kind, of: nil, named: "\(claimed) \(kind)"))
            }
        }
    }

    /// The type of the values of one JSON Schema type. Without a `schema`, it is one of several.
    private mutating func lower(
        _ all: MergedSchema, as kind: String, of schema: Schema?, named name: String
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
        case "integer": return integer(of: format) ?? integer(for: all)
        case "number": return format == "float" ? .float : integer(of: format) ?? .double
        case "array": return lowerArray(all, named: name)
        case "object": return lowerObject(all, of: schema, named: name)
        default: return .json
        }
    }

    /// The type of a number whose format says that it is whole, or how exact it is; nil where it says neither.
    private func integer(of format: String?) -> TypeReference? {
        switch format {
        case "int32": .int32
        case "int64", "uint32": .int64
        case "uint64": .uint64
        case "decimal", "bigint", "big-integer", "biginteger", "int128", "uint128": .decimal
        default: nil
        }
    }

    /// The type of an integer without a format: a larger one than usual where a bound or an example needs it.
    private func integer(for all: MergedSchema) -> TypeReference {
        let bounds = all.parts.flatMap { [$0.minimum?.value, $0.maximum?.value] }.compactMap { $0 }
        let values = bounds + all.parts.flatMap(\.examples).compactMap(\.double)
        // As doubles, the bounds of 64 bits are these numbers themselves.
        guard values.contains(where: { abs($0) > 0x1p63 }) else { return .integer }
        let isUnsigned = all.parts.contains { $0.minimum.map { $0.value >= 0 } == true }
        return isUnsigned && values.allSatisfy { $0 >= 0 && $0 <= 0x1p64 } ? .uint64 : .decimal
    }

    private mutating func lowerArray(_ all: MergedSchema, named name: String) -> TypeReference {
        let declared = all.parts.compactMap(\.items)
        let items = declared.last ?? all.first(\.unevaluatedItems)
        let prefix = all.first { $0.prefixItems.isEmpty ? nil : $0.prefixItems } ?? []
        // What several parts say about the elements holds together.
        if prefix.isEmpty, declared.count > 1, declared.allSatisfy({ $0.boolean == nil }) {
            return .array(lowerTogether(declared, named: name + " item"))
        }
        // The elements of a tuple have one type, or a union of theirs.
        let schemas = prefix + [items].compactMap { $0?.boolean == nil ? $0 : nil }
        guard !schemas.isEmpty, prefix.isEmpty || items?.boolean != true else { return .array(.json) }
        let title = schemas.count == 1 ? titles.name(of: schemas[0]) : nil
        return .array(lowerAny(of: schemas, named: title ?? name + " item"))
    }

    /// Reads and writes the value as any JSON value, and says what is lost by it.
    mutating func freeForm(_ schema: Schema, _ code: DiagnosticCode, _ what: String) -> TypeReference {
        diagnostics.lost(code, what, at: schema.location, hint: "it is read and written as any JSON value")
        return .json
    }
}

extension TypeReference {
    /// The type of a value that may be null besides. Any JSON value may be that already.
    var orNull: TypeReference { self == .json || isNullable ? self : .nullable(self) }
}
