import PacelineDocument
import PacelineModel
import PacelineYAML

extension SampleMaker.Run {
    /// Items and members beyond this number are not made, whatever a document asks for.
    private static let most = 100

    /// A list of one item, or of as many as there have to be; an empty one when an item would hold the list.
    mutating func array(_ parts: [Schema]) -> Sample? {
        let least = min(parts.compactMap(\.minItems).max() ?? 0, Self.most)
        let most = parts.compactMap(\.maxItems).min() ?? Self.most
        let prefix = parts.first { $0.prefixItems.isEmpty ? nil : $0.prefixItems } ?? []
        let rest = parts.compactMap(\.items).filter { $0.boolean != false }
        let contained = parts.compactMap(\.contains)
        let isClosed = rest.isEmpty && parts.contains { $0.items?.boolean == false }
        let hasItems = !rest.isEmpty || !contained.isEmpty
        var count = max(least, prefix.count, hasItems && budget > 0 ? 1 : 0, contained.isEmpty ? 0 : prefix.count + 1)
        count = min(count, most, isClosed ? prefix.count : Self.most)
        let isUnique = parts.contains(where: \.uniqueItems)
        let variant = self.variant
        defer { self.variant = variant }
        var elements: [Sample] = []
        for index in 0..<max(0, count) {
            if isUnique { self.variant = variant + index }
            var schemas = index < prefix.count ? [prefix[index]] : rest
            if index == prefix.count { schemas += contained }
            guard let element = schemas.isEmpty ? .object([]) : value(of: schemas) else {
                return elements.count >= least ? .array(elements) : nil
            }
            elements.append(element)
        }
        return .array(elements)
    }

    /// An object with the required members and, near the top, the optional ones.
    ///
    /// - Parameter isSparse: whether optional members are left out here.
    mutating func object(_ parts: [Schema], isSparse: Bool) -> Sample? {
        let required = Set(parts.flatMap(\.required))
        let isWide = !isSparse && budget > 0 && depth <= Self.depthOfOptionals
        var members: [Sample.Member] = []
        for (name, schemas) in declared(by: parts) {
            guard required.contains(name) || (isWide && !isSentOnly(schemas)) else { continue }
            if name.leadsToFurtherPages {
                if let end = end(of: schemas, isRequired: required.contains(name)) { members.append(.init(name, end)) }
            } else if let value = value(of: schemas) {
                members.append(.init(name, value))
            } else if required.contains(name) {
                return nil
            }
        }
        for name in parts.flatMap(\.required) where !members.contains(where: { $0.name == name }) {
            guard let value = value(of: schemas(for: name, by: parts)) else { return nil }
            members.append(.init(name, value))
        }
        let least = min(parts.compactMap(\.minProperties).max() ?? 0, Self.most)
        let isMap = parts.allSatisfy { $0.properties.isEmpty } && parts.contains { $0.holdsOthers }
        while members.count < max(least, isMap && isWide ? 1 : 0), let member = other(beside: members, parts) {
            members.append(member)
        }
        if let most = parts.compactMap(\.maxProperties).min() {
            while members.count > most, let index = members.lastIndex(where: { !required.contains($0.name) }) {
                members.remove(at: index)
            }
        }
        return .object(members)
    }

    /// The declared properties in document order, each with all schemas that speak of it.
    func declared(by parts: [Schema]) -> [(name: String, schemas: [Schema])] {
        var places: [String: Int] = [:]
        var declared: [(name: String, schemas: [Schema])] = []
        for property in parts.flatMap(\.properties) {
            if let place = places[property.name] {
                declared[place].schemas.append(property.value)
            } else {
                places[property.name] = declared.count
                declared.append((property.name, [property.value]))
            }
        }
        return declared
    }

    /// The schemas of a member of any name.
    func schemas(for name: String, by parts: [Schema]) -> [Schema] {
        let patterns = parts.flatMap(\.patternProperties).filter { check.patterns.matches(name, $0.name) == true }
        let rest = patterns.isEmpty ? parts.compactMap(\.additionalProperties) : patterns.map(\.value)
        return declared(by: parts).first { $0.name == name }?.schemas ?? rest.filter { $0.boolean == nil }
    }

    /// OpenAPI: a `writeOnly` property is not sent with responses.
    private func isSentOnly(_ schemas: [Schema]) -> Bool { document.parts(of: schemas).contains(where: \.isWriteOnly) }

    /// A member that is not declared; nil when there may be none.
    private mutating func other(beside members: [Sample.Member], _ parts: [Schema]) -> Sample.Member? {
        let variant = self.variant
        defer { self.variant = variant }
        let pattern = parts.flatMap(\.patternProperties).first.flatMap { PatternSample($0.name) }
        let names = parts.compactMap(\.propertyNames)
        for number in 0..<(2 * Self.most) {
            self.variant = number
            var name = pattern?.text(extra: 1, variant: number) ?? (number == 0 ? "key" : "key\(number + 1)")
            if !names.isEmpty, case .string(let text)? = value(of: names) { name = text }
            guard !members.contains(where: { $0.name == name }) else { continue }
            self.variant = variant
            let schemas = schemas(for: name, by: parts)
            if schemas.isEmpty, parts.contains(where: { $0.additionalProperties?.boolean == false }) { return nil }
            return (schemas.isEmpty ? .string("string") : value(of: schemas)).map { .init(name, $0) }
        }
        return nil
    }
}

extension Schema {
    /// Whether members may stand under names that the schema does not know.
    fileprivate var holdsOthers: Bool {
        !patternProperties.isEmpty || (additionalProperties.map { $0.boolean == nil } ?? false)
    }
}
