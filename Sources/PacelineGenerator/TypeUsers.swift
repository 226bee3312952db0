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
            var pending = operation.references
            var seen: Set<TypeID> = []
            while let reference = pending.popLast() {
                guard let id = reference.name, seen.insert(id).inserted else { continue }
                users[id, default: []].insert(.group(operation.group))
                pending += declarations[id]?.references ?? []
            }
        }
    }

    /// The one user of a type; nil when it has several, or none.
    func onlyUser(of id: TypeID) -> User? {
        guard let users = users[id], users.count == 1 else { return nil }
        return users.first
    }
}
