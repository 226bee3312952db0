import PacelineDocument
import PacelineModel

extension TypeLowering {
    /// Decides how the alternatives of each union are told apart: by a property of which each allows other values,
    /// where there is one, else by the shapes of their values.
    mutating func tellAlternativesApart(in declarations: inout [TypeDeclaration]) {
        let formats = externalTypes.compactMap { external in
            if case .format(let name) = external.origin { (external.id, name) } else { nil }
        }
        var shapes = Shapes(
            declarations: declarations, formats: Dictionary(formats, uniquingKeysWith: { first, _ in first }))
        let types = Dictionary(declarations.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for place in declarations.indices {
            guard case .union(var union) = declarations[place] else { continue }
            for index in union.alternatives.indices {
                union.alternatives[index].shapes = shapes.shapes(of: union.alternatives[index].type)
            }
            if union.discriminator == nil, let found = union.ownDiscriminator {
                union.discriminator = found.property
                for (index, tags) in found.tags.enumerated() { union.alternatives[index].tags = tags }
            }
            if let discriminator = union.discriminator { union.tag(by: discriminator, types) }
            union.keepWhatDiffers()
            declarations[place] = .union(union)
            guard !shapes.isCut else { return reportTooManyShapes(union) }
        }
        fixTags(in: &declarations, types)
    }

    /// A property by which unions select its object by one value has that value.
    private func fixTags(in declarations: inout [TypeDeclaration], _ types: [TypeID: TypeDeclaration]) {
        var tags: [TypeID: [String: Set<Sample>]] = [:]
        for case .union(let union) in declarations {
            for alternative in union.alternatives {
                guard let property = union.discriminator, case .named(let id) = alternative.type else { continue }
                tags[id, default: [:]][property, default: []].formUnion(alternative.tags.map(alternative.sample(of:)))
            }
        }
        for place in declarations.indices {
            guard case .record(var record) = declarations[place], let own = tags[record.id] else { continue }
            for index in record.properties.indices where record.properties[index].constant == nil {
                let property = record.properties[index]
                guard let values = own[property.name], values.count == 1, let value = values.first,
                    (property.onlyValue ?? value) == value, value.fits(property.type.nonNull, types)
                else { continue }
                record.properties[index].onlyValue = value
                record.properties[index].isTag = true
            }
            declarations[place] = .record(record)
        }
    }
}

extension Union {
    /// The property by which most alternatives are told apart: each that has it allows other values of it, or one
    /// value alone where it may be absent. Others do not have it; what is no object has no properties.
    fileprivate var ownDiscriminator: (property: String, tags: [[String]])? {
        var names: [String] = []
        var members: [String: [Int: [ValueShape.Member]]] = [:]
        for (index, alternative) in alternatives.enumerated() {
            for member in alternative.shapes.compactMap(\.members).joined() {
                if members[member.name] == nil { names.append(member.name) }
                members[member.name, default: [:]][index, default: []].append(member)
            }
        }
        let objects = alternatives.map { $0.shapes.count { $0.kind == .object } }
        var best: (property: String, tags: [Int: [String]], isRequired: Bool)?
        for name in names {
            guard let holders = members[name], holders.count > 1, holders.count >= best?.tags.count ?? 0,
                holders.allSatisfy({ $1.count == objects[$0] })
            else { continue }
            let isRequired = holders.values.joined().allSatisfy(\.isRequired)
            if let best, holders.count == best.tags.count, best.isRequired || !isRequired { continue }
            let tags = holders.mapValues {
                $0.flatMap { (isRequired ? $0.namedValues : $0.onlyValue.map { [$0] }) ?? [] }
            }
            guard holders.allSatisfy({ (tags[$0] ?? []).count >= $1.count }),
                Set(tags.values.joined()).count == tags.values.joined().count
            else { continue }
            best = (name, tags, isRequired)
        }
        return best.map { best in (best.property, alternatives.indices.map { best.tags[$0] ?? [] }) }
    }

    /// Notes whether the property is always there, and in the shapes that it has no other value than the tags.
    fileprivate mutating func tag(by property: String, _ types: [TypeID: TypeDeclaration]) {
        isAlwaysTagged = alternatives.allSatisfy { alternative in
            !alternative.tags.isEmpty
                && alternative.shapes.allSatisfy { shape in
                    shape.members?.contains { $0.name == property && $0.isRequired } ?? false
                }
        }
        for index in alternatives.indices where !alternatives[index].tags.isEmpty {
            let tags = alternatives[index].tags
            let declared = alternatives[index].type.name.flatMap { types[$0] }?.property(property)
            let isText = declared?.isText(types) ?? true
            alternatives[index].hasTextTags = isText
            let shape: ValueShape =
                isText ? .string(tags) : tags.allSatisfy { Bool($0) != nil } ? .boolean(tags) : .integer(tags)
            alternatives[index].shapes = alternatives[index].shapes.map { own in
                guard var members = own.members else { return own }
                if let place = members.firstIndex(where: { $0.name == property }) {
                    members[place].shapes = [shape] + members[place].shapes.filter { $0 == .null }
                } else {
                    members.append(.init(name: property, isRequired: false, shapes: [shape]))
                }
                return .object(members, others: own.others)
            }
        }
    }

