import PacelineModel

/// Which groups use a type, directly or through other types.
struct TypeUsers {
    enum User: Hashable {
        /// A group, or the operations without one.
        case group(String?)
    }

    private var users: [TypeID: Set<User>] = [:]

    init(_ api: API) {
        let references = Dictionary(
            api.types.map { ($0.id, $0.references.compactMap(\.name)) }, uniquingKeysWith: { first, _ in first })
        for (group, operations) in Dictionary(grouping: api.operations, by: \.group) {
            var pending = operations.flatMap(\.references).compactMap(\.name)
            var seen: Set<TypeID> = []
            while let id = pending.popLast() {
                guard seen.insert(id).inserted else { continue }
                users[id, default: []].insert(.group(group))
                pending += references[id] ?? []
            }
        }
    }

    /// The one user of a type; nil when it has several, or none.
    func onlyUser(of id: TypeID) -> User? {
        guard let users = users[id], users.count == 1 else { return nil }
        return users.first
    }
}
