internal import PacelineDiagnostics
internal import PacelinePolicy
internal import PacelineYAML

/// What `x-rate-limits` and `x-rate-limit` may hold.
enum RateLimitShapes {
    static let root = MappingShape(
        "`x-rate-limits`",
        """
        The limits that the API declares. They state facts of the API only; what a client chooses (queues, clock margin, \
        sharing) is configuration.
        """, allowsExtensions: true,
        [
            .required(
                "policies", .mapping(keys: .policyName, .members(policy), isNotEmpty: true),
                "The policies by name. Every policy that applies to a request must admit it."),
            .optional(
                "id", .text,
                "The identity of the API in the names of buckets. Default: the name of the generated module."),
            .optional(
                "keys", .mapping(keys: .keyName, .either([.form(.requestExpression), .members(key)])),
                "The document's own words for `per`, each with the part of a request that it stands for."),
            .optional(
                "plan", .text,
                "The plan whose numbers hold unless a client names another; a name in some policy's `plans`."
            ),
            .optional("source", .members(source), "Where the limits are documented."),
            .optional(
                "refusal", .members(refusal),
                "How a response says that it refused; for policies without their own `refusal`."),
            .optional(
                "retry", .members(retry),
                "When to send a refused request again; for policies without their own `retry`."),
            .optional(
                "headers", headers,
                "The fields of a response that tell where a quota stands; for policies without their own `headers`."),
        ])

    static let policy = MappingShape(
        "a policy",
        """
        So many units in a window (`quota` and `window`) or so many requests at a time (`concurrency`), for each value \
        of `per`; or only how the server refuses. Missing members are those of the policy that it is `like`.
        """, allowsExtensions: true, rules: policyRules,
        [
            .optional(
                "quota", .quantity(),
                "The units in one window; may have a fraction. Below the cost of a request none would ever pass."),
            .optional(
                "window", .duration(allowsZero: false),
                """
                How long the quota lasts: seconds as a number, or digits with `ms`, `s`, `m` (minutes), `h` or `d`. At \
                most 400 days.
                """),
            .optional(
                "concurrency", requestsAtATime,
                "The most requests at a time, each from its sending to the end of its response."),
            .optional(
                "algorithm", .word(RateLimitAlgorithm.words),
                """
                How the server counts. `unknown` is kept as the strictest of the windows. With a `burst` the default \
                is `token-bucket`.
                """),
            .optional(
                "burst", .quantity(isPositive: true),
                """
                The size of a token bucket: the most that it admits at once. It is refilled at the rate of quota per \
                window.
                """),
            .optional(
                "align", .word(RateLimitAlgorithm.Alignment.allCases.map(\.rawValue)),
                "Where fixed windows begin: at multiples of their length, at the first request, or by the calendar."),
            .optional("timezone", .form(.timezone), "The zone of a calendar, such as `Europe/Paris`."),
            .optional(
                "granularity", .duration(allowsZero: true),
                "The grain of the server's clock, `1s` where it stamps whole seconds."),
            .optional(
                "plans", .mapping(.members(plan)),
                "Other numbers, for whoever has a certain plan; what a plan does not say is the policy's."),
            .optional("unit", .text, "What is counted; a label."),
            .optional(
                "cost", .either([.quantity(), .members(cost)]),
                "The units that one request takes: a number, or numbers by method."),
            .optional(
                "per", .either([.form(.partition), .anyList(.form(.partition), isUnique: true)]),
                """
                What has a bucket of its own: one word or a list. A principal \
                (\(RateLimitPartition.principals.map { "`\($0)`" }.joined(separator: ", "))), what the operation is \
                (`operation`, `path`, `method`, `tag`, `server`), a word of `keys`, an expression such as \
                `$request.path.name` or `$request.body#/pointer`, or a client parameter of the configuration. Default: \
                none, one bucket for all requests.
                """),
            .optional(
                "applies", .either([.word(["all", "explicit"]), OperationSelector.shapes]),
                """
                The operations to which the policy applies: `all`, `explicit` (only where an `x-rate-limit` names it), \
                a selector, or a list of selectors of which any will do.
                """),
            .optional(
                "when", .members(when), "Which requests count, by their credentials and by what else stands in them."),
            .optional(
                "counts", .members(counts),
                "The responses whose requests count. Default: all. Of refusals `refusal.counted` decides."),
            .optional(
                "learn", .flag,
                """
                Whether the numbers that responses tell, as `headers` say, take the place of `quota`, `window` and \
                `burst`, which then are but what is known at first and may be missing.
                """),
            .optional(
                "refusal", .members(refusal),
                "How a response says that it refused. Default: the root's, else status 429. A 429 is always a refusal."),
            .optional(
                "retry", .members(retry),
                "When to send a refused request again. Default: the root's, else `after: [Retry-After, reset, window]`."
            ),
            .optional(
                "headers", headers, "The fields of a response that tell where the quota stands. Default: the root's."),
            .optional(
                "like", .text,
                "The policy whose members this one has as well, except those that it writes itself, each whole."),
            .optional(
                "adjustable", .either([.flag, .form(.url)]),
                "Whether a bigger quota can be agreed with the provider: true, false, or the URL where to ask."),
            .optional("description", .text, "What is to be known about the policy, for people."),
            .optional("source", .members(source), "Where this policy is documented."),
        ])