    /// Leaves out of the shapes of objects what says nothing about which alternative it is: members that all have
    /// alike, and values and formats that no other alternative has differently.
    fileprivate mutating func keepWhatDiffers() {
        let objects = alternatives.flatMap(\.shapes).flatMap(\.innerMembers)
        var alike = objects.count > 1 ? Set(objects[0]) : []
        for object in objects.dropFirst() where !alike.isEmpty { alike.formIntersection(object) }
        var values: [String: Set<String>] = [:]
        var shared: Set<String> = []
        for alternative in alternatives {
            let members = alternative.shapes.flatMap(\.innerMembers).joined()
            let own = Dictionary(
                members.map { ($0.name, Set($0.namedValues ?? [])) }, uniquingKeysWith: { $0.union($1) })
            for (name, named) in own {
                if !(values[name] ?? []).isDisjoint(with: named) { shared.insert(name) }
                values[name, default: []].formUnion(named)
            }
        }
        var shapes: [String: [ValueShape]] = [:]
        var differing: Set<String> = []
        for member in objects.joined() {
            if shapes[member.name, default: member.shapes] != member.shapes { differing.insert(member.name) }
            shapes[member.name] = member.shapes
        }
        for index in alternatives.indices {
            alternatives[index].shapes = alternatives[index].shapes.map { shape in
                shape.mapMembers { members in
                    members.filter { !alike.contains($0) }.map { member in
                        let isFixed = member.onlyValue != nil
                        var member = member
                        member.shapes = member.shapes.map { shape in
                            let shape = shape.simplified(keepingValues: isFixed || differing.contains(member.name))
                            return shared.contains(member.name) && !isFixed ? shape.opened : shape
                        }
                        return member
                    }
                }
            }
        }
    }
}

extension ValueShape {
    fileprivate var others: [ValueShape] { if case .object(_, let others) = self { others } else { [] } }

    /// The shape with other members for the objects that count in full.
    fileprivate func mapMembers(_ change: ([Member]) -> [Member]) -> ValueShape {
        switch self {
        case .object(let members, let others): .object(change(members), others: others)
        case .array(let shapes): .array(shapes.map { $0.mapMembers(change) })
        default: self
        }
    }

    /// The shape for a property of which several alternatives allow the same values.
    fileprivate var opened: ValueShape {
        switch self {
        case .string(let values) where !values.isEmpty: .openString(values)
        case .integer(let values) where !values.isEmpty: .openInteger(values)
        case .boolean: .boolean([])
        default: self
        }
    }
}

extension Sample {
    /// Whether a property of the type can have the value, and a literal can say so.
    fileprivate func fits(_ type: TypeReference, _ types: [TypeID: TypeDeclaration]) -> Bool {
        switch (self, type) {
        case (_, .json), (.string, .string), (.boolean, .boolean): return true
        case (.number(let digits), .integer), (.number(let digits), .int32), (.number(let digits), .int64):
            return Int64(digits) != nil
        case (.number, .double), (.number, .float): return true
        case (.string(let text), .named(let id)), (.number(let text), .named(let id)):
            guard case .enumeration(let enumeration) = types[id] else { return false }
            return enumeration.sample(of: text) == self && (!enumeration.isClosed || enumeration.values.contains(text))
        default: return false
        }
    }
}

extension TypeDeclaration {
    fileprivate func property(_ name: String) -> Property? {
        guard case .record(let record) = self else { return nil }
        return record.properties.first { $0.name == name }
    }
}

extension Property {
    /// Whether the values are texts in JSON.
    fileprivate func isText(_ types: [TypeID: TypeDeclaration]) -> Bool {
        if let value = constant ?? onlyValue { return if case .string = value { true } else { false } }
        switch type.nonNull {
        case .boolean, .integer, .int32, .int64, .uint64, .float, .double, .decimal: return false
        case .named(let id):
            if case .enumeration(let enumeration) = types[id] { return enumeration.rawType == .string }
            return true
        default: return true
        }
    }
}
