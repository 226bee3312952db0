import PacelineModel

/// Gives names to operations: a method each, more where they take several bodies, and a descriptor.
///
/// The group's words are taken off the front of a method's name: `reposGetContent` of the group Repos is called as
/// `client.repos.getContent`. What a method is called depends on the operation's id and its group's name alone. Of two
/// equal results the one that needed no cutting keeps the short name, and the other has its whole id.
struct OperationNaming {
    private(set) var methods: [String: SwiftName] = [:]
    private(set) var otherMethods: [String: [SwiftName]] = [:]
    private(set) var pagedMethods: [String: SwiftName] = [:]
    private(set) var descriptors: [String: SwiftName] = [:]
    private(set) var clashes: [NameClash<String>] = []
    private let overrides: NameOverrides

    /// - Parameter members: The client's own members, beside which the methods of operations without a group stand.
    init(_ api: API, members: Set<String>, _ overrides: NameOverrides) {
        self.overrides = overrides
        var descriptorScope = NameAssigner(taken: ["all"])
        for (group, operations) in Dictionary(grouping: api.operations, by: \.namespace) {
            var scope = NameAssigner(taken: group == nil ? members : ["client"])
            name(operations, of: group, in: &scope)
        }
        let ids = api.operations.map(\.id).bySpelling(overrides.spelled)
        // Chosen names first, so that they are given as they were chosen.
        let isChosen = { overrides.operations[$0] != nil }
        for (id, spelled) in ids.filter({ isChosen($0.name) }) + ids.filter({ !isChosen($0.name) }) {
            descriptors[id] = descriptorScope.assign(chosen(id) ?? spelled)
        }
    }

    private func chosen(_ id: String) -> SwiftName? {
        overrides.operations[id].map { SwiftName(ReservedWords.legalMember($0)) }
    }

    private mutating func name(_ operations: [Operation], of group: String?, in scope: inout NameAssigner) {
        var holders: [SwiftName: String] = [:]
        for operation in operations {
            guard let name = chosen(operation.id).map({ scope.assign($0) }) else { continue }
            methods[operation.id] = name
            holders[name] = operation.id
        }
        let ids = operations.map(\.id).filter { overrides.operations[$0] == nil }.bySpelling(overrides.spelled)
        let short = Dictionary(
            ids.compactMap { id, _ in shortName(id, group: group).map { (id, $0) } },
            uniquingKeysWith: { first, _ in first })
        for (id, whole) in ids.filter({ short[$0.name] == nil }) + ids.filter({ short[$0.name] != nil }) {
            let wanted = short[id] ?? whole
            let given = scope.isFree(wanted) ? scope.assign(wanted) : scope.assign(whole)
            methods[id] = given
            holders[given] = id
            if given != wanted, let holder = holders[wanted] {
                clashes.append(NameClash(key: id, given: given, wanted: wanted, holder: holder))
            }
        }
        // After all first methods, so that none of them changes its name for another's second one.
        let severally = operations.filter { !$0.otherBodies.isEmpty }.sorted { $0.id < $1.id }
        for operation in severally {
            guard let method = methods[operation.id]?.bare else { continue }
            otherMethods[operation.id] = operation.otherBodies.map { body in
                scope.assign(SwiftName(method + body.methodSuffix))
            }
        }
        for operation in operations.filter({ $0.pagination != nil }).sorted(by: { $0.id < $1.id }) {
            guard let method = methods[operation.id]?.bare else { continue }
            pagedMethods[operation.id] = scope.assign(SwiftName(method + "Paged"))
        }
    }

    /// The name without its group's words; nil where it does not begin with them, or is nothing else.
    private func shortName(_ id: String, group: String?) -> SwiftName? {
        guard let group, !overrides.keepsGroupWords else { return nil }
        let words = Words.of(id)
        let prefix = Words.of(group)
        guard words.count > prefix.count, !prefix.isEmpty, words[prefix.count].first?.isLetter == true,
            zip(words, prefix).allSatisfy({ $0.lowercased() == $1.lowercased() })
        else { return nil }
        return overrides.spelled(words.dropFirst(prefix.count).joined(separator: " "))
    }
}
