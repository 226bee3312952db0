internal import PacelineDiagnostics
internal import PacelinePolicy

/// What the objects about responses may hold: how a server refuses, when to try again, where a quota stands.
extension RateLimitShapes {
    static let refusal = MappingShape(
        "`refusal`",
        """
        How a response says that it refused: all conditions that are present must hold. Keys that begin with \
        `$response.` are values of the response.
        """, ifEmpty: .emptyMatch, asides: ["counted"], allowsExtensions: true,
        expressions: (key: .responseExpression, value: { condition }), hint: { "such as `{ message: \($0) }`" },
        rules: refusalRules,
        [
            .optional(
                "status", .oneOrMore(.scalar(.status)),
                "The status of a refusal: a code (`429`), a class (`4XX`) or a list of these. Default: any from 400 on."
            ),
            .optional(
                "message", .oneOrMore(.form(.message)),
                """
                A text, or a list of texts of which one must be in the body. Case, kinds of quotes and runs of white \
                space do not matter.
                """),
            .optional("counted", .flag, "Whether the server counts a refused request, too."),
        ])

    private static var condition: Shape { .either([.oneOrMore(.scalar(.value)), .members(predicate)]) }

    static let predicate: MappingShape = MappingShape(
        "a condition", "", ifEmpty: .emptyMatch, allowsExtensions: true,
        [
            .optional("contains", .scalar(.part), "A text that the value must hold."),
            .optional("min", .number, "The least that the value may be, as a number."),
            .optional("max", .number, "The most that the value may be, as a number."),
            .optional("present", .flag, "Whether the value must be there, or must not."),
            .optional("not", condition, "What the value must not be."),
            .unsupported("matches"),
        ])

    static let retry = MappingShape(
        "`retry`", "When to send a refused request again.", allowsExtensions: true,
        hint: { "such as `{ after: [\($0)] }`" },
        [
            .optional(
                "after", .list(.either([.duration(allowsZero: false), .form(.retrySource)])),
                """
                Where the time to wait comes from; the first that a response offers is used. `Retry-After` is the \
                header, `reset` the field that `headers` maps, `$response.…` a number of seconds in the response, \
                `window` one whole window from the receipt of the refusal, anything else a length of time.
                """),
            .optional(
                "attempts", .integer(1...1000), "How often a request is sent in all. Default: as the client says."),
            .optional(
                "max-wait", .duration(allowsZero: false),
                "The longest wait after a refusal. Default: as the client says."),
            .optional(
                "not-processed", .flag,
                """
                Whether a refused request is known not to have been processed, and is repeated whatever its method. \
                Default: if the policy counts something.
                """),
            .optional(
                "exhausted", .word(RefusalRetry.Exhausted.allCases.map(\.rawValue)),
                """
                What a call does when the quota is spent. Default: it waits for windows of up to 10 minutes, and fails \
                for longer ones.
                """),
            .optional(
                "blocks", .word(["policy", "all"]),
                "What a refusal stops: the policy's own bucket, or every call of the API."),
        ])

    static let headers = Shape.either([.word(QuotaFields.words), .members(fields)])

    static let fields = MappingShape(
        "`headers`", "", ifEmpty: .emptyMatch, allowsExtensions: true,
        [
            .optional("limit", .form(.fieldName), "The field with the units of a whole window."),
            .optional("remaining", .form(.fieldName), "The field with the units that are left."),
            .optional("used", .form(.fieldName), "The field with the units that are used up."),
            .optional(
                "reset", .members(reset),
                "The field with the time at which the quota is whole again, and how it is written."),
            .unsupported("rate"), .unsupported("bucket"), .unsupported("name"), .unsupported("parse"),
        ])

    static let reset = MappingShape(
        "`reset`", "", allowsExtensions: true,
        hint: {
            "write `reset: { from: \($0), as: delta }` for seconds from now, `as: epoch` for a time stamp"
        },
        [
            .required("from", .form(.fieldName), "The field's name."),
            .required(
                "as", .word(QuotaFields.Form.allCases.map(\.rawValue)),
                """
                Seconds from now, seconds or milliseconds since 1970, digits with units (`1m30s`) or an HTTP-date.
                """),
        ])
}
