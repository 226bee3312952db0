internal import PacelineDiagnostics
internal import PacelineYAML

/// What a schema asks of values and none can be, or what asks for nothing. Clients do not check their values, so
/// nothing of the API is lost by it.
extension NodeReader {
    /// Reports bounds that leave no value between them.
    mutating func checkBounds(of schema: Schema) {
        for (least, most, what) in Self.counts {
            guard let low = schema.node[least]?.integer, let high = schema.node[most]?.integer, 0 <= high, high < low
            else { continue }
            report("has at least \(low) \(what) and at most \(high)", schema, (least, most))
        }
        guard let low = schema.minimum, let high = schema.maximum else { return }
        let isEmpty = low.isExclusive || high.isExclusive ? high.value <= low.value : high.value < low.value
        guard isEmpty else { return }
        let members = [("minimum", "maximum"), ("exclusiveMinimum", "exclusiveMaximum")]
        let least = members.map(\.0).last { schema.node[$0]?.double == low.value } ?? "minimum"
        let most = members.map(\.1).last { schema.node[$0]?.double == high.value } ?? "maximum"
        report(
            "is \(low.isExclusive ? "above" : "at least") \(schema.node[least]?.text ?? "") and "
                + "\(high.isExclusive ? "below" : "at most") \(schema.node[most]?.text ?? "")", schema, (least, most))
    }

    private static let counts = [
        ("minLength", "maxLength", "characters"), ("minItems", "maxItems", "items"),
        ("minContains", "maxContains", "items of a kind"), ("minProperties", "maxProperties", "members"),
    ]

    private mutating func report(_ what: String, _ schema: Schema, _ members: (least: String, most: String)) {
        diagnostics.untidy(
            .impossibleBounds, "no value \(what)", at: schema.location(of: members.most),
            hint: "raise `\(members.most)`, or lower `\(members.least)`")
    }

    /// Reports a text that is no regular expression.
    mutating func checkPattern(_ pattern: String, _ what: String, at location: SourceLocation) {
        guard let problem = PatternSyntax.problem(in: pattern) else { return }
        diagnostics.untidy(
            .wrongPattern,
            "\(what) is not a regular expression: \(problem.reason) (character \(problem.character))", at: location,
            hint: "patterns are those of ECMA-262, as in JavaScript")
    }
}
