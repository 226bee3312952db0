import PacelineModel

/// What values of the types look like.
struct Shapes {
    private let types: [TypeID: TypeDeclaration]
    /// The formats of which the values of types of the user's own are.
    private let formats: [TypeID: String]
    /// How many shapes may still be made. Lists and objects can lead to the same few types in any number of ways.
    private var left = Self.most
    /// How many objects inside one another are looked into.
    private static let depth = 2
    /// How many lists inside one another are looked into: people write two or three.
    private static let steps = 4
    /// How many shapes are made for the unions of a document. Large ones need some ten thousand.
    static let most = 1_500_000

    init(declarations: [TypeDeclaration], formats: [TypeID: String]) {
        types = Dictionary(declarations.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.formats = formats
    }

    /// Whether there were more shapes than are made; some are told too roughly then.
    var isCut: Bool { left < 0 }

    mutating func shapes(of type: TypeReference) -> [ValueShape] { shapes(of: type, depth: 0, steps: 0, holders: []) }

    private mutating func shapes(
        of type: TypeReference, depth: Int, steps: Int, holders: Set<TypeID>
    ) -> [ValueShape] {
        left -= 1
        guard left >= 0 else { return [.anything] }
        switch type {
        case .string: return [.string([])]
        case .base64: return [.format(.base64)]
        case .boolean: return [.boolean([])]
        case .integer, .int32, .int64, .uint64: return [.integer([])]
        case .float, .double, .decimal: return [.number]
        case .dateTime: return [.dateTime]
        case .date: return [.date]
        case .json: return [.anything]
        case .map(let value):
            guard steps < Self.steps else { return [.object([])] }
            return [.object([], others: self.others(value, depth: depth, steps: steps + 1, holders: holders))]
        case .array(let element):
            guard steps < Self.steps else { return [.array([.anything])] }
            return [.array(shapes(of: element, depth: depth, steps: steps + 1, holders: holders))]
        case .nullable(let inner): return shapes(of: inner, depth: depth, steps: steps, holders: holders) + [.null]
        case .named(let id):
            if let format = formats[id].flatMap(ValueShape.Format.init(name:)) { return [.format(format)] }
            guard let declaration = types[id] else { return [.anything] }
            return shapes(of: declaration, depth: depth, steps: steps, holders: holders)
        }
    }

    private mutating func shapes(
        of declaration: TypeDeclaration, depth: Int, steps: Int, holders: Set<TypeID>
    ) -> [ValueShape] {
        switch declaration {
        case .enumeration(let enumeration):
            let values = enumeration.values
            switch enumeration.rawType {
            case .string: return [enumeration.isClosed ? .string(values) : .openString(values)]
            case .integer: return [enumeration.isClosed ? .integer(values) : .openInteger(values)]
            }
        case .record(let record):
            guard depth < Self.depth, !holders.contains(record.id) else { return [.object([])] }
            let holders = holders.union([record.id])
            var members: [ValueShape.Member] = []
            for property in record.properties where property.constant == nil {
                let shapes = shapes(of: property, depth: depth + 1, holders: holders)
                members.append(.init(name: property.name, isRequired: property.isRequired, shapes: shapes))
            }
            let rest = record.additional.map { self.others($0, depth: depth + 1, steps: steps, holders: holders) }
            return [.object(members, others: rest ?? [])]
        case .union(let union):
            guard !holders.contains(union.id) else { return [.anything] }
            let holders = holders.union([union.id])
            return reached(by: union).flatMap { shapes(of: $0, depth: depth, steps: steps, holders: holders) }
        }
    }

    /// What a union comes to in the end, by whatever unions between, each type once.
    private func reached(by union: Union) -> [TypeReference] {
        var reached: [TypeReference] = []
        var seen: Set<TypeReference> = [.named(union.id)]
        var pending = Array(union.alternatives.map(\.type).reversed())
        while let type = pending.popLast() {
            guard seen.insert(type).inserted else { continue }
            if case .named(let id) = type, formats[id] == nil, case .union(let inner)? = types[id] {
                pending += inner.alternatives.map(\.type).reversed()
            } else {
                reached.append(type)
            }
        }
        return reached
    }

    /// The shapes of the values under keys that are not declared; none where they say nothing.
    private mutating func others(
        _ type: TypeReference, depth: Int, steps: Int, holders: Set<TypeID>
    ) -> [ValueShape] {
        let shapes = shapes(of: type, depth: depth, steps: steps, holders: holders)
        return shapes.contains(.anything) ? [] : shapes
    }

    private mutating func shapes(of property: Property, depth: Int, holders: Set<TypeID>) -> [ValueShape] {
        if let value = property.onlyValue { return [ValueShape(only: value)] }
        let shapes = shapes(of: property.type, depth: depth, steps: 0, holders: holders)
        guard let format = property.format.flatMap(ValueShape.Format.init(name:)) else { return shapes }
        return shapes.map { $0 == .string([]) ? .openFormat(format) : $0 }
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

    var members: [Member]? { if case .object(let members, _) = self { members } else { nil } }

    /// The object, or the objects in the array, that the shape is of: those whose members count in full.
    var innerMembers: [[Member]] {
        switch self {
        case .object(let members, _): [members]
        case .array(let shapes): shapes.flatMap(\.innerMembers)
        default: []
        }
    }

    /// The shape without what only costs time to look at: of members inside, those count that are required. Where
    /// others are left out, nothing can be said of undeclared ones.
    func simplified(keepingValues: Bool) -> ValueShape {
        switch self {
        case .string(let values): .string(keepingValues ? values : [])
        case .openString: keepingValues ? self : .string([])
        case .openFormat: keepingValues ? self : .string([])
        case .openInteger: keepingValues ? self : .integer([])
        case .integer(let values): .integer(keepingValues ? values : [])
        case .boolean(let values): .boolean(keepingValues ? values : [])
        case .array(let shapes): .array(shapes.map { $0.simplified(keepingValues: false) })
        case .object(let members, let others):
            .object(
                members.filter(\.isRequired).map { member in
                    var member = member
                    let isFixed = member.onlyValue != nil
                    member.shapes = member.shapes.map { $0.simplified(keepingValues: isFixed) }
                    return member
                },
                others: members.allSatisfy(\.isRequired) ? others.map { $0.simplified(keepingValues: false) } : [])
        case .anything, .null, .number, .dateTime, .date, .format: self
        }
    }
}

extension ValueShape.Member {
    /// The values that the member can have, nil where they are not named.
    var namedValues: [String]? {
        var values: [String] = []
        for shape in shapes {
            switch shape {
            case .string(let named) where !named.isEmpty, .integer(let named) where !named.isEmpty,
                .boolean(let named) where !named.isEmpty, .openString(let named) where !named.isEmpty,
                .openInteger(let named) where !named.isEmpty:
                values += named
            default: return nil
            }
        }
        return values
    }

    /// The one value that the schema allows.
    var onlyValue: String? {
        guard shapes.count == 1 else { return nil }
        return switch shapes[0] {
        case .string(let values), .integer(let values), .boolean(let values): values.count == 1 ? values[0] : nil
        default: nil
        }
    }
}
