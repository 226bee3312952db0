import PacelineDiagnostics
import PacelineDocument
import PacelineModel
import PacelineYAML

extension Lowering {
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
        return members.indices.map { index in
            let own = allowed[index]
            let others = Set(allowed.enumerated().filter { $0.offset != index }.flatMap(\.element))
            let mapped = mappedTags(of: members[index], discriminator)
            if !mapped.isEmpty {
                // What the property allows outranks a mapping that says something else.
                let isContradicted = !own.isEmpty && Set(own).isDisjoint(with: mapped + others)
                if isContradicted { return own + mapped }
                return mapped.filter(own.contains) + mapped.filter { !own.contains($0) }
            }
            guard let name = members[index].reference?.targetName ?? componentNames[members[index]] else { return own }
            if own.isEmpty { return isObject(members[index]) ? [name] : [] }
            if own.contains(name) { return [name] }
            if others.isDisjoint(with: own) { return own }
            return [own.first { $0.lowercased() == name.lowercased() } ?? name]
        }
    }

    private func mappedTags(of member: Schema, _ discriminator: Discriminator) -> [String] {
        let name = member.reference?.targetName ?? componentNames[member]
        return discriminator.mapping.filter { entry in
            member.reference.map { entry.value == $0.text } ?? false
                || (name != nil && document.targetName(entry.value) == name)
        }.map(\.name)
    }

    /// Whether values of the schema can have the property of a discriminator.
    private func isObject(_ schema: Schema) -> Bool { conjunction(of: [schema]).kinds.map { $0 == ["object"] } ?? true }

    /// The values that the discriminator's property can have in a schema or, where that is a choice or a base itself,
    /// in those that it can be; empty where they are not named.
    private func allowedTags(of member: Schema, _ discriminator: Discriminator) -> [String] {
        var tags: [String] = []
        var seen: Set<Schema> = []
        var pending = [member]
        while let next = pending.popLast() {
            let schema = document.resolve(next) ?? next
            guard seen.insert(schema).inserted else { continue }
            let all = conjunction(of: [schema])
            let declarations = all.parts.flatMap(\.properties).filter { $0.name == discriminator.propertyName }
            let values = conjunction(of: declarations.map(\.value)).values ?? []
            tags += values.compactMap(\.scalarJSON).filter { !tags.contains($0) }
            guard values.isEmpty else { continue }
            let alternatives = all.parts.flatMap { self.alternatives(of: $0, in: schema) }.flatMap(\.members)
            let inner = polymorphicChildren(of: schema) ?? alternatives
            for one in inner {
                let own = all.first(\.discriminator).map { mappedTags(of: one, $0) } ?? []
                if own.isEmpty { pending.append(one) } else { tags += own.filter { !tags.contains($0) } }
            }
            if inner.isEmpty, next != member, let name = componentNames[schema], !tags.contains(name) {
                tags.append(name)
            }
        }
        return tags
    }

    /// Reports a discriminator that no alternative declares. It is written, and values without it are told by shape.
    private mutating func reportUndeclared(
        _ discriminator: Discriminator, _ members: [Schema], _ base: [Schema]
    ) {
        let parts = base + members.flatMap { conjunction(of: [$0]).parts }
        let isDeclared = parts.contains { part in
            part.properties.contains { $0.name == discriminator.propertyName }
                || !part.oneOf.isEmpty || !part.anyOf.isEmpty
        }
        guard !isDeclared, members.contains(where: isObject) else { return }
        diagnostics.untidy(
            "undeclared-discriminator", "no alternative has the property `\(discriminator.propertyName)`",
            at: discriminator.node["propertyName"]?.location ?? discriminator.location,
            hint: "it is sent with each of them; what comes without it is told apart by its other properties")
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
        let mapped = Set(discriminator.mapping.map { document.targetName($0.value) })
        for component in document.components.schemas where mapped.contains(component.name) {
            if seen.insert(component.value).inserted { found.append(component.value) }
        }
        return found.isEmpty ? nil : found
    }

    /// A base and its children: a choice of the children.
    mutating func lowerPolymorphic(_ schema: Schema, _ children: [Schema], named name: String) -> TypeReference {
        let tags = tags(of: children, schema.discriminator)
        return lowerUnion(of: schema, named: name, schema.discriminator, members: children + [schema]) {
            lowering, claimed in
            var alternatives = children.indices.map { index in
                let childName = lowering.componentNames[children[index]] ?? claimed
                return Choice.Alternative(
                    name: childName, type: lowering.lower(children[index], named: childName), tags: tags[index])
            }
            let own = (schema.discriminator?.mapping ?? []).filter { lowering.document.targetName($0.value) == name }
                .map(\.name)
            if !own.isEmpty {
                let all = lowering.conjunction(of: [schema])
                alternatives.append(
                    Choice.Alternative(
                        name: name, type: lowering.lowerRecord(all, of: nil, named: name + " itself"), tags: own))
            }
            return alternatives
        }
    }
}
