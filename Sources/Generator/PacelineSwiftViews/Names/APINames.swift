package import PacelineModel
import PacelinePolicy

/// The Swift names of everything in an API, each decided once, in document order.
package struct APINames: Sendable {
    /// The client's type, and the scope of all others.
    package let client: SwiftName
    private var types: [TypeID: SwiftName] = [:]
    private var groups: [String: (type: SwiftName, accessor: SwiftName)] = [:]
    private var methods: [String: SwiftName] = [:]
    private var otherMethods: [String: [SwiftName]] = [:]
    private var answers: [String: SwiftName] = [:]
    private var descriptors: [String: SwiftName] = [:]
    private var policies: [String: SwiftName] = [:]
    private var clientValues: [String: SwiftName] = [:]
    private let externalTypes: [TypeID: SwiftOptions.ExternalType]
    private var closedCases: [TypeID: [String: SwiftName]] = [:]
    /// The types that got a number, since another one is spelled alike.
    package private(set) var clashes: [NameClash] = []
    private let declarations: [TypeID: TypeDeclaration]
    let overrides: NameOverrides

    /// Names for `api`, whose client is called `module`.
    package init(
        _ api: API, module: String, overrides: NameOverrides = NameOverrides(),
        externalTypes: [ExternalType.Origin: SwiftOptions.ExternalType] = [:]
    ) {
        self.overrides = overrides
        self.externalTypes = Dictionary(
            api.externalTypes.compactMap { type in externalTypes[type.origin].map { (type.id, $0) } },
            uniquingKeysWith: { first, _ in first })
        declarations = Dictionary(api.types.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let wanted = SwiftName.module(module)
        let typed = ReservedWords.isSwift(wanted.bare) ? SwiftName.type(module) : wanted
        let isReserved = ReservedWords.typeNames.union(["Headers", "Webhooks"]).contains(typed.bare)
        client = isReserved ? SwiftName(typed.bare + "Client") : typed
        nameTypes(api)
        nameOperations(api)
        var policyScope = NameAssigner(taken: ["all", "api"])
        for policy in api.policies { policies[policy.name] = policyScope.assign(spelled(policy.name)) }
        for case .enumeration(let enumeration) in api.types where enumeration.isClosed {
            closedCases[enumeration.id] = Dictionary(
                zip(enumeration.values, cases(of: enumeration)), uniquingKeysWith: { first, _ in first })
        }
    }

    private mutating func nameTypes(_ api: API) {
        // `Headers` and `Webhooks` are types of a client that has some.
        var taken = ReservedWords.typeNames.union([client.bare])
        if !api.webhooks.isEmpty { taken.insert("Webhooks") }
        if api.operations.contains(where: { $0.responses.contains { !$0.fields.isEmpty } }) { taken.insert("Headers") }
        // A type of the user's own must not be hidden by one of the document.
        taken.formUnion(externalTypes.values.map { String($0.swift.prefix { $0 != "." }) })
        var scope = NameAssigner(taken: taken)
        for declaration in api.types {
            if let chosen = chosenType(declaration.id) { types[declaration.id] = scope.assign(SwiftName(chosen)) }
        }
        // Beside the client's own members, the other arguments of its initialiser.
        var members = NameAssigner(
            taken: ["core", "limits", "with", "client", "server", "credentials", "transport", "options"])
        for parameter in api.clientParameters {
            // The configuration's own spelling is kept: it was chosen.
            clientValues[parameter.name] = members.assign(SwiftName(ReservedWords.legalMember(parameter.name)))
        }
        for word in api.freePrincipals { clientValues["per " + word] = members.assign(spelled(word)) }
        for group in api.groups {
            let words = spelledType(group.name).bare
            let type = scope.assign(SwiftName(words.hasSuffix("API") ? words : words + "API"))
            groups[group.name] = (type, members.assign(spelled(group.name)))
        }
        // Names of the document go before those that are made of several.
        var holders: [SwiftName: TypeID] = [:]
        let own = api.types.filter { api.places[$0.id] != nil } + api.types.filter { api.places[$0.id] == nil }
        for declaration in own where types[declaration.id] == nil {
            let spelled = spelledType(declaration.id.name)
            let wanted = taken.contains(spelled.bare) ? SwiftName(spelled.bare + "Model") : spelled
            let given = scope.assign(wanted)
            types[declaration.id] = given
            holders[given] = declaration.id
            if given != wanted, let holder = holders[wanted] {
                clashes.append(NameClash(type: declaration.id, given: given, wanted: wanted, holder: holder))
            }
        }
        for operation in api.operations {
            guard case .choice = operation.result else { continue }
            answers[operation.id] = scope.assign(SwiftName(spelledType(operation.id).bare + "Answer"))
        }
    }

    private mutating func nameOperations(_ api: API) {
        var descriptorScope = NameAssigner(taken: ["all"])
        var scopes: [String?: NameAssigner] = [:]
        // Operations without a group are methods of the client itself, beside its other members.
        let members = clientValues.values.map(\.bare) + groups.values.map(\.accessor.bare)
        scopes[nil] = NameAssigner(taken: Set(members + ["core", "limits", "with", "client"]))
        // Chosen names first, so that they are given as they were chosen.
        let chosen = api.operations.filter { overrides.operations[$0.id] != nil }
        let others = api.operations.filter { overrides.operations[$0.id] == nil }
        for operation in chosen + others {
            let wanted =
                overrides.operations[operation.id].map { SwiftName(ReservedWords.legalMember($0)) }
                ?? spelled(operation.id)
            methods[operation.id] = scopes[operation.group, default: NameAssigner(taken: ["client"])].assign(wanted)
            descriptors[operation.id] = descriptorScope.assign(wanted)
        }
        // After all first methods, so that none of them changes its name for another's second one.
        for operation in api.operations where !operation.otherBodies.isEmpty {
            let method = method(operation.id).bare
            otherMethods[operation.id] = operation.otherBodies.map { body in
                scopes[operation.group, default: NameAssigner(taken: ["client"])]
                    .assign(SwiftName(method + body.methodSuffix))
            }
        }
    }

    private func chosenType(_ id: TypeID) -> String? {
        overrides.types[id.name] ?? overrides.types.first { id.isCalled($0.key) }?.value
    }

    /// A name of the document in upper camel case, with the configured acronyms.
    func spelledType(_ text: String) -> SwiftName { .type(text, acronyms: overrides.acronyms) }

    /// The type of the user's own that stands under a name of the document; nil for a generated one.
    func external(_ id: TypeID) -> SwiftOptions.ExternalType? { externalTypes[id] }

    /// The modules of the user's own types that references mention, in the order of their names.
    func modules(of references: [TypeReference]) -> [String] {
        guard !externalTypes.isEmpty else { return [] }
        return Set(references.compactMap(\.name).compactMap { externalTypes[$0]?.module }).sorted()
    }

    /// The case of a closed enumeration for one of its values; nil for other types and values.
    func closedCase(_ id: TypeID, _ value: String) -> SwiftName? { closedCases[id]?[value] }

    /// What a type's id stands for; nil for a type of the user's own.
    func declaration(of id: TypeID) -> TypeDeclaration? { declarations[id] }

    /// The name of a type of the document, without its scope.
    package func type(_ id: TypeID) -> SwiftName { decided(types[id], "type", id.name) }
    /// The type that holds a group's methods.
    package func groupType(_ group: String) -> SwiftName { decided(groups[group]?.type, "group", group) }
    /// The client's property for a group.
    package func groupAccessor(_ group: String) -> SwiftName { decided(groups[group]?.accessor, "group", group) }
    /// The method of an operation.
    package func method(_ operation: String) -> SwiftName { decided(methods[operation], "operation", operation) }
    /// The method of an operation that sends the body of that number among its other ones.
    package func method(_ operation: String, otherBody index: Int) -> SwiftName {
        decided(otherMethods[operation]?[index], "operation", operation)
    }
    /// The type of what an operation gives back whose successes differ.
    package func answer(_ operation: String) -> SwiftName { decided(answers[operation], "result of", operation) }
    /// The static descriptor of an operation.
    package func descriptor(_ operation: String) -> SwiftName {
        decided(descriptors[operation], "operation", operation)
    }
    /// The static value of a policy.
    package func policy(_ name: String) -> SwiftName { decided(policies[name], "policy", name) }
    /// The client's property for a client parameter.
    package func clientParameter(_ name: String) -> SwiftName {
        decided(clientValues[name], "client parameter", name)
    }
    /// The client's property for a principal that no client parameter stands for.
    package func principal(_ word: String) -> SwiftName { decided(clientValues["per " + word], "principal", word) }

    /// A name that was decided for the API. To ask for what the API does not have is a mistake of ours, and any other
    /// name would make wrong Swift of it.
    private func decided(_ name: SwiftName?, _ kind: String, _ key: String) -> SwiftName {
        guard let name else { preconditionFailure("no name was decided for the \(kind) `\(key)`") }
        return name
    }
}

/// Two types of the document that are spelled alike in Swift.
package struct NameClash: Sendable {
    /// The type that is called otherwise, and how.
    package let type: TypeID
    package let given: SwiftName
    /// The name of both, and the type that keeps it.
    package let wanted: SwiftName
    package let holder: TypeID
}
