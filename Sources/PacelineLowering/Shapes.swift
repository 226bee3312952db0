import PacelineModel

extension Lowering {
    /// Decides how the alternatives of each choice are told apart: by a property of which each allows other values, where
    /// there is one, else by the shapes of their values.
    func tellAlternativesApart(in declarations: inout [TypeDeclaration]) {
        let shapes = Shapes(declarations: declarations)
        for place in declarations.indices {
            guard case .choice(var choice) = declarations[place] else { continue }
            for index in choice.alternatives.indices {
                choice.alternatives[index].shapes = shapes.shapes(of: choice.alternatives[index].type)
            }
            if choice.discriminator == nil, let found = shapes.discriminator(of: choice) {
                choice.discriminator = found.property
                for (index, tags) in found.tags.enumerated() { choice.alternatives[index].tags = tags }
            }
            shapes.keepWhatDiffers(in: &choice)
            declarations[place] = .choice(choice)
        }
        nameTags(in: &declarations)
    }

    /// An object that a discriminator selects by one value has that value in its property, unless something else is said.
    private func nameTags(in declarations: inout [TypeDeclaration]) {
        var tags: [TypeID: [String: Set<String>]] = [:]
        for case .choice(let choice) in declarations {
            for alternative in choice.alternatives {
                guard let property = choice.discriminator, case .named(let id) = alternative.type else { continue }
                tags[id, default: [:]][property, default: []].formUnion(alternative.tags)
            }
        }
        for place in declarations.indices {
            guard case .record(var record) = declarations[place], let own = tags[record.id] else { continue }
            for index in record.properties.indices where record.properties[index].type == .string {
                guard record.properties[index].onlyValue == nil, let values = own[record.properties[index].name],
                    values.count == 1, let value = values.first
                else { continue }
                record.properties[index].onlyValue = .string(value)
            }
            declarations[place] = .record(record)
        }
    }
}

/// What values of the types look like.
private struct Shapes {
    private let types: [TypeID: TypeDeclaration]
    /// How many objects inside one another are looked into.
    private static let depth = 2

