extension DiagnosticExplanation {
    /// What is wrong with refusals, retries and reported quotas.
    static let refusalsAndRetries: [DiagnosticCode: DiagnosticExplanation] = [
        .broadRefusal: .init(
            """
            `refusal` of a policy has a status other than 429 and nothing else, so every response with that status is \
            a refusal. A 403 or a 503 may have other reasons, and then calls wait for nothing. This is a warning.
            """,
            "Add a `message` or a condition by which a refusal differs from other responses.",
            example: """
                refusal: { status: 403, message: rate limit exceeded }
                """),
        .curlyQuotes: .init(
            "`message` of a `refusal` has curly quotes. They match straight ones too, so this is a note.",
            "Nothing needs to change."),
        .emptyMatch: .init(
            """
            Something matches nothing: a `refusal` without status, message and condition, an empty list in one, a \
            condition that asks for nothing, or `headers` without a field. This is an error.
            """,
            "Write what is to match, or remove the member."),
        .placeholderMessage: .init(
            """
            `message` of a `refusal` holds what looks like a placeholder, such as `{limit}` or `%d`. It is compared as \
            it stands, and no response holds a placeholder. This is a warning.
            """,
            "Keep the part of the message that is always the same."),
        .requestValueInResponse: .init(
            """
            An expression is on the wrong side. `per` and `keys` take values of the request, since a request is \
            counted before there is a response. Conditions of a `refusal` and `after` of `retry` take values of the \
            response. This is an error.
            """,
            """
            Use `$request.path`, `$request.query` and `$request.header` in `per` and `keys`, `$response.header` and \
            `$response.body` elsewhere.
            """,
            example: """
                keys: { gallery: $request.path.galleryId }
                """),
        .resetForm: .init(
            """
            An example of the field that `reset` reads does not fit `as`: a time stamp where seconds from now are \
            expected, or the reverse, or seconds where milliseconds are. This is a warning.
            """,
            """
            Write `as: delta` for seconds from now, `as: epoch` for seconds since 1970, `as: epoch-ms` for \
            milliseconds.
            """,
            example: """
                headers:
                  remaining: X-Quota-Left
                  reset: { from: X-Quota-Reset, as: delta }
                """),
        .sharedHeader: .init(
            """
            Two policies of an operation have different windows, and `headers` reads the same field for both. The \
            field can report only one of the two, and the other is held to a number that is not its own. This is a \
            warning.
            """,
            "Write `headers` in the policy that the field reports, not at the root."),
        .shortWait: .init(
            """
            `after` of `retry` has a time that is longer than `max-wait`. Calls do not wait that long: they fail. This \
            is a warning.
            """,
            "Raise `max-wait`, or lower the time."),
        .successAsRefusal: .init(
            """
            `refusal` of a policy has a status of success, such as 200, and nothing else, so every success would be a \
            refusal. This is an error.
            """,
            "Add a `message` or a condition by which a refusal differs from a success.",
            example: """
                refusal: { status: 200, $response.body#/error/code: throttled }
                """),
        .undeclaredRefusal: .init(
            """
            `refusal` of a policy has a status that no operation of the policy declares in `responses`. This is a \
            note.
            """,
            "Correct the status, or declare the response."),
        .unknownPointer: .init(
            """
            A policy reads a property of a response's body (in `refusal`, `counts`, `headers` or `settle`) that no \
            declared response has which may be meant. No response that is as declared tells it then. This is a warning. \
            Or `next` or `items` of `x-pagination` leads to a property that the response does not have. This is an \
            error.
            """,
            "Correct the pointer, or the schema of the response."),
        .unusableRetry: .init(
            """
            `after` of `retry` names only a source that the policy does not have: `reset` without a field for it in \
            `headers`, or `window` where the policy has no window. The client waits for one window then, or by a \
            backoff. Under `--strict` this is an error.
            """,
            "Map the field, or add a length of time.",
            example: """
                headers: { remaining: X-Quota-Left, reset: { from: X-Quota-Reset, as: delta } }
                retry: { after: [reset, 30s] }
                """),
        .wrongExpression: .init(
            """
            An expression is not valid here: it names no value, `$response.body` has no pointer, `$statusCode` is \
            written where there is `status`, or a field of `headers` is an expression and not a name. This is an \
            error.
            """,
            """
            Write `$request.path.name`, `$request.query.name` or `$request.header.name` for a request, \
            `$response.header.Name` or `$response.body#/pointer` for a response.
            """,
            example: """
                refusal: { status: 429, $response.header.X-Quota-Scope: tickets }
                """),
        .wrongMessage: .init(
            "`message` or `contains` in a `refusal` is empty, and would match every response. This is an error.",
            "Write a part of what the body of a refusal says."),
    ]
}
