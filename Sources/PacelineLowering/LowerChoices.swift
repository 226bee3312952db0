import PacelineDiagnostics
import PacelineDocument
import PacelineModel
import PacelineYAML

extension Lowering {
    /// `oneOf` and `anyOf`: a choice told apart by a discriminator or by the JSON kinds, an optional where the other
    /// member is null.
    mutating func lowerChoice(_ schema: Schema, _ members: [Schema], named name: String) -> TypeReference {
        let values = members.filter { document.resolve($0)?.types != ["null"] }
        if values.count == 1, let only = values.first {
            let type = lower(only, named: name)
            return values.count < members.count && type != .json ? .nullable(type) : type
        }
        if let discriminator = schema.discriminator {
            return lowerTaggedChoice(
                schema, values, discriminator, isNullable: values.count < members.count, named: name)
        }
        let kinds = values.compactMap { document.resolve($0).flatMap(jsonKind) }
        guard kinds.count == values.count, Set(kinds).count == kinds.count else {
            return unsupported(schema, "a choice between schemas of one JSON kind without a discriminator")
        }
        let id = types.claim(name)
        let place = types.reserve()
        types.begin(schema, as: id)
        let alternatives = zip(values, kinds).map { value, kind in
            Choice.Alternative(
                name: value.reference?.componentName?.name ?? value.title ?? kind,
                type: lower(value, named: "\(name) \(value.title ?? kind)"))
        }
        types.fill(place, with: .choice(choice(schema, id, discriminator: nil, alternatives)))
        let isNullable = values.count < members.count
        return isNullable ? .nullable(.named(id)) : .named(id)
    }

    private mutating func lowerTaggedChoice(
        _ schema: Schema, _ members: [Schema], _ discriminator: Discriminator, isNullable: Bool, named name: String
    ) -> TypeReference {
        guard members.allSatisfy({ $0.reference?.componentName != nil }) else {
            return unsupported(schema, "a discriminator over schemas without names")
        }
        let id = types.claim(name)
        let place = types.reserve()
        types.begin(schema, as: id)
        let alternatives = members.map { member in
            let target = member.reference?.text ?? ""
            let component = member.reference?.componentName?.name ?? ""
            let mapped = discriminator.mapping.filter { $0.value == target || $0.value == component }.map(\.name)
            return Choice.Alternative(
                name: component, type: lower(member, named: component), tags: mapped.isEmpty ? [component] : mapped)
        }
        types.fill(place, with: .choice(choice(schema, id, discriminator: discriminator.propertyName, alternatives)))
        return isNullable ? .nullable(.named(id)) : .named(id)
    }

    private func choice(
        _ schema: Schema, _ id: TypeID, discriminator: String?, _ alternatives: [Choice.Alternative]
    ) -> Choice {
        Choice(
            id: id, description: schema.description ?? "", isDeprecated: schema.isDeprecated,
            discriminator: discriminator, alternatives: alternatives)
    }

    /// The only JSON kind that values of the schema have, nil when there are several or none is said.
    private func jsonKind(_ schema: Schema) -> String? {
        if schema.isNullable { return nil }
        switch schema.types {
        case ["integer"], ["number"]: return "number"
        case ["string"], ["boolean"], ["array"], ["object"]: return schema.types.first
        case [] where !schema.properties.isEmpty || !schema.allOf.isEmpty: return "object"
        case [] where schema.enumeration?.allSatisfy({ $0.kind == .string }) == true: return "string"
        default: return nil
        }
    }
}
