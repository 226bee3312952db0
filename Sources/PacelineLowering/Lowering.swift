import PacelineDiagnostics
import PacelineDocument
import PacelineModel
import PacelinePolicy
import PacelineYAML

/// One lowering of one document: what has been decided so far, and what went wrong.
struct Lowering {
    let document: Document
    let options: LoweringOptions
    var diagnostics: DiagnosticSink
    var types = TypeTable()
    let conjunctions = Conjunctions()
    /// The names of the schemas of `components`.
    let componentNames: [Schema: String]
    /// The same names alone, which other types must not take.
    let ownNames: Set<String>
    /// The schemas of `components` that join another one by `allOf`, by that one.
    let children: [Schema: [Schema]]
    /// How many schemas are being decided inside one another.
    var depth = 0
    /// How many of them are records.
    var recordDepth = 0
    /// The records whose names are taken and whose properties are yet to be decided.
    var pendingRecords: [PendingRecord] = []
    /// The client parameters that some operation uses, by name.
    var clientParameters: [String: ClientParameter] = [:]
    /// The security schemes that some operation uses, in document order.
    var usedSchemes: Set<String> = []
    /// The operation ids that are taken.
    var operationIDs: Set<String> = []
    /// The ids that the document gives itself, which derived ones leave alone.
    let declaredIDs: Set<String>
    /// The types that the configuration names in place of the document's, in order of first use.
    var externalTypes: [ExternalType] = []
    /// Their ids, by the schema's name or the format.
    var externalIDs: [String: TypeID] = [:]
    /// The enumerations whose schemas allow other values besides those that they name.
    var extensible: Set<TypeID> = []
    /// Where the alternatives of choices stand in the document, in their order.
    var alternativePlaces: [TypeID: [SourceLocation]] = [:]
    /// What the records of schemas require and do not declare, and what is declared where schemas are joined.
    var undeclared = Undeclared()
    /// How many members of alternatives have been compared.
    var comparisons = 0
    /// The schemas of which it is known that null is, or is not, a value.
    let nullability = Nullability()
    /// The examples, with the types of what they show.
    var examples: [(node: Node, type: TypeReference)] = []

    init(document: Document, options: LoweringOptions, diagnostics: DiagnosticSink) {
        self.document = document
        componentNames = Dictionary(
            document.components.schemas.map { ($0.value, $0.name) }, uniquingKeysWith: { first, _ in first })
        ownNames = Set(document.components.schemas.map(\.name))
        children = Self.children(in: document)
        self.options = options
        self.diagnostics = diagnostics
        declaredIDs = Set(document.operations.compactMap(\.operationID))
    }

