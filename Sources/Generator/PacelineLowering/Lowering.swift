import PacelineDiagnostics
import PacelineDocument
import PacelineModel
import PacelinePolicy
import PacelineYAML

/// The decided API of a document: its limits, its schemas and its operations, each decided by itself.
struct Lowering {
    let document: Document
    let options: LoweringOptions

    func api(_ diagnostics: inout DiagnosticSink) -> API { decided(&diagnostics).api }

    /// The API, and what was decided of the schemas on the way.
    func decided(_ diagnostics: inout DiagnosticSink) -> (api: API, types: TypeLowering) {
        let declared = LimitLowering(document: document, options: options).lowerPolicies(&diagnostics)
        var types = TypeLowering(document: document, options: options.model, diagnostics: diagnostics)
        types.lowerComponents()
        var lowering = OperationLowering(document: document, options: options, policies: declared, types: types)
        let filter = options.model.filter.flatMap { OperationFilter($0, of: document, &lowering.diagnostics) }
        let operations = lowering.lowerOperations(filter)
        let webhooks = lowering.lowerWebhooks()
        reportNoOperations(&lowering.diagnostics)
        let policies =
            filter == nil
            ? declared
            : declared.filter { policy in
                operations.contains { $0.limits.contains { $0.policy.name == policy.name } }
            }
        let clientParameters = lowering.clientParameters(countedBy: policies)
        let servers = lowering.lowerServers(document.servers)
        let securitySchemes = lowering.securitySchemes()
        types = lowering.types
        let uses = TypeUses(operations, webhooks, in: types.table)
        let declarations = types.declarations(for: uses, isFiltered: filter != nil)
        diagnostics = types.diagnostics
        var api = API(
            title: document.info.title, version: document.info.version,
            description: [document.info.summary, document.info.description].paragraphs,
            identity: document.rateLimits?.identity, servers: servers, groups: groups(of: operations),
            operations: operations, webhooks: webhooks, types: declarations, places: types.places,
            externalTypes: types.externalTypes, securitySchemes: securitySchemes, policies: policies,
            plan: document.rateLimits?.plan?.text, datesAreStrict: options.model.datesAreStrict,
            clientParameters: clientParameters)
        PaginationLowering(document: document, sources: lowering.sources, convention: options.model.pagination)
            .lower(&api, &diagnostics)
        return (api, types)
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
            return Group(
                name: name, title: tag?.displayName ?? name, parent: parents[name],
                description: tag?.description ?? "")
        }
    }

    /// What a filter leaves over is the filter's to say.
    private func reportNoOperations(_ diagnostics: inout DiagnosticSink) {
        guard document.operations.isEmpty else { return }
        diagnostics.untidy(
            .noOperations, "the document has no operations: the client has no calls",
            at: document.root["paths"]?.location ?? document.root.location)
    }
}

extension [String?] {
    /// The texts that there are, as paragraphs.
    var paragraphs: String {
        compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }
}
