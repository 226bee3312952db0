import PacelineModel

/// Makes values of the API's types: the document's own examples where it has any, else something plausible.
struct SampleBody {
    private let types: [TypeID: TypeDeclaration]
    /// Values left before optional properties are dropped: wide schemas that refer to one another grow without end.
    private var budget: Int
    /// The named types that the value under construction stands in.
    private var holders: [TypeID] = []

    /// Past this many named types inside one another, only what is required is filled in.
    private static let depthOfOptionals = 4

    /// - Parameter budget: about how many JSON values a sample may hold.
    init(api: API, budget: Int = 1_000) {
        types = Dictionary(api.types.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.budget = budget
    }

    /// A value of the type.
    ///
    /// - Parameter example: the document's example at the place where the type is used; parts of it that do not fit the
    ///   type are replaced, and required properties that it lacks are added.
    func sample(of type: TypeReference, example: Sample? = nil) -> Sample {
        var maker = self
        // Only a type that requires itself without end has no value at all.
        return maker.value(of: type, example: example) ?? .object([])
    }

    func declaration(_ id: TypeID) -> TypeDeclaration? { types[id] }

    /// nil when every value of the type would hold a value of a type that is already under construction.
    mutating func value(of type: TypeReference, example: Sample?) -> Sample? {
        if let example, let fitted = fit(example, to: type) { return fitted }
        budget -= 1
        switch type {
        case .string: return .string("string")
        case .boolean: return .boolean(true)
        case .integer, .int32, .int64, .uint64: return .number("1")
        case .float, .double, .decimal: return .number("1.5")
        case .base64: return .string("AQID")
        case .dateTime: return .string("2025-01-15T09:30:00Z")
        case .date: return .string("2025-01-15")
        case .json: return .object([])
        case .array(let element): return .array(value(of: element, example: nil).map { [$0] } ?? [])
        case .map(let element):
            return .object(value(of: element, example: nil).map { [.init("key", $0)] } ?? [])
        case .nullable(let wrapped): return value(of: wrapped, example: nil) ?? .null
        case .named(let id): return value(of: id)
        }
    }

    private mutating func value(of id: TypeID) -> Sample? {
        guard let declaration = types[id], !holders.contains(id) else { return nil }
        holders.append(id)
        defer { holders.removeLast() }
        switch declaration {
        case .enumeration(let enumeration):
            return enumeration.sample(of: enumeration.values.first ?? (enumeration.rawType == .string ? "string" : "1"))
        case .record(let record): return value(of: record)
        case .choice(let choice): return value(of: choice)
        }
    }

    private mutating func value(of record: Record) -> Sample? {
        if let example = record.example, let fitted = fit(example, to: record) { return fitted }
        var members: [Sample.Member] = []
        for property in record.properties {
            let isWanted = property.isRequired || (budget > 0 && holders.count <= Self.depthOfOptionals)
            guard isWanted else { continue }
            if let value = property.constant ?? property.onlyValue
                ?? value(of: property.type, example: property.example)
            {
                members.append(.init(property.name, value))
            } else if property.isRequired {
                return nil
            }
        }
        return .object(members)
    }

    private mutating func value(of choice: Choice) -> Sample? {
        for alternative in choice.alternatives {
            guard let value = value(of: alternative.type, example: nil) else { continue }
            guard let discriminator = choice.discriminator, let tag = alternative.tags.first else { return value }
            // A tag that the alternative has already need not be a string.
            let isTagged = value.member(discriminator).map { alternative.tags.contains($0.plainText) } ?? false
            return isTagged ? value : value.setting(discriminator, to: .string(tag))
        }
        return nil
    }
}

extension Sample {
    /// The object with the member set; anything else as it is.
    func setting(_ name: String, to value: Sample) -> Sample {
        guard case .object(var members) = self else { return self }
        if let index = members.firstIndex(where: { $0.name == name }) {
            members[index].value = value
        } else {
            members.append(.init(name, value))
        }
        return .object(members)
    }

    /// The object's member of that name.
    func member(_ name: String) -> Sample? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }
}
