import PacelineDiagnostics
import PacelineDocument
import PacelineModel
import PacelineYAML

extension Lowering {
    /// An object: a record when it declares properties, else a map.
    mutating func lowerObject(_ schema: Schema, named name: String) -> TypeReference {
        if !schema.patternProperties.isEmpty {
            diagnostics.warning(
                "not-supported-yet", "`patternProperties` is not supported yet", at: schema.location,
                hint: "such keys are read over")
        }
        guard !schema.properties.isEmpty else {
            // An object in which nothing may stand.
            if schema.additionalProperties?.boolean == false {
                return lowerRecord(schema, parts: [schema], named: name)
            }
            guard let values = schema.additionalProperties, values.boolean == nil else { return .map(.json) }
            return .map(lower(values, named: name + " value"))
        }
        return lowerRecord(schema, parts: [schema], named: name)
    }

    /// `allOf`: one record with the properties of all members, or the only member that says anything.
    mutating func lowerAllOf(_ schema: Schema, named name: String) -> TypeReference {
        if schema.allOf.count == 1, schema.properties.isEmpty, schema.required.isEmpty, let only = schema.allOf.first {
            return lower(only, named: name)
        }
        var seen: Set<Schema> = [schema]
        guard let parts = objectParts(of: schema, seen: &seen) else {
            return unsupported(schema, "`allOf` of anything but objects")
        }
        return lowerRecord(schema, parts: parts, named: name)
    }

    /// The objects that `allOf` joins, each once, the schema's own part last; nil when one of them is no object.
    private func objectParts(of schema: Schema, seen: inout Set<Schema>) -> [Schema]? {
        var parts: [Schema] = []
        for member in schema.allOf {
            guard let member = document.resolve(member), member.oneOf.isEmpty, member.anyOf.isEmpty else { return nil }
            guard seen.insert(member).inserted else { continue }
            if !member.allOf.isEmpty {
                guard let inner = objectParts(of: member, seen: &seen) else { return nil }
                parts += inner
            } else if member.types.allSatisfy({ $0 == "object" }) {
                parts.append(member)
            } else {
                return nil
            }
        }
        return parts + [schema]
    }

    private mutating func lowerRecord(_ schema: Schema, parts: [Schema], named name: String) -> TypeReference {
        let id = types.claim(name)
        let place = types.reserve()
        types.begin(schema, as: id)
        let required = Set(parts.flatMap(\.required))
        var properties: [Property] = []
        for part in parts {
            for declared in part.properties {
                let key = declared.name
                if let earlier = properties.firstIndex(where: { $0.name == key }) {
                    diagnostics.warning(
                        "property-declared-twice",
                        "the property `\(key)` is declared by an earlier part of `allOf`, too",
                        at: declared.location, hint: "this declaration is the one that counts")
                    properties.remove(at: earlier)
                }
                properties.append(lowerProperty(key, declared.value, isRequired: required.contains(key), of: name))
            }
        }
        let additional = parts.compactMap(\.additionalProperties).last
        types.fill(
            place,
            with: .record(
                Record(
                    id: id, description: schema.description ?? "", isDeprecated: schema.isDeprecated,
                    properties: properties, additional: additional.flatMap { lowerAdditional($0, of: name) },
                    example: schema.examples.first.map(Sample.init))))
        return .named(id)
    }

    /// The type of the values under undeclared keys, nil where there are none to keep.
    private mutating func lowerAdditional(_ schema: Schema, of name: String) -> TypeReference? {
        if let boolean = schema.boolean { return boolean ? .json : nil }
        return lower(schema, named: name + " value")
    }

    private mutating func lowerProperty(
        _ key: String, _ schema: Schema, isRequired: Bool, of owner: String
    ) -> Property {
        let type = lower(schema, named: "\(owner) \(key)")
        let resolved = document.resolve(schema) ?? schema
        return Property(
            name: key, type: type,
            // One struct serves both ways: what only one side sends cannot be asked of both.
            isRequired: isRequired && !resolved.isReadOnly && !resolved.isWriteOnly,
            // A description beside `$ref` speaks of the property; without one, that of the schema has to do.
            description: schema.description ?? schema.reference?.description ?? resolved.description ?? "",
            constraints: constraints(of: resolved), isDeprecated: resolved.isDeprecated,
            example: (schema.examples.first ?? resolved.examples.first).map(Sample.init))
    }
}
