import PacelineDiagnostics
import PacelineDocument
import PacelineModel
import PacelinePolicy

/// The document's operations to those of the API, with what goes in and what comes out.
///
/// Its inputs are the document, the configuration, the decided limits and the schemas' types, to which it adds those of
/// schemas that have no name of their own.
struct OperationLowering {
    let document: Document
    let options: LoweringOptions
    /// The decided limits, by their names.
    let policies: [String: RateLimitPolicy]
    var types: TypeLowering
    let security: SecurityFields
    /// The client parameters that some operation uses, by name.
    var usedClientParameters: [String: ClientParameter] = [:]
    /// The security schemes that some operation uses.
    var usedSchemes: Set<String> = []
    /// The operations of the document, by the ids of those of the API.
    var sources: [String: PacelineDocument.Operation] = [:]
    /// The types of bodies without the member that asks for a stream, by what they are of.
    var withoutSwitch: [HiddenSwitch: (type: TypeID, isRequired: Bool)] = [:]
    /// Those of them that are no types of their own, but changed in their places.
    var changedInPlace: [TypeID] = []
    /// Whether paths make the groups, since no operation has a tag.
    let groupsByPath: Bool

    var diagnostics: DiagnosticSink {
        get { types.diagnostics }
        _modify { yield &types.diagnostics }
    }

    init(document: Document, options: LoweringOptions, policies: [Policy], types: TypeLowering) {
        self.document = document
        self.options = options
        self.policies = Dictionary(policies.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        self.types = types
        security = SecurityFields(document)
        groupsByPath = options.model.groupsByPath && document.operations.allSatisfy(\.tags.isEmpty)
    }

    /// The operations that the filter keeps, in document order, those of a tag with `x-order` by that, in the places
    /// that they have together.
    mutating func lowerOperations(_ filter: OperationFilter?) -> [PacelineModel.Operation] {
        // Also of those that are left out: the others' names must not depend on the filter.
        let ids = Self.ids(of: document.operations)
        var operations = document.operations.indices.compactMap { index in
            let operation = document.operations[index]
            // The call for the stream follows the one for the value.
            let sharedID = operation.streamCall == .stream ? ids[index - 1] : nil
            // What is hidden in the body of one operation's two calls is not hidden in that of others.
            if operation.streamCall != .stream { forgetHidden() }
            return lower(operation, as: ids[index], sharing: sharedID, filter)
        }
        forgetHidden()
        let grouped = Dictionary(grouping: operations.indices) { operations[$0].group }
        for tag in document.tags where !tag.order.isEmpty {
            let places = grouped[tag.name] ?? []
            let ids = Dictionary(tag.order.enumerated().map { ($1.text, $0) }, uniquingKeysWith: { first, _ in first })
            let ranks = places.map { place in
                let operation = operations[place]
                return ids[operation.id] ?? operation.sharedID.flatMap { ids[$0] } ?? tag.order.count
            }
            let sorted = zip(places, ranks).sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map { operations[$0.0] }
            for (place, operation) in zip(places, sorted) { operations[place] = operation }
        }
        return operations
    }

    /// The type of a schema, decided once. `name` is for a type that has none of its own.
    mutating func lower(_ schema: Schema, named name: String) -> TypeReference { types.lower(schema, named: name) }

    // MARK: Client parameters

    /// The client parameters that operations use, and those by which policies count; others are reported.
    mutating func clientParameters(countedBy policies: [Policy]) -> [ClientParameter] {
        let partitions = policies.flatMap { policy in policy.value.per.compactMap(policy.clientParameter) }
        return (options.clientParameters ?? []).compactMap { parameter in
            if let used = usedClientParameters[parameter.name] { return used }
            let isCountedBy = partitions.contains(parameter.name)
            reportUnused(parameter, isCountedBy: isCountedBy)
            return isCountedBy ? ClientParameter(name: parameter.name, type: .string) : nil
        }
    }

    private mutating func reportUnused(_ parameter: LoweringOptions.ClientParameter, isCountedBy: Bool) {
        // Without names there was a mistake, which has been reported.
        guard !parameter.wireNames.isEmpty else { return }
        diagnostics.untidy(
            .unusedClientParameter,
            "no operation has a parameter named \(parameter.wireNames.map { "`\($0)`" }.joined(separator: " or "))",
            at: parameter.location,
            hint: isCountedBy
                ? "the client parameter `\(parameter.name)` serves to count limits only"
                : "the client parameter `\(parameter.name)` is left out")
    }
}
