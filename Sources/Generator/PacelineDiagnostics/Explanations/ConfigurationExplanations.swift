extension DiagnosticExplanation {
    /// What is wrong with a configuration and with templates.
    static let configuration: [DiagnosticCode: DiagnosticExplanation] = [
        .circularTemplate: .init(
            "A template includes itself, by its own partials or by theirs. This is an error.",
            "Remove one of the partials in the circle that the message shows."),
        .clientParameterTypes: .init(
            """
            A client parameter of the configuration stands for parameters of different types in the document. One \
            value cannot serve them all, so this is an error.
            """,
            "Take the parameter out of `client.parameters`, or give it the same type everywhere in the document."),
        .missingMark: .init(
            """
            A generated file has no line `{{comment}}` near its top. By that line Paceline recognises its own files \
            before it overwrites or removes them. This is an error.
            """,
            """
            Keep `{{comment}}` on a line of its own in the template `Header`, within the first 8,192 bytes of the \
            file.
            """),
        .differentEnumerations: .init(
            """
            `types: { shared: … }` of the configuration makes one type of several enumerations, and they have other \
            values or other types of values. This is an error.
            """,
            "Remove the place from the list, or make the values of the document equal."),
        .nameTaken: .init(
            """
            A name of `names` or of `types: { shared: … }` in the configuration is already the name of something else. \
            A chosen name is never changed, so this is an error.
            """,
            "Choose another name."),
        .templateField: .init(
            """
            A tag `{{name}}` prints a field that is not a string but a list, another view, or true or false. This is \
            an error.
            """,
            "Use a section: `{{#name}}…{{/name}}`."),
        .templateSyntax: .init(
            """
            A template is not valid: a tag has no `}}`, a section is not closed or is closed by another name, sections \
            are nested more than 64 deep, or a tag is unknown. This is an error.
            """,
            """
            Correct the tag. Nothing is escaped, so there are neither `{{{name}}}` nor `{{&name}}`, and there are no \
            lambdas.
            """),
        .tooManyPartials: .init(
            "With all partials inserted, the templates have more than 200,000 parts. This is an error.",
            "Include fewer partials: each copy of a partial counts."),
        .unknownClientParameter: .init(
            """
            `client.principals` of the configuration binds a principal to a name that `client.parameters` does not \
            have. This is an error.
            """,
            "Declare the client parameter, or correct the name.",
            example: """
                client:
                  parameters: { museumID: [museumId] }
                  principals: { account: museumID }
                """),
        .unknownField: .init(
            """
            A tag names no field of the view that the template prints, or of a view around it. Fields may change \
            between versions of Paceline. This is an error.
            """,
            "Use one of the fields that the message lists; the documentation of templates has those of all views."),
        .unknownName: .init(
            """
            `names` of the configuration has a key that is neither an operation nor a type, nor a property, a case or \
            a parameter of its owner. This is an error.
            """,
            """
            Write the name as the document has it. A type without a name is called by its schema and property, such as \
            `Exhibit.status`.
            """,
            example: """
                names:
                  operations: { exhibits.list_v2: list }
                  members: { Exhibit: { old_price: formerPrice } }
                """),
        .unknownPrincipal: .init(
            "A key of `client.principals` in the configuration is not a principal. This is an error.",
            "Write `account`, `organization`, `workspace`, `project`, `application`, `user`, `token` or `ip`."),
        .unknownSchema: .init(
            "`types.schemas` of the configuration names a schema that `components` does not have. This is an error.",
            "Write the name as `components.schemas` has it, or remove the entry.",
            example: """
                types:
                  schemas: { Price: { swift: Money, import: MoneyKit } }
                """),
        .unknownTemplate: .init(
            "A partial `{{>Name}}` names a template that does not exist. This is an error.",
            "Correct the name, or add the file `Name.mustache` to the folder of templates."),
        .unusedClientParameter: .init(
            """
            No operation has a parameter by which the document would use a client parameter of the configuration. It \
            is ignored, or serves only to count limits where `per` names it. This is a warning.
            """,
            "Correct the names, or remove the client parameter."),
        .unusedOverride: .init(
            """
            `types.formats` of the configuration has a format that no string and no number of the document has. The \
            entry has no effect. This is a warning.
            """,
            "Correct the format, or remove the entry."),
        .unusedTemplate: .init(
            """
            A file in the folder of templates replaces none of Paceline's templates, and no template includes it. It \
            has no effect. This is a warning.
            """,
            "Correct the name of the file, include it by `{{>Name}}`, or delete it."),
        .wrongName: .init(
            """
            A name has characters that it cannot have. In the configuration a name must be an identifier of Swift, an \
            acronym letters and digits. In `x-rate-limits`, a policy is named by a letter and up to 63 more letters, \
            digits, `.`, `_` and `-`; a word of `keys` by letters, digits, `_` and `-`, and it cannot be a word that \
            `per` has already, such as `account`; a field in `headers` by a valid name. This is an error.
            """,
            "Use another name.",
            example: """
                x-rate-limits:
                  keys: { gallery: $request.path.galleryId }
                  policies:
                    per-gallery: { quota: 30, window: 1m, per: gallery }
                """),
    ]
}