    /// What an attachment takes of a policy: a cost, or cost and numbers.
    static let attached = Shape.either([.quantity(), .members(attachedMembers)])

    static let attachedMembers = MappingShape(
        "an attached limit",
        """
        Cost and numbers of this operation. Numbers only where the policy counts each operation apart \
        (`per: operation`).
        """, allowsExtensions: true,
        [.optional("cost", .quantity(), "The units that a request takes; 0 exempts it.")] + numbers)

    static let plan = MappingShape(
        "a plan", "Numbers in place of the policy's.", allowsExtensions: true, hint: { "such as `{ quota: \($0) }`" },
        numbers)

    private static let numbers: [MappingShape.Member] = [
        .optional("quota", .quantity(), "The units in one window."),
        .optional("window", .duration(allowsZero: false), "How long the quota lasts."),
        .optional("burst", .quantity(isPositive: true), "The size of a token bucket."),
        .optional("concurrency", requestsAtATime, "The most requests at a time."),
    ]

    private static let requestsAtATime = Shape.integer(1...1_000_000_000)

    static let source = MappingShape(
        "`source`", "Where numbers are documented.", allowsExtensions: true,
        [
            .required("url", .text, "The page that states them."),
            .optional("checked", .form(.day), "The day on which they were read there, such as `2026-01-31`."),
        ])

    static let key = MappingShape(
        "a key", "", allowsExtensions: true,
        [
            .required("from", .form(.requestExpression), "The part of a request that the word stands for."),
            .optional(
                "groups", .mapping(.list(.scalar(.part)), isNotEmpty: true),
                "Values that share a bucket, by a name for each group. Other values have one each."),
        ])

    static let when = MappingShape(
        "`when`",
        """
        Which requests count: all conditions that are present must hold. Keys that begin with `$request.` are values \
        of the request.
        """, ifEmpty: .emptyMatch, allowsExtensions: true,
        expressions: (key: .requestExpression, value: { condition }), hint: { "such as `{ auth: [\($0)] }`" },
        [
            .optional(
                "auth", .anyList(.text),
                "Security schemes with whose credentials a request counts; none for requests without credentials.")
        ])

    static let cost = MappingShape(
        "`cost`", "", allowsExtensions: true,
        [
            .optional("default", .quantity(), "The units that a request takes."),
            .optional("methods", .mapping(keys: .method, .quantity()), "Other costs, by method."),
            .optional(
                "estimate", .form(.estimate),
                """
                Where it is taken from what a request will cost, before it is sent: an expression such as \
                `$request.body#/max_tokens`, or the name of a function that the client is given. Without a number \
                there the `default` is reserved.
                """),
            .optional(
                "settle", .form(.responseExpression),
                """
                Where the response tells what its request did cost. What was reserved beyond that is given back; what \
                is missing is taken at once, too late to keep this window's promise.
                """),
        ])
}
