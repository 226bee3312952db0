package import PacelineModel
import PacelinePolicy

/// The Swift names of everything in an API, each decided once.
///
/// They do not depend on the order of the document, and what is added to it renames nothing that was there, but where
/// two names become one: then the one that is written in Swift as in the document keeps it.
package struct APINames: Sendable {
    /// The client's type, and the scope of all others.
    package let client: SwiftName
    private var types: [TypeID: SwiftName] = [:]
    private var groups: [String: (type: SwiftName, accessor: SwiftName)] = [:]
    private var methods: [String: SwiftName] = [:]
    private var otherMethods: [String: [SwiftName]] = [:]
    private var pagedMethods: [String: SwiftName] = [:]
    private var responses: [String: SwiftName] = [:]
    private var descriptors: [String: SwiftName] = [:]
    private var policies: [String: SwiftName] = [:]
    private var clientValues: [String: SwiftName] = [:]
    private let externalTypes: [TypeID: SwiftOptions.ExternalType]
    /// The types that got a number, since another one is spelled alike.
    package private(set) var typeClashes: [NameClash<TypeID>] = []
    /// The operations whose methods are not called as they would be alone.
    package private(set) var methodClashes: [NameClash<String>] = []
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
        var types = TypeNaming(api, client: client, externalTypes: self.externalTypes.values.map(\.swift), overrides)
        (self.types, typeClashes) = types.nameTypes(api)
        responses = types.nameResponses(api)
        clientValues = types.clientValues
        groups = types.groups
        let operations = OperationNaming(api, members: types.members, overrides)
        (methods, otherMethods, descriptors) = (operations.methods, operations.otherMethods, operations.descriptors)
        pagedMethods = operations.pagedMethods
        methodClashes = operations.clashes
        var policyScope = NameAssigner(taken: ["all", "api"])
        for policy in api.policies { policies[policy.name] = policyScope.assign(spelled(policy.name)) }
    }

    /// A name of the document in upper camel case, with the configured acronyms.
    func spelledType(_ text: String) -> SwiftName { overrides.spelledType(text) }

    /// The type of the user's own that stands under a name of the document; nil for a generated one.
    func external(_ id: TypeID) -> SwiftOptions.ExternalType? { externalTypes[id] }

    /// Whether some schemas are read as types of the user's own.
    var hasExternalTypes: Bool { !externalTypes.isEmpty }

    /// The modules of the user's own types that references mention, in the order of their names.
    func modules(of references: [TypeReference]) -> [String] {
        return Set(references.compactMap(\.name).compactMap { externalTypes[$0]?.module }).sorted()
    }

    /// The name of an enumeration's value; nil for other types and for values that it does not name.
    func knownCase(_ id: TypeID, _ value: String) -> SwiftName? {
        guard case .enumeration(let enumeration)? = declaration(of: id),
            let index = enumeration.values.firstIndex(of: value)
        else { return nil }
        return cases(of: enumeration)[index]
    }

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
    /// The method of an operation that returns its list page by page.
    package func pagedMethod(_ operation: String) -> SwiftName {
        decided(pagedMethods[operation], "pages of", operation)
    }
    /// The type of what an operation gives back whose successes differ.
    package func response(_ operation: String) -> SwiftName { decided(responses[operation], "result of", operation) }
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
