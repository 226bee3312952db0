import PacelineDocument
import PacelineModel
import PacelineYAML

extension SchemaCheck.Run {
    mutating func checkArray(_ elements: [Sample], _ schema: Schema, at pointer: String, depth: Int) {
        checkCount(elements.count, schema.minItems, schema.maxItems, "item", schema, ("minItems", "maxItems"), pointer)
        if schema.uniqueItems, Set(elements.map(\.canonical)).count < elements.count {
            report("should have no item twice", schema, "uniqueItems", at: pointer)
        }
        let prefix = schema.prefixItems
        for (index, element) in elements.enumerated() {
            guard let item = index < prefix.count ? prefix[index] : schema.items else { continue }
            check(element, item, at: "\(pointer)/\(index)", depth: depth + 1)
        }
        guard let contained = schema.contains else { return }
        let count = elements.count { allows($0, contained, depth: depth) }
        let least = schema.node["minContains"]?.integer ?? 1
        if count < least { report("should contain certain items, and does not", schema, "contains", at: pointer) }
        if let most = schema.node["maxContains"]?.integer, count > most {
            report("should contain at most \(most) of certain items, not \(count)", schema, "maxContains", at: pointer)
        }
    }

    mutating func checkObject(
        _ members: [Sample.Member], _ schema: Schema, of parts: [Schema], at pointer: String, depth: Int
    ) {
        checkCount(
            members.count, schema.minProperties, schema.maxProperties, "member", schema,
            ("minProperties", "maxProperties"), pointer)
        checkRequired(members, schema, of: parts, at: pointer)
        checkMembers(members, schema, at: pointer, depth: depth)
        if let names = schema.propertyNames {
            for member in members where !allows(.string(member.name), names, depth: depth) {
                report("should not be called so", schema, "propertyNames", at: pointer.appending(member.name))
            }
        }
        let names = Set(members.map(\.name))
        for entry in schema.node["dependentRequired"].map({ Array($0.entries) }) ?? [] where names.contains(entry.key) {
            for other in entry.value.elements.compactMap(\.text) where !names.contains(other) {
                report("should have `\(other)` beside `\(entry.key)`", schema, "dependentRequired", at: pointer)
            }
        }
        for entry in schema.dependentSchemas where names.contains(entry.name) {
            check(.object(members), entry.value, at: pointer, depth: depth + 1)
        }
        if let rest = schema.unevaluatedProperties {
            let known = evaluated(members, schema, depth: depth)
            for member in members where !known.contains(member.name) {
                check(member.value, rest, at: pointer.appending(member.name), depth: depth + 1)
            }
        }
    }

    private mutating func checkRequired(
        _ members: [Sample.Member], _ schema: Schema, of parts: [Schema], at pointer: String
    ) {
        let missing = schema.required.filter { name in !members.contains { $0.name == name } }
        // OpenAPI: `required` of a `readOnly` property is about responses only.
        let wanted = missing.filter { name in
            check.side == .answered
                || !parts.contains { part in part.properties.contains { $0.name == name && isReadOnly($0.value) } }
        }
        guard !wanted.isEmpty else { return }
        report("should have \(wanted.map { "`\($0)`" }.joined(separator: ", "))", schema, "required", at: pointer)
    }

    private func isReadOnly(_ schema: Schema) -> Bool { document.parts(of: schema).contains(where: \.isReadOnly) }

    /// The members by the schemas for their names; the others by `additionalProperties`.
    private mutating func checkMembers(
        _ members: [Sample.Member], _ schema: Schema, at pointer: String, depth: Int
    ) {
        let properties = schema.properties
        let patterns = schema.patternProperties
        let rest = schema.additionalProperties
        guard !properties.isEmpty || !patterns.isEmpty || rest != nil else { return }
        let declared = Dictionary(properties.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        for member in members {
            let place = pointer.appending(member.name)
            var isKnown = false
            if let property = declared[member.name] {
                isKnown = true
                check(member.value, property, at: place, depth: depth + 1)
            }
            for pattern in patterns where check.patterns.matches(member.name, pattern.name) == true {
                isKnown = true
                check(member.value, pattern.value, at: place, depth: depth + 1)
            }
            if !isKnown, let rest {
                if rest.boolean == false {
                    report("is not declared", schema, "additionalProperties", at: place)
                } else {
                    check(member.value, rest, at: place, depth: depth + 1)
                }
            }
        }
    }

    /// The members of which some keyword that holds has spoken (JSON Schema 2020-12, section 11.3).
    private mutating func evaluated(_ members: [Sample.Member], _ schema: Schema, depth: Int) -> Set<String> {
        guard depth < SchemaCheck.deepest else { return Set(members.map(\.name)) }
        var names: Set<String> = []
        for part in document.parts(of: schema) {
            let isOpen = part.additionalProperties != nil || (part != schema && part.unevaluatedProperties != nil)
            if isOpen { return Set(members.map(\.name)) }
            names.formUnion(part.properties.map(\.name))
            for member in members {
                if part.patternProperties.contains(where: { check.patterns.matches(member.name, $0.name) == true }) {
                    names.insert(member.name)
                }
            }
            let conditional =
                part.oneOf + part.anyOf + [part.ifSchema, part.thenSchema, part.elseSchema].compactMap(\.self)
            let dependent = part.dependentSchemas.filter { entry in members.contains { $0.name == entry.name } }
            for branch in conditional + dependent.map(\.value) where allows(.object(members), branch, depth: depth) {
                names.formUnion(evaluated(members, branch, depth: depth + 1))
            }
        }
        return names
    }

    private mutating func checkCount(
        _ count: Int, _ least: Int?, _ most: Int?, _ what: String, _ schema: Schema, _ keywords: (String, String),
        _ pointer: String
    ) {
        if let least, count < least {
            report("should have at least \(least) \(what)s, not \(count)", schema, keywords.0, at: pointer)
        }
        if let most, count > most {
            report("should have at most \(most) \(what)s, not \(count)", schema, keywords.1, at: pointer)
        }
    }
}

extension String {
    /// The JSON pointer to a member of what this one leads to.
    fileprivate func appending(_ name: String) -> String { "\(self)/\(name.pointerToken)" }
}
