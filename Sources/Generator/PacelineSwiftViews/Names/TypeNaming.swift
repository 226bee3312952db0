import PacelineModel

/// Two things of the document that are spelled alike in Swift.
package struct NameClash<Key: Sendable>: Sendable {
    /// The one that is called otherwise, and how.
    package let key: Key
    package let given: SwiftName
    /// The name of both, and the one that keeps it.
    package let wanted: SwiftName
    package let holder: Key
}

/// Gives names to types, and to what stands beside them in a client: groups, parameters, principals.
struct TypeNaming {
    /// Names that no type of the document gets.
    private let taken: Set<String>
    private var scope: NameAssigner
    private let overrides: NameOverrides
    private var chosen: [TypeID: SwiftName] = [:]
    private(set) var groups: [String: (type: SwiftName, accessor: SwiftName)] = [:]
    private(set) var clientValues: [String: SwiftName] = [:]
    /// The names of the client's members.
    private(set) var members: Set<String> = ["core", "limits", "with", "client"]

    init(_ api: API, client: SwiftName, externalTypes: [String], _ overrides: NameOverrides) {
        self.overrides = overrides
        // `Headers` and `Webhooks` are types of a client that has some, which the next edit may add. A type of the
        // user's own must not be hidden by a generated one.
        taken = ReservedWords.typeNames.union([client.bare, "Headers", "Webhooks"])
            .union(api.hasStreams ? ReservedWords.streamNames : [])
            .union(externalTypes.map { String($0.prefix { $0 != "." }) })
            .union(api.operations.contains { $0.pagination != nil } ? ReservedWords.pagedTypeNames : [])
        scope = NameAssigner(taken: taken)
        for declaration in api.types {
            if let name = overrides.type(declaration.id) { chosen[declaration.id] = scope.assign(SwiftName(name)) }
        }
        nameMembers(api)
    }

    private mutating func nameMembers(_ api: API) {
        // Beside the client's own members, the other arguments of its initialiser.
        var names = NameAssigner(taken: members.union(["server", "credentials", "transport", "options"]))
        for parameter in api.clientParameters {
            // The configuration's own spelling is kept: it was chosen.
            clientValues[parameter.name] = names.assign(SwiftName(ReservedWords.legalMember(parameter.name)))
        }
        for word in api.freePrincipals { clientValues["per " + word] = names.assign(overrides.spelled(word)) }
        for (group, spelled) in api.namespaces.map(\.name).bySpelling(overrides.spelled) {
            let words = overrides.spelledType(group).bare
            let type = scope.assign(SwiftName(words.hasSuffix("API") ? words : words + "API"))
            groups[group] = (type, names.assign(spelled))
        }
        members.formUnion(clientValues.values.map(\.bare) + groups.values.map(\.accessor.bare))
    }

    /// The types' names, and those that are not called as they would be alone. Names of the document go before those
    /// that are made of several.
    mutating func nameTypes(_ api: API) -> ([TypeID: SwiftName], [NameClash<TypeID>]) {
        var types = chosen
        var clashes: [NameClash<TypeID>] = []
        var holders = Dictionary(chosen.map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let names = api.types.map(\.id.name)
        let isOwn = { api.places[TypeID($0)] != nil }
        let ordered =
            names.filter(isOwn).bySpelling(overrides.spelledType)
            + names.filter { !isOwn($0) }.bySpelling(overrides.spelledType)
        for (name, spelled) in ordered where types[TypeID(name)] == nil {
            let id = TypeID(name)
            let wanted = taken.contains(spelled.bare) ? SwiftName(spelled.bare + "Model") : spelled
            let given = scope.assign(wanted)
            types[id] = given
            holders[given] = id
            if given != wanted, let holder = holders[wanted] {
                clashes.append(NameClash(key: id, given: given, wanted: wanted, holder: holder))
            }
        }
        return (types, clashes)
    }

    /// The types of what operations give back whose successes differ.
    mutating func nameResponses(_ api: API) -> [String: SwiftName] {
        var names: [String: SwiftName] = [:]
        for operation in api.operations {
            guard case .union = operation.result else { continue }
            names[operation.id] = scope.assign(SwiftName(overrides.spelledType(operation.id).bare + "Success"))
        }
        return names
    }
}

extension [String] {
    /// The names with their spellings, in an order that does not depend on this one: first those that Swift writes as
    /// they are, each part by the alphabet.
    func bySpelling(_ spelled: (String) -> SwiftName) -> [(name: String, spelled: SwiftName)] {
        let ranked = map { name in
            let spelled = spelled(name)
            return (isAltered: spelled.bare != name, name: name, spelled: spelled)
        }
        return ranked.sorted { ($0.isAltered ? 1 : 0, $0.name) < ($1.isAltered ? 1 : 0, $1.name) }
            .map { ($0.name, $0.spelled) }
    }
}
