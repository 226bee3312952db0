extension DiagnosticExplanation {
    /// What is wrong with declarations of rate limits.
    static let limits: [DiagnosticCode: DiagnosticExplanation] =
        limitDeclarations
        .merging(limitSelection) { first, _ in first }
        .merging(limitNumbers) { first, _ in first }
        .merging(refusalsAndRetries) { first, _ in first }

    /// What is wrong with `x-rate-limits` as a whole, and with policies that are like others.
    static let limitDeclarations: [DiagnosticCode: DiagnosticExplanation] = [
        .circularLike: .init(
            "A policy is like itself, by its own `like` or by those of the policies that it names. This is an error.",
            "Let one policy in the circle write its members itself.",
            example: """
                x-rate-limits:
                  policies:
                    minute: { quota: 60, window: 1m, per: account }
                    hour: { like: minute, quota: 1000, window: 1h }
                """),
        .duplicateLimits: .init(
            """
            The document declares limits in `x-rate-limits`, and a limits file is given as well. Two declarations are \
            not merged, so this is an error.
            """,
            "Remove the limits of the document, or do not give the file."),
        .foreignDialect: .init(
            """
            The document declares limits in the vocabulary of another tool: `x-rate-limits` without `policies`, an \
            `x-rate-limit` without these or that is not a mapping, or an extension such as `x-google-quota`. They are \
            not read, and the client does not enforce them. Under `--strict` this is an error.
            """,
            """
            Declare the limits in `x-rate-limits`, in the document or in a limits file. \
            `paceline limits SPEC --suggest` writes a start of one, with the values of the other vocabulary as comments.
            """,
            example: """
                x-rate-limits:
                  policies:
                    per-minute: { quota: 60, window: 60s, per: account }
                """),
        .longLike: .init(
            "A policy is like another, that like a third, and so on through more than 256 policies. This is an error.",
            "Let the policies be like one that writes its members itself."),
        .misspeltExtension: .init(
            """
            An extension is spelt almost like `x-rate-limits`, `x-rate-limit`, `x-pagination` or `x-stream`, or stands \
            where it has no meaning. It is ignored: its limits are not enforced, its list has no pages, its stream no \
            declared end. Under `--strict` this is an error.
            """,
            """
            Declare limits in `x-rate-limits` at the root. Attach costs by `x-rate-limit` to a tag, a path, an \
            operation or a variant. Declare pages and streams at an operation or a variant.
            """),
        .noLimits: .init(
            "A limits file has no `x-rate-limits` with `policies`. This is an error.",
            "Write the policies below `x-rate-limits`.",
            example: """
                x-rate-limits:
                  policies:
                    per-minute: { quota: 60, window: 60s }
                """),
        .tooManyLimits: .init(
            """
            More than 1,000 policies apply to one operation, policies apply to operations more than 500,000 times in \
            all, or selectors without names have more than 10,000,000 operations to look at. This is an error.
            """,
            "Declare fewer policies. Count operations apart by `per` in place of a policy for each."),
        .undeclaredLimits: .init(
            """
            The document tells about limits and declares none that are read: operations document 429, responses have \
            header fields about a quota, or descriptions state numbers. None of it is \
            enforced as a limit. This is a note, one for a document. A `4XX` or `default` response says nothing about limits.
            """,
            """
            Let `paceline limits SPEC --suggest` write a limits file, look at each number in it, and name the file in \
            the configuration or by `--limits`. A limits file ends the note, also one that only says what a refusal is.
            """,
            example: """
                limits: openapi.limits.yaml
                """),
        .unknownPlan: .init(
            "`plan` at the root of `x-rate-limits` names a plan for which no policy has numbers. This is an error.",
            "Correct the name, or add the plan to `plans` of a policy.",
            example: """
                x-rate-limits:
                  plan: free
                  policies:
                    daily: { quota: 1000, window: 1d, plans: { free: { quota: 100 } } }
                """),
        .unknownPolicy: .init(
            """
            `like`, or a key of `x-rate-limit` or of `operations` in a limits file, names a policy that does not \
            exist. This is an error.
            """,
            "Correct the name, or declare the policy in `x-rate-limits`."),
        .unusedLimits: .init(
            """
            A limits file lies beside the document, such as `museum.limits.yaml` beside `museum.yaml`, and neither the \
            configuration nor the command names it. Its limits are not enforced. Under `--strict` this is an error.
            """,
            "Name the file in the configuration, give it by `--limits`, or delete it.",
            example: """
                limits: museum.limits.yaml
                """),
    ]
}
