extension DiagnosticExplanation {
    /// What is wrong with servers and security.
    static let serversAndSecurity: [DiagnosticCode: DiagnosticExplanation] = [
        .defaultNotInEnum: .init(
            """
            The `default` of a server variable is not among the values of its `enum`. It is taken as one of them. This \
            is a warning.
            """,
            "Add the default to `enum`, or choose another."),
        .fixedServerVariable: .init(
            "An operation has a server of its own with variables, and is called with their defaults. This is a note.",
            "Nothing needs to change. Another value is a whole URL in `CallOptions.server`."),
        .incompleteScheme: .init(
            """
            A security scheme of a requirement does not say where its credential is sent: `type` is missing or \
            unknown, an `apiKey` lacks `name` or `in`, or an `http` scheme lacks `scheme`. The requirement is ignored. \
            Under `--strict` this is an error.
            """,
            "Complete the security scheme.",
            example: """
                securitySchemes:
                  visitor: { type: apiKey, name: X-Visitor-Key, in: header }
                """),
        .openServerVariable: .init(
            """
            The server of an operation has variables without a default, and nobody gives them values. The operation is \
            not called there. Under `--strict` this is an error.
            """,
            "Give each variable a `default`, or each call a URL in `CallOptions.server`."),
        .tooManyVariables: .init(
            """
            The URL of a server has more than 500 variables. The server is ignored. Under `--strict` this is an error.
            """,
            "Use fewer variables."),
        .tooManyWays: .init(
            """
            Schemes of one security requirement fill the same fields, so that it can be met in more than 64 ways. The \
            client knows the first 64. Under `--strict` this is an error.
            """,
            "List what is sent together in a requirement of its own."),
        .twoSchemesInOneField: .init(
            """
            Two schemes of one security requirement fill the same header field, query parameter or cookie, which holds \
            one credential. A request carries the first that the client has. Under `--strict` this is an error.
            """,
            "Write two requirements if either credential is enough.",
            example: """
                security:
                  - token: []
                  - password: []
                """),
        .undeclaredSecurity: .init(
            """
            A security requirement names a scheme that `components.securitySchemes` does not have. No credential is \
            sent for it, and the requirement is ignored. Under `--strict` this is an error. In `when` of a policy it \
            is always an error.
            """,
            "Declare the scheme, or correct the name.",
            example: """
                security: [{ token: [] }]
                components:
                  securitySchemes:
                    token: { type: http, scheme: bearer }
                """),
        .undeclaredServerVariable: .init(
            """
            The URL of a server has a `{variable}` that `variables` does not declare. The caller gives its value. This \
            is a warning.
            """,
            "Declare the variable with a `default`, or correct its name.",
            example: """
                servers:
                  - url: https://{tenant}.museum.example
                    variables:
                      tenant: { default: demo }
                """),
        .unusableServer: .init(
            """
            No request can be sent to the URL of a server: it is neither `http` nor `https`, has a query, a fragment \
            or a user, or its host, port or path is not valid. Or no value of an `enum` makes such a URL. The server \
            is ignored. Under `--strict` this is an error.
            """,
            "Write a URL with a host and perhaps a path, or a path relative to the document."),
        .unusableServerValue: .init(
            """
            A value of a server variable cannot stand in the URL, such as a `/` in a host. A value of `enum` is \
            ignored, which is an error under `--strict`. A default is ignored, so that the caller gives the value; \
            this is a warning.
            """,
            """
            Write a value that fits: letters, digits, `-` and `.` in a host, digits as a port, no `.` or `..` as a \
            step of a path.
            """),
        .unusedServerVariable: .init(
            """
            `variables` of a server declares a variable that its URL does not have. The variable is ignored. This is a \
            warning.
            """,
            "Remove the variable, or add it to the URL in braces."),
    ]
}
