internal import PacelineDiagnostics
internal import PacelineYAML

/// The members that an object of the limit language may have.
struct Members: Sendable {
    /// The object's name for messages.
    let owner: String
    let built: [String]
    /// Valid in the language, not built yet.
    let notBuilt: [String]

    init(_ owner: String, built: [String], notBuilt: [String]) {
        self.owner = owner
        self.built = built
        self.notBuilt = notBuilt
    }
}

extension RateLimitsReader {
    /// Reports the members of an object that are not read. False when one of them changes what the limit means.
    ///
    /// - Parameter withExpressions: Whether members that begin with `$` are the caller's to read.
    @discardableResult
    mutating func check(_ node: Node, _ members: Members, withExpressions: Bool = false) -> Bool {
        var isComplete = true
        for entry in node.entries where !members.built.contains(entry.key) && !entry.key.hasPrefix("x-") {
            if withExpressions, entry.key.hasPrefix("$") { continue }
            isComplete = false
            if members.notBuilt.contains(entry.key) || RuntimeExpression(entry.key) != nil {
                error(.notSupportedYet, "`\(entry.key)` is not supported yet", at: entry.keyNode)
            } else {
                error(
                    .unknownMember, "`\(entry.key)` is not a member of \(members.owner)", at: entry.keyNode,
                    hint: Suggestion.hint(for: entry.key, among: members.built + members.notBuilt))
            }
        }
        return isComplete
    }
}
