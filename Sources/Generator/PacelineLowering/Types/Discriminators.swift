import PacelineDiagnostics
import PacelineDocument
import PacelineModel
import PacelineYAML

extension TypeLowering {
    /// The discriminator's values that select each of some schemas, the one to be sent first; none where it has none.
    ///
    /// `base` is what each is joined with.
    mutating func tags(
        of members: [Schema], _ discriminator: Discriminator?, joinedWith base: [Schema] = []
    ) -> [[String]] {
        guard let discriminator, !discriminator.propertyName.isEmpty else { return members.map { _ in [] } }
        let allowed = members.map { allowedTags(of: $0, discriminator) }
        document.reportUnmapped(discriminator, &diagnostics)
        reportUndeclared(discriminator, members, base)
        let mapping = TagMapping(discriminator, document)
        let holders = Dictionary(allowed.joined().map { ($0, 1) }, uniquingKeysWith: +)
        return members.indices.map { index in
            let own = allowed[index]
            let allows = Set(own)
            /// Whether another member allows the value.
            func isShared(_ tag: String) -> Bool { (holders[tag] ?? 0) > (allows.contains(tag) ? 1 : 0) }
            let mapped = mappedTags(of: members[index], mapping)
            if !mapped.isEmpty {
                // What the property allows overrides a mapping that says something else.
                if !own.isEmpty, !mapped.contains(where: allows.contains), !own.contains(where: isShared) {
                    return own + mapped
                }
                return mapped.filter(allows.contains) + mapped.filter { !allows.contains($0) }
            }
            guard let name = members[index].reference?.targetName ?? componentNames[members[index]] else { return own }
            if own.isEmpty { return isObject(members[index]) ? [name] : [] }
            if allows.contains(name) { return [name] }
            if !own.contains(where: isShared) { return own }
            return [own.first { $0.lowercased() == name.lowercased() } ?? name]
        }
    }

    /// The values of a discriminator's mapping, by what they are mapped to.
    private struct TagMapping {
        private var byValue: [String: [Int]] = [:]
        private var byTarget: [String: [Int]] = [:]
        private let names: [String]

        init(_ discriminator: Discriminator, _ document: Document) {
            let mapping = discriminator.mapping
            names = mapping.map(\.name)
            for (index, entry) in mapping.enumerated() {
                byValue[entry.value, default: []].append(index)
                byTarget[document.targetName(entry.value), default: []].append(index)
            }
        }

        /// The values that lead to a schema by a reference like its own, or by its name.
        func tags(reference: String?, name: String?) -> [String] {
            let indices = (reference.flatMap { byValue[$0] } ?? []) + (name.flatMap { byTarget[$0] } ?? [])
            return Set(indices).sorted().map { names[$0] }
        }
    }

    private func mappedTags(of member: Schema, _ mapping: TagMapping) -> [String] {
        let name = member.reference?.targetName ?? componentNames[member]
        return mapping.tags(reference: member.reference?.text, name: name)
    }

    /// Whether values of the schema can have the property of a discriminator.
    private func isObject(_ schema: Schema) -> Bool { merged(of: [schema]).kinds.map { $0 == ["object"] } ?? true }

    /// The values that the discriminator's property can have in a schema or, where that is a union or a base itself,
    /// in those that it can be; empty where they are not named.
    private func allowedTags(of member: Schema, _ discriminator: Discriminator) -> [String] {
        var tags: [String] = []
        var known: Set<String> = []
        var seen: Set<Schema> = []
        var pending = [member]
        while let next = pending.popLast() {
            let schema = document.resolve(next) ?? next
            guard seen.insert(schema).inserted else { continue }
            let all = merged(of: [schema])
            let declarations = all.parts.flatMap(\.properties).filter { $0.name == discriminator.propertyName }
            let values = merged(of: declarations.map(\.value)).values ?? []
            tags += values.compactMap(\.scalarJSON).filter { known.insert($0).inserted }
            guard values.isEmpty else { continue }
            let alternatives = all.parts.flatMap { self.alternatives(of: $0, in: schema) }.flatMap(\.members)
            let inner = polymorphicChildren(of: schema) ?? alternatives
            let mapping = all.first(\.discriminator).map { TagMapping($0, document) }
            for one in inner {
                let own = mapping.map { mappedTags(of: one, $0) } ?? []
                if own.isEmpty { pending.append(one) } else { tags += own.filter { known.insert($0).inserted } }
            }
            if inner.isEmpty, next != member, let name = componentNames[schema], known.insert(name).inserted {
                tags.append(name)
            }
        }
        return tags
    }

