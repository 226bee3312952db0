import PacelineDiagnostics
import PacelineDocument
import PacelineModel
import PacelineYAML

extension TypeLowering {
    /// `oneOf` or `anyOf` of one part of a schema.
    struct Alternatives {
        var members: [Schema]
        var isExclusive: Bool
        var discriminator: Discriminator?
    }

    /// The type of a schema with alternatives; nil where it has none that tell of the shape of values.
    mutating func lowerAlternatives(of all: MergedSchema, _ schema: Schema, named name: String) -> TypeReference? {
        let groups = all.parts.flatMap { alternatives(of: $0, in: schema) }
        guard let group = groups.first else { return nil }
        let base = all.parts.filter { $0.says(anyOf: Schema.memberKeywords) }
        guard groups.count == 1, base.allSatisfy(\.properties.isEmpty) else {
            return lowerJoined(groups, with: all, schema, named: name)
        }
        return lowerPlain(schema, group, named: name)
    }

    /// The alternatives of a part. Those that only constrain (`required`, `not`) are none, and neither are the children
    /// that a base lists, where the base is joined by one of them.
    func alternatives(of part: Schema, in schema: Schema) -> [Alternatives] {
        [(part.oneOf, true), (part.anyOf, false)].compactMap { members, isExclusive in
            guard members.contains(where: { constrainsShape($0) }) else { return nil }
            let joins = part != schema && members.contains { document.resolve($0) == schema }
            guard !joins else { return nil }
            return Alternatives(members: members, isExclusive: isExclusive, discriminator: part.discriminator)
        }
    }

    private func constrainsShape(_ schema: Schema) -> Bool { !merged(of: [schema]).parts.isEmpty }

    /// A union of nothing but its alternatives: an optional where one of them is null, an enumeration where all are
    /// known strings, else an enum with payloads.
    private mutating func lowerPlain(_ schema: Schema, _ group: Alternatives, named name: String) -> TypeReference {
        let values = group.members.filter { !(document.resolve($0)?.isOnlyNull ?? false) }
        let isNullable = values.count < group.members.count
        func orNull(_ type: TypeReference) -> TypeReference { isNullable ? type.orNull : type }
        if values.count == 1, let only = values.first {
            return orNull(lower(only, named: componentNames[only] ?? only.reference?.targetName ?? name))
        }
        if let merged = lowerMergedEnumeration(schema, values, named: name) { return orNull(merged) }
        let parts = values.map { merged(of: [$0]) }
        // The same object with other lists of what is required.
        if let first = parts.first, !first.parts.isEmpty, parts.allSatisfy({ Set($0.parts) == Set(first.parts) }) {
            if parts.allSatisfy({ $0.required == first.required }) {
                return orNull(lower(values[0], named: componentNames[values[0]] ?? name))
            }
            var common = first
            for other in parts { common.required.formIntersection(other.required) }
            return orNull(decide(common, of: schema, named: name))
        }
        let names = alternativeNames(values)
        let tags = tags(of: values, group.discriminator)
        return orNull(
            lowerUnion(of: schema, named: name, group.discriminator, members: values) { lowering, claimed in
                values.indices.map { index in
                    Union.Alternative(
                        name: names[index],
                        type: lowering.lower(values[index], named: "\(claimed) \(names[index])"), tags: tags[index])
                }
            })
    }

    /// An object that is joined with alternatives: a union of objects that each have all properties, where exactly one
    /// alternative holds; else one object, in which the properties of the alternatives may be there.
    private mutating func lowerJoined(
        _ groups: [Alternatives], with all: MergedSchema, _ schema: Schema, named name: String
    ) -> TypeReference {
        let members = groups.map { $0.members.filter { !(document.resolve($0)?.isOnlyNull ?? false) } }
        let inner = members.map { $0.map { merged(of: [$0]) } }
        for (member, merged) in zip(members.joined(), inner.joined()) where merged.kinds != ["object"] {
            guard merged.kinds != nil || !merged.parts.isEmpty else { continue }
            diagnostics.lost(
                .conflictingSchemas, "this alternative is not an object, and the schema that it belongs to is",
                at: member.location, hint: "it is ignored")
        }
        let isPlain = inner.joined().allSatisfy {
            $0.kinds == ["object"] && $0.parts.allSatisfy { $0.oneOf.isEmpty && $0.anyOf.isEmpty }
        }
        guard groups.count == 1, let group = groups.first, group.isExclusive, isPlain, members[0].count > 1 else {
            var joined = all
            joined.conditional += inner.joined().filter { $0.kinds == ["object"] }.flatMap { $0.parts + $0.conditional }
            return lowerObject(joined, of: schema, named: name)
        }
        let names = alternativeNames(members[0])
        let tags = tags(of: members[0], group.discriminator, joinedWith: all.parts)
        return lowerUnion(of: schema, named: name, group.discriminator, members: members[0]) { lowering, claimed in
            members[0].indices.map { index in
                var joined = all
                joined.parts += inner[0][index].parts
                joined.conditional += inner[0][index].conditional
                joined.required.formUnion(inner[0][index].required)
                return Union.Alternative(
                    name: names[index],
                    type: lowering.lowerRecord(joined, of: nil, named: "\(claimed) \(names[index])"), tags: tags[index])
            }
        }
    }

