internal import PacelineDiagnostics
internal import PacelinePolicy
internal import PacelineYAML

/// Reads `x-rate-limits` and the attachments: first whether all is of its shape, then what it means. Every member is
/// acted on or named: what is valid in the language but not supported is an error, because a limit must never be
/// partially enforced.
struct RateLimitsReader {
    var diagnostics: DiagnosticSink
    /// The nodes that are not of their shape, or hold one that is not.
    private(set) var wrong: Set<Node> = []
    /// The policies as written, and by their names, for `like`.
    private(set) var written: [Entries.Entry] = []
    private(set) var writtenByName: [String: Entries.Entry] = [:]
    private(set) var keys: [KeyObject] = []
    /// The root's `refusal`, `retry` and `headers`, which hold for policies without their own.
    private(set) var defaultRefusal: RefusalObject?
    private(set) var defaultRetry: RetryObject?
    private(set) var defaultHeaders: QuotaFields?

    init(diagnostics: DiagnosticSink) { self.diagnostics = diagnostics }

    /// Reads the root's member and the attachments that stand elsewhere. nil when there is nothing, or when the node is
    /// of another dialect, which is never interpreted.
    mutating func read(_ node: Node?, attachments: [Entries.Entry]) -> RateLimitsObject? {
        guard let node else {
            for attachment in attachments { reportForeign(attachment) }
            return nil
        }
        guard node.isMapping, let policies = node["policies"] else {
            Self.reportNoPolicies(node, at: node.location, &diagnostics)
            for attachment in attachments { reportForeign(attachment) }
            return nil
        }
        var object = RateLimitsObject(location: node.location)
        object.isComplete = check(node, .members(RateLimitShapes.root), "`x-rate-limits`")
        object.identity = node["id"]?.string
        object.source = right(node["source"]).flatMap(SourceObject.init)
        keys =
            node["keys"]?.entries.compactMap { entry in
                right(entry.value) == nil || TextForm.keyName.problem(entry.key) != nil ? nil : KeyObject(entry)
            } ?? []
        for key in keys { reportSharedValues(of: node["keys"]?[key.name]?["groups"]) }
        object.keys = keys
        defaultRefusal = right(node["refusal"]).map(RefusalObject.init)
        defaultRetry = right(node["retry"]).map(RetryObject.init)
        defaultHeaders = right(node["headers"]).flatMap(QuotaFields.init)
        guard policies.isMapping, policies.count > 0 else { return nil }
        readPolicies(policies, into: &object)
        object.plan = node["plan"].flatMap { plan($0, of: object) }
        for attachment in attachments { read(attachment, into: &object) }
        return object
    }

    /// Reports values that stand in several groups of a key: a value belongs to one at the most.
    private mutating func reportSharedValues(of groups: Node?) {
        var known: [String: String] = [:]
        for group in groups?.entries.map({ $0 }) ?? [] {
            for value in group.value.elements {
                guard let text = value.scalarText else { continue }
                if let other = known.updateValue(group.key, forKey: text) {
                    error(
                        .duplicateWord,
                        other == group.key
                            ? "the group `\(other)` names `\(text)` twice"
                            : "`\(text)` stands in the groups `\(other)` and `\(group.key)`", at: value)
                }
            }
        }
    }

    /// Checks a node against its shape.
    mutating func check(_ node: Node, _ shape: Shape, _ name: String) -> Bool {
        // Two holders of one sink would copy it with the first message.
        let taken = diagnostics
        diagnostics = DiagnosticSink()
        var reader = ShapeReader(consume taken)
        let fits = reader.check(node, shape, name)
        diagnostics = reader.diagnostics
        wrong.formUnion(reader.wrong)
        return fits
    }

    /// A node of its shape; nil for one that is not, which has been reported.
    func right(_ node: Node?) -> Node? { node.flatMap { wrong.contains($0) ? nil : $0 } }

    /// Reports an `x-rate-limits` without `policies`: a mistake where it has numbers in our words, else another
    /// dialect.
    static func reportNoPolicies(
        _ node: Node, at place: SourceLocation?, _ diagnostics: inout DiagnosticSink
    ) {
        let numbers = ["quota", "window", "concurrency"]
        let policy = node.entries.first { entry in numbers.contains { entry.value[$0] != nil } }
        if let entry = policy ?? node.entries.first(where: { numbers.contains($0.key) }) {
            diagnostics.error(
                .missingMember, "`x-rate-limits` has no `policies`, and limits nothing", at: entry.keyNode.location,
                hint: policy == nil
                    ? "give the limit a name: `policies: { default: { \(entry.key): … } }`"
                    : "put `\(entry.key)` below `policies:`")
        } else {
            let near = Suggestion.nearest(to: "policies", among: node.entries.map(\.key))
            diagnostics.lost(
                .foreignDialect, "`x-rate-limits` without `policies` is of another dialect and is ignored", at: place,
                hint: near.map { "if it is meant for Paceline, `\($0)` should be `policies`" })
        }
    }

    private mutating func readPolicies(_ node: Node, into object: inout RateLimitsObject) {
        written = Array(node.entries)
        writtenByName = Dictionary(written.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        for entry in written {
            if TextForm.policyName.problem(entry.key) == nil, let policy = policy(entry) {
                object.policies.append(policy)
            } else {
                object.isComplete = false
            }
        }
    }

    /// The plan that holds by default; some policy must have numbers for it.
    private mutating func plan(_ node: Node, of limits: RateLimitsObject) -> LocatedText? {
        guard let name = node.string else { return nil }
        let plans = limits.policies.flatMap(\.plans).map(\.name)
        if limits.isComplete, !plans.contains(name) {
            diagnostics.error(
                .unknownPlan, "no policy has a plan `\(name)`", at: node.location,
                hint: Suggestion.hint(for: name, among: plans))
        }
        return LocatedText(text: name, location: node.location)
    }
}
