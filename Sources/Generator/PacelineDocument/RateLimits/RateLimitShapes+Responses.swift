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
            message,
            .optional("counted", .flag, "Whether the server counts a refused request, too."),
        ])

    static let counts = MappingShape(
        "`counts`",
        """
        The responses whose requests count: all conditions that are present must hold. Keys that begin with \
        `$response.` are values of the response. What a response says that is none of these, its request is given back.
        """, ifEmpty: .emptyMatch, allowsExtensions: true,
        expressions: (key: .responseExpression, value: { condition }), hint: { "such as `{ status: \($0) }`" },
        [
            .optional(
                "status", .oneOrMore(.scalar(.status)),
                "The status: a code (`200`), a class (`2XX`) or a list of these. Default: any."),
            message,
        ])

    private static let message = MappingShape.Member.optional(
        "message", .oneOrMore(.form(.message)),
        """
        A text, or a list of texts of which one must be in the body. Case, kinds of quotes and runs of white space do \
        not matter.
        """)

    static var condition: Shape { .either([.oneOrMore(.scalar(.value)), .members(predicate)]) }

    static let predicate: MappingShape = MappingShape(
        "a condition", "", ifEmpty: .emptyMatch, allowsExtensions: true,
        [
            .optional("contains", .scalar(.part), "A text that the value must hold."),
            .optional("like", .scalar(.part), "What the whole value must be like; `*` stands for any text."),
            .optional("min", .number, "The least that the value may be, as a number."),
            .optional("max", .number, "The most that the value may be, as a number."),
            .optional("present", .flag, "Whether the value must be there, or must not."),
            .optional("not", condition, "What the value must not be."),
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
        "`headers`",
        """
        Where a response tells how a quota stands: in header fields, by their names, or in the body \
        (`$response.body#/pointer`).
        """, ifEmpty: .emptyMatch, allowsExtensions: true,
        [
            .optional(
                "limit", .form(.quotaValue),
                "The units of a whole window; of a token bucket what it holds when it is full."),
            .optional("remaining", .form(.quotaValue), "The units that are left."),
            .optional("used", .form(.quotaValue), "The units that are used up."),
            .optional(
                "reset", .members(reset), "The time at which the quota is whole again, and how it is written."),
            .optional("rate", .form(.quotaValue), "The units that become free in each second."),
            .optional(
                "bucket", .form(.quotaValue),
                "The server's own identity for the bucket. Operations that tell the same one share it from then on."),
            .optional(
                "name", .form(.quotaValue),
                "The policy of which the response tells, by its name; of others nothing is read."),
            .optional(
                "parse", .mapping(keys: .fieldName, .form(.template), isNotEmpty: true),
                """
                Header fields that hold several of these, with how they stand there: `{used}/{limit}`; `{}` skips \
                text. A `{reset}` is seconds from now or digits with units.
                """),
        ])

    static let reset = MappingShape(
        "`reset`", "", allowsExtensions: true,
        hint: {
            "write `reset: { from: \($0), as: delta }` for seconds from now, `as: epoch` for a time stamp"
        },
        [
            .required("from", .form(.quotaValue), "The header field's name, or an expression."),
            .required(
                "as", .word(QuotaFields.Form.allCases.map(\.rawValue)),
                """
                Seconds from now, seconds or milliseconds since 1970, digits with units (`1m30s`), an HTTP-date or a \
                date-time of RFC 3339.
                """),
        ])
}
