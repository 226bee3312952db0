internal import PacelineDiagnostics
internal import PacelinePolicy
internal import PacelineYAML

/// Reads `x-rate-limits` and the attachments. Every member is acted on or named: what is valid in the language but not
/// built is an error, because a limit must never be enforced by halves.
struct RateLimitsReader {
    var diagnostics: DiagnosticSink
    /// The policies as written, and by their names, for `like`.
    var written: [Entries.Entry] = []
    var writtenByName: [String: Entries.Entry] = [:]
    var keys: [KeyObject] = []
    /// The root's `refusal`, `retry` and `headers`, which hold for policies without their own.
    var defaultRefusal: RefusalObject?
    var defaultRetry: RetryObject?
    var defaultHeaders: QuotaFields?

    init(diagnostics: DiagnosticSink) { self.diagnostics = diagnostics }

    /// The members that are read at the root, and those that the language has besides.
    static let rootMembers = Members(
        "`x-rate-limits`",
        built: ["policies", "id", "keys", "plan", "source", "refusal", "retry", "headers"], notBuilt: []
    )

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
        object.isComplete = check(node, Self.rootMembers)
        object.identity = node["id"].flatMap { text($0, "id") }
        object.source = node["source"].flatMap { source($0) }
        keys = node["keys"].map { readKeys($0) } ?? []
        object.keys = keys
        defaultRefusal = node["refusal"].flatMap { refusal($0) }
        defaultRetry = node["retry"].flatMap { retry($0) }
        defaultHeaders = node["headers"].flatMap { headers($0) }
        guard policies.isMapping, policies.count > 0 else {
            error(.wrongType, "`policies` should be a mapping with at least one policy", at: policies)
            return nil
        }
        readPolicies(policies, into: &object)
        object.plan = node["plan"].flatMap { plan($0, of: object) }
        for attachment in attachments { read(attachment, into: &object) }
        return object
    }

    /// Reports an `x-rate-limits` without `policies`: a mistake where it has numbers in our words, else another
    /// dialect.
    static func reportNoPolicies(
        _ node: Node, at place: SourceLocation?, _ diagnostics: inout DiagnosticSink
    ) {
        let numbers = ["quota", "window", "concurrency"]
        let policy = node.entries.first { entry in numbers.contains { entry.value[$0] != nil } }
        if let policy {
            diagnostics.error(
                .missingMember, "`x-rate-limits` has no `policies`, and limits nothing", at: policy.keyNode.location,
                hint: "put `\(policy.key)` below `policies:`")
        } else if let number = node.entries.first(where: { numbers.contains($0.key) }) {
            diagnostics.error(
                .missingMember, "`x-rate-limits` has no `policies`, and limits nothing", at: number.keyNode.location,
                hint: "give the limit a name: `policies: { default: { \(number.key): … } }`")
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
            if isPolicyName(entry), let policy = policy(entry) {
                object.policies.append(policy)
            } else {
                object.isComplete = false
            }
        }
    }

    private mutating func isPolicyName(_ entry: Entries.Entry) -> Bool {
        let name = entry.key.utf8
        let isLetter = { (byte: UInt8) in (0x61...0x7A).contains(byte | 0x20) }
        let isValid =
            name.count <= 64 && name.first.map(isLetter) ?? false
            && name.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || "._-".utf8.contains($0) }
        if !isValid {
            error(
                .wrongName, "`\(entry.key)` cannot be the name of a policy", at: entry.keyNode,
                hint: "a letter, then up to 63 letters, digits, `.`, `_` or `-`")
        }
        return isValid
    }

    /// The plan that holds by default; some policy must have numbers for it.
    private mutating func plan(_ node: Node, of limits: RateLimitsObject) -> LocatedText? {
        guard let name = text(node, "plan") else { return nil }
        let plans = limits.policies.flatMap(\.plans).map(\.name)
        if limits.isComplete, !plans.contains(name) {
            error(
                .unknownPlan, "no policy has a plan `\(name)`", at: node,
                hint: Suggestion.hint(for: name, among: plans))
        }
        return LocatedText(text: name, location: node.location)
    }
}
