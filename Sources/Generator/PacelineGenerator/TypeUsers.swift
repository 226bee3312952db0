import PacelineModel

/// Which groups use a type, directly or through other types.
struct TypeUsers {
    enum User: Hashable {
        /// A group, or the operations without one.
        case group(String?)
    }

    /// The one user of a type; nil for a type that several use.
    private var users: [TypeID: User?] = [:]

    init(_ api: API) {
        let references = Dictionary(
            api.types.map { ($0.id, $0.references.compactMap(\.name)) }, uniquingKeysWith: { first, _ in first })
        for (group, operations) in Dictionary(grouping: api.operations, by: \.namespace) {
            var pending = operations.flatMap(\.references).compactMap(\.name)
            var seen: Set<TypeID> = []
            while let id = pending.popLast() {
                guard seen.insert(id).inserted else { continue }
                let user: User? = users[id] == nil ? .group(group) : nil
                // What leads on from a type of several is of several already.
                if let known = users[id], known == nil { continue }
                users.updateValue(user, forKey: id)
                pending += references[id] ?? []
            }
        }
    }

    /// The one user of a type; nil when it has several, or none.
    func onlyUser(of id: TypeID) -> User? {
        users[id] ?? nil
    }
}
