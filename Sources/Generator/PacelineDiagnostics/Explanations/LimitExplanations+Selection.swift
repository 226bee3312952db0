extension DiagnosticExplanation {
    /// What is wrong with the operations and requests that policies count.
    static let limitSelection: [DiagnosticCode: DiagnosticExplanation] = [
        .authenticationGap: .init(
            """
            Every policy of an operation counts requests with certain credentials only, and none counts requests that \
            the operation accepts with other credentials, or without any. Such requests are not limited. This is a \
            warning.
            """,
            "Add a policy for these requests. `auth: []` stands for requests without credentials.",
            example: """
                policies:
                  members: { quota: 600, window: 1h, per: user, when: { auth: [token] } }
                  visitors: { quota: 60, window: 1h, per: ip, when: { auth: [] } }
                """),
        .duplicateWord: .init(
            """
            `per` names the same word twice, or `types: { shared: … }` of the configuration the same place. This is an \
            error.
            """,
            "Remove one of the two."),
        .emptySelection: .init(
            """
            A policy applies to no operation: a selector of `applies` selects none, or `applies: explicit` is written \
            and no `x-rate-limit` names the policy. Or the filter of the configuration keeps no operation. This is an \
            error.
            """,
            "Correct the selector, attach the policy, or remove it. In a filter, `exclude` overrides `include`.",
            example: """
                paths:
                  /reports:
                    post:
                      x-rate-limit: { heavy: 1 }
                """),
        .emptySelector: .init(
            "A selector is an empty mapping. This is an error.",
            """
            Name `tags`, `operations`, `paths` or `methods`. A policy for all operations says `applies: all`, or \
            nothing.
            """),
        .missingKey: .init(
            """
            A policy counts by a parameter that some of its operations do not have. Requests of these operations share \
            one bucket. This is a warning.
            """,
            """
            Nothing needs to change if the server counts them together. Else add `operation` to `per`, or select only \
            the operations that have the parameter.
            """),
        .missingPer: .init(
            """
            The document has several security schemes, and a policy has no `per`. All requests share one bucket, which \
            is safe and may be slower than the server allows. This is a note.
            """,
            "Say what the server counts apart. Write `per: []` if it is one quota for all."),
        .needlessAttachment: .init(
            """
            `x-rate-limit` gives a policy the cost 1 at some operations, and the policy applies to all with the cost 1 \
            anyway. The attachment has no effect. This is a warning.
            """,
            "Write `applies: explicit` in the policy if it is only for these operations. Else remove the attachments."),
        .uncoveredRefusal: .init(
            """
            An operation declares the status 429, and no policy applies to it. The client finds the limit out, at the \
            cost of some refusals. This is a warning.
            """,
            """
            Let a policy apply to the operation. Where the numbers are not known, a policy can consist of its refusal.
            """,
            example: """
                policies:
                  undisclosed: { refusal: { status: 429 } }
                """),
        .unknownMethod: .init(
            "A selector or `methods` of a `cost` names a method that OpenAPI does not have. This is an error.",
            "Write `GET`, `PUT`, `POST`, `DELETE`, `OPTIONS`, `HEAD`, `PATCH` or `TRACE`."),
        .unknownOperation: .init(
            """
            A selector, `operations` of a limits file, or `x-order` of a tag names an operation that does not exist. \
            `x-order` looks only among the operations whose first tag it is, and ignores the name with a warning. \
            Anywhere else this is an error.
            """,
            "Write an `operationId` of the document, or the name of a variant."),
        .unknownParameter: .init(
            """
            A policy counts by, asks for or estimates by a parameter, or a value of the body, that none of its \
            operations has; or `x-pagination` names one that its operation does not have. This is an error.
            """,
            "Correct the name or the pointer, or declare the parameter or the property."),
        .unknownPartition: .init(
            """
            `per` has a word that is not a principal, not a word for what an operation is, not in `keys`, and not a \
            client parameter of the configuration. This is an error.
            """,
            "Correct the word, or declare it in `keys` or in `client.parameters` of the configuration."),
        .unknownPath: .init(
            "A path pattern of a selector matches no path of the document. This is an error.",
            "Correct the pattern. `*` stands for one segment or a part of one, `**` for any number of segments.",
            example: """
                applies: { paths: [/exhibits/*/images, /tickets/**] }
                """),
        .unknownTag: .init(
            """
            A selector, in `applies` of a policy or in the filter of the configuration, names a tag that the document \
            does not have. This is an error.
            """,
            "Correct the name of the tag."),
        .unknownWord: .init(
            """
            A value is not one of the words that its member takes. In an OpenAPI document it is ignored, which is an \
            error under `--strict`; a parameter whose `in` is unknown is skipped. In `x-rate-limits` and in the \
            configuration it is always an error.
            """,
            "Write one of the words that the message lists."),
        .unusedAttachment: .init(
            """
            `x-rate-limit` has no effect: it stands at a tag that no operation has, or it names a policy that does not \
            apply to the operation. Under `--strict` this is an error.
            """,
            "Select the operation in `applies` of the policy, or write `applies: explicit` there."),
    ]
}
