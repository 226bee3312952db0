import PacelineModel

/// Which groups use a type, directly or through other types.
struct TypeUsers {
    enum User: Hashable {
        /// A group, or the operations without one.
        case group(String?)
    }

    private var users: [TypeID: Set<User>] = [:]

    init(_ api: API) {
        let declarations = Dictionary(api.types.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for operation in api.operations {
            var pending = operation.typeReferences
            var seen: Set<TypeID> = []
            while let reference = pending.popLast() {
                guard let id = reference.name, seen.insert(id).inserted else { continue }
                users[id, default: []].insert(.group(operation.group))
                pending += declarations[id]?.typeReferences ?? []
            }
        }
    }

    /// The one user of a type; nil when it has several, or none.
    func onlyUser(of id: TypeID) -> User? {
        guard let users = users[id], users.count == 1 else { return nil }
        return users.first
    }
}

extension Operation {
    fileprivate var typeReferences: [TypeReference] {
        let payloads = [requestBody] + ([success] + failures).map(\.payload)
        let bodies = payloads.compactMap { payload -> TypeReference? in
            if case .json(let type)? = payload?.content { type } else { nil }
        }
        return parameters.map(\.type) + bodies
    }
}

extension TypeDeclaration {
    fileprivate var typeReferences: [TypeReference] {
        switch self {
        case .record(let record): record.properties.map(\.type) + [record.additional].compactMap { $0 }
        case .enumeration: []
        case .choice(let choice): choice.alternatives.map(\.type)
        }
    }
}

extension TypeReference {
    /// The named type that the reference leads to, through arrays, maps and null.
    fileprivate var name: TypeID? {
        switch self {
        case .named(let id): id
        case .array(let inner), .map(let inner), .nullable(let inner): inner.name
        default: nil
        }
    }
}