    /// A value that fits any of the schemas.
    mutating func lowerAny(of schemas: [Schema], named name: String) -> TypeReference {
        guard schemas.count > 1 else { return schemas.first.map { lower($0, named: name) } ?? .json }
        let names = alternativeNames(schemas)
        return lowerUnion(of: nil, named: name, members: schemas) { lowering, claimed in
            schemas.indices.map { index in
                Union.Alternative(
                    name: names[index], type: lowering.lower(schemas[index], named: "\(claimed) \(names[index])"))
            }
        }
    }

    /// A union of types, or the only type that is left when alternatives of one type count once.
    ///
    /// `schema`, if any, is known by the union's name while the alternatives are decided; `members` are the schemas of
    /// the alternatives.
    mutating func lowerUnion(
        of schema: Schema?, named name: String, _ discriminator: Discriminator? = nil, members: [Schema] = [],
        _ decideAlternatives: (inout TypeLowering, _ claimed: String) -> [Union.Alternative]
    ) -> TypeReference {
        let reservation = table.reserve(name)
        if let schema { table.begin(schema, as: reservation.id, isNullable: takesNull(schema)) }
        var isNullable = false
        var isFree = false
        var distinct: [(alternative: Union.Alternative, index: Int)] = []
        var byType: [TypeReference: Int] = [:]
        for (index, var alternative) in decideAlternatives(&self, reservation.id.name).enumerated() {
            if case .nullable(let inner) = alternative.type {
                isNullable = true
                alternative.type = inner
            }
            // Any other value is a case of each union anyway.
            if alternative.type == .json { isFree = true }
            if alternative.type == .json || alternative.type == .named(reservation.id) { continue }
            if let same = byType[alternative.type] {
                distinct[same].alternative.tags += alternative.tags
            } else {
                byType[alternative.type] = distinct.count
                distinct.append((alternative, index))
            }
        }
        // A number that takes the values of another is all that counts: what is read cannot tell them apart.
        let numbers = distinct.map(\.alternative.type)
        distinct.removeAll { $0.alternative.type.wider.contains(where: numbers.contains) }
        if distinct.count < (isFree ? 1 : 2), !table.isUsed(reservation.id) {
            table.release(reservation)
            guard let only = distinct.first?.alternative.type else { return .json }
            return isNullable ? only.orNull : only
        }
        let isTagged = distinct.contains { !$0.alternative.tags.isEmpty }
        if members.indices.contains(distinct.last?.index ?? 0) {
            alternativePlaces[reservation.id] = distinct.map { members[$0.index].location }
        }
        table.define(
            reservation,
            with: .union(
                Union(
                    id: reservation.id, description: schema?.description ?? "",
                    isDeprecated: schema?.isDeprecated ?? false,
                    discriminator: isTagged ? discriminator?.propertyName : nil,
                    alternatives: distinct.map(\.alternative))))
        return isNullable ? .nullable(.named(reservation.id)) : .named(reservation.id)
    }

    /// What the alternatives are called: the name of the schema that each refers to, its title, the only value of one
    /// of its properties; else its kind.
    private func alternativeNames(_ members: [Schema]) -> [String] {
        let names = members.map { member -> String in
            if let name = member.reference?.targetName ?? member.title { return name }
            let all = merged(of: [member])
            if member.allOf.count == 1, let name = member.allOf[0].reference?.targetName { return name }
            for property in all.parts.flatMap(\.properties) where all.required.contains(property.name) {
                let value = merged(of: [property.value]).onlyValue
                if let value, value.kind == .string, let text = value.text { return text }
            }
            let kinds = all.kinds ?? []
            return kinds.count == 1 && kinds[0] == "integer" ? "number" : kinds.count == 1 ? kinds[0] : "value"
        }
        // Several arrays are told apart by what they hold, several strings by their format.
        let repeated = ["array", "string"].filter { kind in names.count { $0 == kind } > 1 }
        return zip(members, names).map { member, name in
            guard repeated.contains(name) else { return name }
            let all = merged(of: [member])
            if name == "string" { return all.first(\.format) ?? name }
            return all.first(\.items).map { alternativeNames([$0])[0] + " list" } ?? name
        }
    }
}

extension TypeReference {
    /// The types of numbers that take all values of this one, and are to be taken in its place.
    fileprivate var wider: [TypeReference] {
        switch self {
        case .int32: [.integer, .int64, .double]
        case .integer: [.int64, .double]
        case .int64, .float: [.double]
        default: []
        }
    }
}
