extension DiagnosticExplanation {
    /// What is wrong with the numbers of policies, their plans and their costs.
    static let limitNumbers: [DiagnosticCode: DiagnosticExplanation] = [
        .conflictingMembers: .init(
            """
            Members of a policy exclude each other: `quota` and `concurrency`; `burst` and an algorithm other than \
            `token-bucket`; `align` or `timezone` without `algorithm: fixed`; `timezone` without `align: calendar`. \
            Or a member of `x-pagination` has no meaning with its `style`. This is an error.
            """,
            "Remove one of the two. A limit over time and one at a time are two policies.",
            example: """
                policies:
                  per-minute: { quota: 60, window: 1m }
                  in-flight: { concurrency: 10 }
                """),
        .sharedNumbers: .init(
            """
            `x-rate-limit` gives one operation numbers of its own, and the policy counts several operations in one \
            bucket. This is an error.
            """,
            "Add `operation` to `per` of the policy, or declare another policy. A cost needs neither.",
            example: """
                policies:
                  each: { quota: 1, window: 1s, burst: 1, per: operation }
                """),
        .stackedWindows: .init(
            """
            Two policies count the same requests, and one of them is redundant: the longer window has no higher quota \
            than the shorter, or a quota that the shorter one never lets requests reach. This is a warning.
            """,
            "Remove the redundant policy, or correct the numbers.",
            example: """
                policies:
                  per-minute: { quota: 60, window: 1m }
                  per-hour: { quota: 1000, window: 1h }
                """),
        .suspiciousWindow: .init(
            """
            The length of a window is probably not meant. Either it is a bare number of at least 10,000 and a multiple \
            of 1,000, which is seconds and looks like milliseconds. Or the name of the policy says another unit than \
            the window has. This is a warning.
            """,
            "Write the window with its unit, or correct the name."),
        .learnsNothing: .init(
            """
            A policy learns its numbers from responses (`learn: true`), and `headers` tell no number, or no window for \
            a policy that declares none. It would never keep to anything. This is an error.
            """,
            "Map `limit` or `rate`, and `reset` where no `window` is declared, or declare the numbers.",
            example: """
                headers: { limit: X-RateLimit-Limit, remaining: X-RateLimit-Remaining, reset: { from: X-RateLimit-Reset, as: delta } }
                """),
        .settlementWithoutEstimate: .init(
            """
            What a request costs is told by its response (`settle`), and until then it takes 1 unit, which is far less \
            than it may cost: too many requests are let go. This is a warning.
            """,
            "Say what is reserved before: a `default`, or an `estimate`.",
            example: """
                cost: { default: 1000, estimate: $request.body#/max_tokens, settle: $response.body#/usage/total_tokens }
                """),
        .swappedBurst: .init(
            """
            A token bucket is full again within half a second: its rate is more than twice its size. Probably `quota` \
            and `burst` are swapped. This is a warning.
            """,
            "Write the refill as `quota` per `window`, and the size of the bucket as `burst`.",
            example: """
                policies:
                  bucket: { quota: 2, window: 1s, burst: 40, algorithm: token-bucket }
                """),
        .unsatisfiableQuota: .init(
            """
            A policy can never admit a request: its quota, its `burst` or its `concurrency` is less than the request \
            takes, for an operation or under a plan. This is an error.
            """,
            """
            Raise the number, or lower the cost. A quota below 1 per window is a quota of 1 in a longer window. An \
            operation that the policy does not count has the cost 0.
            """,
            example: """
                policies:
                  slow: { quota: 1, window: 60s }
                """),
        .wrongDate: .init(
            "`checked` of a `source` is not a date. This is an error.",
            "Write year, month and day.",
            example: """
                source: { url: https://museum.example/limits, checked: 2026-01-31 }
                """),
        .wrongDuration: .init(
            """
            A length of time, such as `window`, `granularity`, `max-wait` or one in `after`, is not valid, not longer \
            than zero, or longer than 400 days. This is an error.
            """,
            "Write seconds as a number, or digits with `ms`, `s`, `m` (minutes), `h` or `d`. Write months as days."),
        .wrongNumbers: .init(
            """
            A plan or an `x-rate-limit` changes numbers that the policy does not have: `concurrency` where the policy \
            has a `quota`, or the reverse, or `burst` where the algorithm is not a token bucket. This is an error.
            """,
            "Write numbers of the same kind as the policy's.",
            example: """
                policies:
                  daily: { quota: 1000, window: 1d, plans: { patron: { quota: 5000 } } }
                """),
        .wrongQuantity: .init(
            """
            A `quota`, a `burst` or a cost is not a number, is negative, or cannot be counted: it is less than a \
            millionth or more than 10¹². A quota and a cost may be 0, a `burst` may not. This is an error.
            """,
            "Write the number without quotes and separators. `burst: 1` stands for requests that are evenly spaced.",
            example: """
                policies:
                  daily: { quota: 1800, window: 1d, cost: { default: 5, methods: { GET: 1 } } }
                """),
        .wrongTemplate: .init(
            """
            A template of `parse` cannot be read: a brace is not closed, a name in braces is unknown or stands there \
            twice, or two braces stand side by side, so that nothing tells where one value ends. This is an error.
            """,
            "Write the text as it stands in the field, with the values in braces; `{}` skips text.",
            example: """
                headers: { parse: { X-Api-Calls: '{used}/{limit}', X-Usage: 'api={used};{}' } }
                """),
        .wrongTimezone: .init(
            "`timezone` is not the name of a time zone. This is an error.",
            "Write a name of the IANA time zone database.",
            example: """
                policies:
                  daily: { quota: 1000, window: 1d, algorithm: fixed, align: calendar, timezone: Europe/Paris }
                """),
    ]
}