    init(declarations: [TypeDeclaration]) {
        types = Dictionary(declarations.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func shapes(of type: TypeReference) -> [ValueShape] { shapes(of: type, depth: 0, holders: []) }

    private func shapes(of type: TypeReference, depth: Int, holders: Set<TypeID>) -> [ValueShape] {
        switch type {
        case .string, .base64: return [.string([])]
        case .boolean: return [.boolean([])]
        case .integer, .int32, .int64, .uint64: return [.integer([])]
        case .float, .double, .decimal: return [.number]
        case .dateTime: return [.dateTime]
        case .date: return [.date]
        case .json: return [.anything]
        case .map: return [.object([])]
        case .array(let element): return [.array(shapes(of: element, depth: depth, holders: holders))]
        case .nullable(let inner): return shapes(of: inner, depth: depth, holders: holders) + [.null]
        case .named(let id):
            guard let declaration = types[id] else { return [.anything] }
            return shapes(of: declaration, depth: depth, holders: holders)
        }
    }

    private func shapes(of declaration: TypeDeclaration, depth: Int, holders: Set<TypeID>) -> [ValueShape] {
        switch declaration {
        case .enumeration(let enumeration):
            return [enumeration.rawType == .string ? .string(enumeration.values) : .integer(enumeration.values)]
        case .record(let record):
            guard depth < Self.depth, !holders.contains(record.id) else { return [.object([])] }
            let holders = holders.union([record.id])
            let members = record.properties.filter { $0.constant == nil }.map { property in
                let inner = shapes(of: property.type, depth: depth + 1, holders: holders)
                return ValueShape.Member(
                    name: property.name, isRequired: property.isRequired,
                    shapes: property.onlyValue.map { [ValueShape(only: $0)] } ?? inner)
            }
            return [.object(members)]
        case .choice(let choice):
            guard !holders.contains(choice.id) else { return [.anything] }
            return choice.alternatives.flatMap {
                shapes(of: $0.type, depth: depth, holders: holders.union([choice.id]))
            }
        }
    }

    /// A property that all alternatives require and of which each allows other values.
    func discriminator(of choice: Choice) -> (property: String, tags: [[String]])? {
        guard choice.alternatives.count > 1 else { return nil }
        let members = choice.alternatives.map { $0.shapes.map(\.members) }
        guard let first = members.first?.first else { return nil }
        for candidate in first ?? [] where candidate.isRequired {
            var seen: Set<String> = []
            let tags = members.map { shapes -> [String]? in
                var tags: [String] = []
                for members in shapes {
                    guard let member = members?.first(where: { $0.name == candidate.name }), member.isRequired,
                        let values = member.fixedValues
                    else { return nil }
                    tags += values
                }
                return tags
            }
            let all = tags.compactMap { $0 }
            if all.count == tags.count, all.allSatisfy({ !$0.isEmpty }),
                all.joined().allSatisfy({ seen.insert($0).inserted })
            {
                return (candidate.name, all)
            }
        }
        return nil
    }

    /// Leaves out of the shapes of objects what says nothing about which alternative it is: members that all have alike,
    /// and the values of open enumerations, of which a server may send others, unless each alternative has its own.
    func keepWhatDiffers(in choice: inout Choice) {
        let objects = choice.alternatives.flatMap(\.shapes).compactMap(\.members)
        let alike = Set(objects.first ?? []).filter { member in
            objects.count > 1 && objects.allSatisfy { $0.contains(member) }
        }
        var seen: [String: Set<String>] = [:]
        var shared: Set<String> = []
        for member in objects.joined() {
            for value in member.fixedValues ?? [] where !seen[member.name, default: []].insert(value).inserted {
                shared.insert(member.name)
            }
        }
        for index in choice.alternatives.indices {
            choice.alternatives[index].shapes = choice.alternatives[index].shapes.map { shape in
                guard let members = shape.members else { return shape }
                return .object(
                    members.filter { !alike.contains($0) }.map { member in
                        let isTelling = member.fixedValues?.count == 1 || !shared.contains(member.name)
                        var member = member
                        member.shapes = member.shapes.map { $0.simplified(keepingValues: isTelling) }
                        return member
                    })
            }
        }
    }
}

extension ValueShape {
    /// The shape of a scalar that is always the same.
    fileprivate init(only value: Sample) {
        switch value {
        case .string(let text): self = .string([text])
        case .number(let digits): self = Int64(digits) == nil ? .number : .integer([digits])
        case .boolean(let value): self = .boolean([String(value)])
        case .null: self = .null
        case .array, .object: self = .anything
        }
    }

    fileprivate var members: [Member]? { if case .object(let members) = self { members } else { nil } }

    /// The shape without what only costs time to look at: of members inside, those count that are required.
    fileprivate func simplified(keepingValues: Bool) -> ValueShape {
        switch self {
        case .string(let values): .string(keepingValues ? values : [])
        case .integer(let values): .integer(keepingValues ? values : [])
        case .boolean(let values): .boolean(keepingValues ? values : [])
        case .array(let shapes): .array(shapes.map { $0.simplified(keepingValues: false) })
        case .object(let members):
            .object(
                members.filter(\.isRequired).map { member in
                    var member = member
                    let isFixed = member.fixedValues?.count == 1
                    member.shapes = member.shapes.map { $0.simplified(keepingValues: isFixed) }
                    return member
                })
        case .anything, .null, .number, .dateTime, .date: self
        }
    }
}

extension ValueShape.Member {
    /// The values that the member can have, nil where they are not named.
    fileprivate var fixedValues: [String]? {
        var values: [String] = []
        for shape in shapes {
            switch shape {
            case .string(let named) where !named.isEmpty, .integer(let named) where !named.isEmpty,
                .boolean(let named) where !named.isEmpty:
                values += named
            default: return nil
            }
        }
        return values
    }
}