    /// Reports a discriminator that no alternative declares. It is written, and values without it are told by shape.
    private mutating func reportUndeclared(
        _ discriminator: Discriminator, _ members: [Schema], _ base: [Schema]
    ) {
        let parts = base + members.flatMap { merged(of: [$0]).parts }
        let isDeclared = parts.contains { part in
            part.properties.contains { $0.name == discriminator.propertyName }
                || !part.oneOf.isEmpty || !part.anyOf.isEmpty
        }
        guard !isDeclared, members.contains(where: isObject) else { return }
        diagnostics.untidy(
            .undeclaredDiscriminator, "no alternative has the property `\(discriminator.propertyName)`",
            at: discriminator.node["propertyName"]?.location ?? discriminator.location,
            hint: "it is sent with each of them; what comes without it is distinguished by its other properties")
    }

    /// The schemas that join others by `allOf`, by these.
    static func children(in document: Document) -> [Schema: [Schema]] {
        var children: [Schema: [Schema]] = [:]
        for component in document.components.schemas {
            for member in component.value.allOf {
                guard let base = document.resolve(member), member.reference != nil else { continue }
                children[base, default: []].append(component.value)
            }
        }
        return children
    }

    /// The schemas that a value of a base can be, where the base has a discriminator and no alternatives of its own:
    /// those that join it by `allOf`, and those of the mapping. nil for any other schema.
    func polymorphicChildren(of schema: Schema) -> [Schema]? {
        guard let discriminator = schema.discriminator, schema.oneOf.isEmpty, schema.anyOf.isEmpty,
            componentNames[schema] != nil
        else { return nil }
        var found: [Schema] = []
        var seen: Set<Schema> = [schema]
        var pending = children[schema] ?? []
        var next = 0
        while next < pending.count {
            let child = pending[next]
            next += 1
            guard seen.insert(child).inserted else { continue }
            found.append(child)
            pending += children[child] ?? []
        }
        let mapped = Set(discriminator.mapping.map { document.targetName($0.value) }).compactMap {
            document.component(named: $0)
        }
        for child in mapped.sorted(by: { $0.location < $1.location }) where seen.insert(child).inserted {
            found.append(child)
        }
        return found.isEmpty ? nil : found
    }

    /// A base and its children: a union of the children.
    mutating func lowerPolymorphic(_ schema: Schema, _ children: [Schema], named name: String) -> TypeReference {
        let tags = tags(of: children, schema.discriminator)
        return lowerUnion(of: schema, named: name, schema.discriminator, members: children + [schema]) {
            lowering, claimed in
            var alternatives = children.indices.map { index in
                let childName = lowering.componentNames[children[index]] ?? claimed
                return Union.Alternative(
                    name: childName, type: lowering.lower(children[index], named: childName), tags: tags[index])
            }
            let own = (schema.discriminator?.mapping ?? []).filter { lowering.document.targetName($0.value) == name }
                .map(\.name)
            if !own.isEmpty {
                let all = lowering.merged(of: [schema])
                alternatives.append(
                    Union.Alternative(
                        name: name, type: lowering.lowerRecord(all, of: nil, named: name + " itself"), tags: own))
            }
            return alternatives
        }
    }
}