    mutating func api() -> API {
        var policies = lowerPolicies()
        let limits = Dictionary(policies.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        for schema in document.components.schemas { lower(schema.value, named: schema.name) }
        let filter = options.model.filter.flatMap { OperationFilter($0, of: document, &diagnostics) }
        let operations = ordered(document.operations.compactMap { lower($0, policies: limits, filter) })
        let webhooks = lowerWebhooks()
        reportNoOperations(operations)
        reportUnusedOverrides()
        let used = operations.flatMap(\.references) + webhooks.compactMap(\.payload)
        types.dropReplaced(keeping: used)
        if filter != nil {
            types.dropUnused(keeping: used)
            let drawn = Set(operations.flatMap(\.limits).map(\.policy.name))
            policies.removeAll { !drawn.contains($0.name) }
        }
        reportUnusedClientParameters(policies)
        var declarations = types.declarations
        closeEnumerations(in: &declarations)
        cutCyclesAndLargeRecords(in: &declarations)
        tellAlternativesApart(in: &declarations)
        reportUnreachable(declarations, operations, webhooks)
        reportUndeclared()
        checkExamples(declarations)
        return API(
            title: document.info.title, version: document.info.version,
            description: [document.info.summary, document.info.description].paragraphs,
            identity: document.rateLimits?.identity, servers: lowerServers(document.servers),
            groups: groups(of: operations),
            operations: operations, webhooks: webhooks, types: declarations, places: places(),
            externalTypes: externalTypes,
            conformances: conformances(of: declarations), securitySchemes: securitySchemes(), policies: policies,
            plan: document.rateLimits?.plan?.text, datesAreStrict: options.model.datesAreStrict,
            clientParameters: (options.clientParameters ?? []).compactMap { clientParameters[$0.name] })
    }

    /// Where the schemas of `components` are declared, by the types that are called like them.
    private func places() -> [TypeID: Place] {
        let places = document.components.schemas.map { schema in
            let location = schema.location
            return (TypeID(schema.name), Place(path: location.path, line: location.line, column: location.column))
        }
        return Dictionary(places, uniquingKeysWith: { first, _ in first })
    }

    private mutating func checkExamples(_ declarations: [TypeDeclaration]) {
        var check = ExampleCheck(declarations, datesAreStrict: options.model.datesAreStrict)
        for (node, type) in examples { check.check(node, type, &diagnostics) }
    }

    /// The operations in document order, those of a tag with `x-order` by that, in the places that they have together.
    private func ordered(_ operations: [PacelineModel.Operation]) -> [PacelineModel.Operation] {
        var operations = operations
        let grouped = Dictionary(grouping: operations.indices) { operations[$0].group }
        for tag in document.tags where !tag.order.isEmpty {
            let places = grouped[tag.name] ?? []
            let ids = Dictionary(tag.order.enumerated().map { ($1.text, $0) }, uniquingKeysWith: { first, _ in first })
            let ranks = places.map { ids[operations[$0].id] ?? tag.order.count }
            let sorted = zip(places, ranks).sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map { operations[$0.0] }
            for (place, operation) in zip(places, sorted) { operations[place] = operation }
        }
        return operations
    }

    private func groups(of operations: [PacelineModel.Operation]) -> [Group] {
        let used = operations.compactMap(\.group)
        let isUsed = Set(used)
        // A tag may be declared twice, which is reported elsewhere.
        let tags = Dictionary(document.tags.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let parents = Dictionary(
            document.tagGroups.flatMap { group in group.tags.map { ($0, group.name) } },
            uniquingKeysWith: { first, _ in first })
        var seen: Set<String> = []
        let names = (document.tags.map(\.name).filter(isUsed.contains) + used).filter { seen.insert($0).inserted }
        return names.map { name in
            let tag = tags[name]
            let parent = parents[name]
            return Group(
                name: name, title: tag?.displayName ?? name, parent: parent, description: tag?.description ?? "")
        }
    }

    /// What a filter leaves over is the filter's to say.
    private mutating func reportNoOperations(_ operations: [PacelineModel.Operation]) {
        guard operations.isEmpty, document.operations.isEmpty else { return }
        diagnostics.untidy(
            .noOperations, "the document has no operations: the client has no calls",
            at: document.root["paths"]?.location ?? document.root.location)
    }

    private mutating func reportUnusedClientParameters(_ policies: [Policy]) {
        let partitions = policies.flatMap { policy in policy.value.per.compactMap(policy.clientParameter) }
        for parameter in options.clientParameters ?? [] where clientParameters[parameter.name] == nil {
            let isCountedBy = partitions.contains(parameter.name)
            if isCountedBy {
                clientParameters[parameter.name] = ClientParameter(name: parameter.name, type: .string)
            }
            // Without names there was a mistake, which has been reported.
            guard !parameter.wireNames.isEmpty else { continue }
            diagnostics.untidy(
                .unusedClientParameter,
                "no operation has a parameter named \(parameter.wireNames.map { "`\($0)`" }.joined(separator: " or "))",
                at: parameter.location,
                hint: isCountedBy
                    ? "the client parameter `\(parameter.name)` serves to count limits only"
                    : "the client parameter `\(parameter.name)` is left out")
        }
    }
}

extension [String?] {
    /// The texts that there are, as paragraphs.
    var paragraphs: String {
        compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }
}
