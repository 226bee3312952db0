import PacelineDocument
import PacelineModel
import PacelineYAML

extension TypeLowering {
    /// The type of values of which all are named: an enumeration, or the plain type where there is but one or where
    /// their type has no enumerations. nil where they are arrays or objects.
    mutating func lowerValues(
        _ values: [Node], _ kinds: [String], _ all: MergedSchema, of schema: Schema, named name: String
    ) -> TypeReference? {
        // What stands without quotes among texts is one.
        let areTexts = kinds == ["string"]
        let fitting = values.filter { value in
            areTexts
                ? value.scalarJSON != nil
                : kinds.contains(value.schemaType) || (value.schemaType == "integer" && kinds.contains("number"))
        }
        let found = areTexts && !fitting.isEmpty ? ["string"] : Set(fitting.map(\.schemaType))
        if found == ["string"] || found == ["integer"], kinds == Array(found) {
            let isNamed = componentNames[schema] != nil
            if fitting.count == 1 && !isNamed { return found == ["string"] ? .string : .integer }
            let source = all.parts.last { $0.enumeration?.count == values.count } ?? schema
            return lowerEnumeration(
                schema, found == ["string"] ? .string : .integer,
                fitting.compactMap { areTexts ? $0.text : $0.scalarJSON }, named: name,
                names: source.enumeration?.count == fitting.count ? source.enumerationNames : [])
        }
        guard found.count > 1, kinds.count > 1 else { return nil }
        return lowerUnion(of: schema, named: name) { lowering, claimed in
            kinds.map { kind in
                let own = fitting.filter { $0.schemaType == kind }
                let isEnumeration = own.count > 1 && (kind == "string" || kind == "integer")
                let type: TypeReference =
                    isEnumeration
                    ? lowering.lowerEnumeration(
                        schema, kind == "string" ? .string : .integer, own.compactMap(\.scalarJSON),
                        named: "\(claimed) \(kind)")
                    : lowering.plainType(kind)
                return Union.Alternative(name: kind, type: type)
            }
        }
    }

    private func plainType(_ kind: String) -> TypeReference {
        switch kind {
        case "string": .string
        case "boolean": .boolean
        case "integer": .integer
        case "number": .double
        case "array": .array(.json)
        case "object": .map(.json)
        default: .json
        }
    }

    mutating func lowerEnumeration(
        _ schema: Schema, _ rawType: Enumeration.RawType, _ values: [String], named name: String,
        names: [String] = [], notes: [String] = []
    ) -> TypeReference {
        let reservation = table.reserve(name)
        let enumeration = Enumeration(
            id: reservation.id, description: schema.description ?? "", isDeprecated: schema.isDeprecated,
            rawType: rawType, values: values, names: names.count == values.count ? names : [], notes: notes)
        if let shared = joined(enumeration) { return .named(shared) }
        table.define(reservation, with: .enumeration(enumeration))
        return .named(reservation.id)
    }

    /// Alternatives that are strings, or integers, with known values each: one enumeration with all of them, which
    /// takes other values as well. nil where they are something else.
    mutating func lowerMergedEnumeration(_ schema: Schema, _ members: [Schema], named name: String) -> TypeReference? {
        let all = members.map { merged(of: [$0]) }
        guard all.allSatisfy({ $0.kinds == ["string"] }) || all.allSatisfy({ $0.kinds == ["integer"] }),
            all.allSatisfy({ $0.parts.allSatisfy { $0.oneOf.isEmpty && $0.anyOf.isEmpty } }),
            !all.contains(where: { ["date-time", "date", "byte"].contains($0.first(\.format)) })
        else { return nil }
        let isString = all.first?.kinds == ["string"]
        let known = zip(members, all).filter { $1.values != nil }
        guard !known.isEmpty else { return isString ? .string : nil }
        if known.count == 1, let only = known.first, only.1.onlyValue == nil || only.0.reference != nil {
            return noted(lower(only.0, named: name), isExtensible: known.count < members.count)
        }
        var values: [(text: String, name: String, note: String)] = []
        for (member, merged) in known {
            let texts = (merged.values ?? []).compactMap(\.scalarJSON)
            for (index, text) in texts.enumerated() where !values.contains(where: { $0.text == text }) {
                let names = merged.first { $0.enumerationNames.isEmpty ? nil : $0.enumerationNames } ?? []
                let given = names.count == texts.count ? names[index] : texts.count == 1 ? member.title ?? text : text
                values.append((text, given, texts.count == 1 ? member.description ?? "" : ""))
            }
        }
        let hasNames = values.contains { $0.name != $0.text }
        let hasNotes = values.contains { !$0.note.isEmpty }
        let joined = lowerEnumeration(
            schema, isString ? .string : .integer, values.map(\.text), named: name,
            names: hasNames ? values.map(\.name) : [], notes: hasNotes ? values.map(\.note) : [])
        return noted(joined, isExtensible: known.count < members.count)
    }

    /// Notes that a schema allows other values than those of the enumeration.
    private mutating func noted(_ type: TypeReference, isExtensible: Bool) -> TypeReference {
        if isExtensible, let id = type.name { extensible.insert(id) }
        return type
    }
}
