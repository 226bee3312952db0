import PacelineDocument
import PacelineModel
import PacelineYAML

extension Lowering {
    /// The discriminator's values that select a schema: those that are mapped to it, those that its property allows, else
    /// its name. Empty where it has none.
    func tags(of member: Schema, _ discriminator: Discriminator) -> [String] {
        let name = member.reference?.targetName ?? componentNames[member]
        let mapped = discriminator.mapping.filter { entry in
            member.reference.map { entry.value == $0.text } ?? false || (name != nil && targetName(entry.value) == name)
        }.map(\.name)
        if !mapped.isEmpty { return mapped }
        let declarations = conjunction(of: [member]).parts.flatMap(\.properties)
            .filter { $0.name == discriminator.propertyName }.map(\.value)
        let values = conjunction(of: declarations).values ?? []
        if !values.isEmpty, member.reference == nil || values.count == 1 { return values.compactMap(\.scalarJSON) }
        return name.map { [$0] } ?? []
    }

    /// The name of the schema that a mapping's value means: a name, a reference, or a file that is called like it.
    private func targetName(_ value: String) -> String {
        if document.root["components"]?["schemas"]?[value] != nil { return value }
        let last = value.split(separator: "/").last.map(String.init) ?? value
        for ending in [".json", ".yaml", ".yml"] where last.hasSuffix(ending) {
            return String(last.dropLast(ending.count))
        }
        return last
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

    /// The schemas that a value of a base can be, where the base has a discriminator and no alternatives of its own: those
    /// that join it by `allOf`, and those of the mapping. nil for any other schema.
    func polymorphicChildren(of schema: Schema) -> [Schema]? {
        guard let discriminator = schema.discriminator, schema.oneOf.isEmpty, schema.anyOf.isEmpty,
            componentNames[schema] != nil
        else { return nil }
        var found: [Schema] = []
        var pending = children[schema] ?? []
        while !pending.isEmpty {
            let child = pending.removeFirst()
            guard !found.contains(child), child != schema else { continue }
            found.append(child)
            pending += children[child] ?? []
        }
        let mapped = discriminator.mapping.map { targetName($0.value) }
        for component in document.components.schemas where mapped.contains(component.name) {
            if !found.contains(component.value), component.value != schema { found.append(component.value) }
        }
        return found.isEmpty ? nil : found
    }

    /// A base and its children: a choice of the children.
    mutating func lowerPolymorphic(_ schema: Schema, _ children: [Schema], named name: String) -> TypeReference {
        guard let discriminator = schema.discriminator else { return .json }
        return lowerUnion(of: schema, named: name, discriminator: discriminator.propertyName) { lowering, claimed in
            var alternatives = children.map { child in
                let childName = lowering.componentNames[child] ?? claimed
                return Choice.Alternative(
                    name: childName, type: lowering.lower(child, named: childName),
                    tags: lowering.tags(of: child, discriminator))
            }
            let own = discriminator.mapping.filter { lowering.targetName($0.value) == name }.map(\.name)
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
