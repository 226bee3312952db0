package import PacelineModel

/// The Swift names of everything in an API, each decided once, in document order.
package struct APINames: Sendable {
    /// The client's type, and the scope of all others.
    package let client: SwiftName
    private var types: [TypeID: SwiftName] = [:]
    private var groups: [String: (type: SwiftName, accessor: SwiftName)] = [:]
    private var methods: [String: SwiftName] = [:]
    private var descriptors: [String: SwiftName] = [:]
    private var policies: [String: SwiftName] = [:]
    private var clientValues: [String: SwiftName] = [:]

    /// Names for `api`, whose client is called `module`.
    package init(_ api: API, module: String) {
        let wanted = SwiftName.module(module)
        client = ReservedWords.typeNames.contains(wanted.bare) ? SwiftName(wanted.bare + "Client") : wanted
        nameTypes(api)
        nameOperations(api)
        var policyScope = NameAssigner(taken: ["all", "api"])
        for policy in api.policies { policies[policy.name] = policyScope.assign(.member(policy.name)) }
    }

    private mutating func nameTypes(_ api: API) {
        var scope = NameAssigner(taken: ReservedWords.typeNames.union([client.bare]))
        // Beside the client's own members, the other arguments of its initialiser.
        var members = NameAssigner(
            taken: ["core", "limits", "with", "client", "server", "credentials", "transport", "options"])
        for parameter in api.clientParameters {
            // The configuration's own spelling is kept: it was chosen.
            clientValues[parameter.name] = members.assign(SwiftName(ReservedWords.legalMember(parameter.name)))
        }
        for word in api.freePrincipals { clientValues["per " + word] = members.assign(.member(word)) }
        for group in api.groups {
            let words = SwiftName.type(group.name).bare
            let type = scope.assign(SwiftName(words.hasSuffix("API") ? words : words + "API"))
            groups[group.name] = (type, members.assign(.member(group.name)))
        }
        for declaration in api.types {
            let wanted = SwiftName.type(declaration.id.name)
            let isReserved = ReservedWords.typeNames.contains(wanted.bare) || wanted == client
            types[declaration.id] = scope.assign(isReserved ? SwiftName(wanted.bare + "Model") : wanted)
        }
    }

    private mutating func nameOperations(_ api: API) {
        var descriptorScope = NameAssigner(taken: ["all"])
        var scopes: [String?: NameAssigner] = [:]
        // Operations without a group are methods of the client itself, beside its other members.
        let members = clientValues.values.map(\.bare) + groups.values.map(\.accessor.bare)
        scopes[nil] = NameAssigner(taken: Set(members + ["core", "limits", "with", "client"]))
        for operation in api.operations {
            let wanted = SwiftName.member(operation.id)
            methods[operation.id] = scopes[operation.group, default: NameAssigner(taken: ["client"])].assign(wanted)
            descriptors[operation.id] = descriptorScope.assign(wanted)
        }
    }

    /// The name of a type of the document, without its scope.
    package func type(_ id: TypeID) -> SwiftName { types[id] ?? SwiftName("JSON") }
    /// The type that holds a group's methods.
    package func groupType(_ group: String) -> SwiftName { groups[group]?.type ?? client }
    /// The client's property for a group.
    package func groupAccessor(_ group: String) -> SwiftName { groups[group]?.accessor ?? client }
    /// The method of an operation.
    package func method(_ operation: String) -> SwiftName { methods[operation] ?? .member(operation) }
    /// The static descriptor of an operation.
    package func descriptor(_ operation: String) -> SwiftName { descriptors[operation] ?? .member(operation) }
    /// The static value of a policy.
    package func policy(_ name: String) -> SwiftName { policies[name] ?? .member(name) }
    /// The client's property for a client parameter.
    package func clientParameter(_ name: String) -> SwiftName { clientValues[name] ?? .member(name) }
    /// The client's property for a principal that no client parameter stands for.
    package func principal(_ word: String) -> SwiftName { clientValues["per " + word] ?? .member(word) }
}

extension API {
    /// The principals that some limit is counted by and that no client parameter stands for, in order of first use.
    ///
    /// `token` and `ip` are no arguments: a credential's text is no key to be kept, and the process has one address. Their
    /// part of the key is empty, which merges buckets and so errs on the safe side.
    var freePrincipals: [String] {
        var words: [String] = []
        for policy in policies {
            for case .principal(let word, nil) in policy.per where !words.contains(word) {
                if word != "token" && word != "ip" { words.append(word) }
            }
        }
        return words
    }
}
