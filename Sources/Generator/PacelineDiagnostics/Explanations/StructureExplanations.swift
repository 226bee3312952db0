extension DiagnosticExplanation {
    /// What is wrong with the objects of a document and its references.
    static let structure: [DiagnosticCode: DiagnosticExplanation] = [
        .circularReference: .init(
            """
            A `$ref` leads through other references back to itself, and so to no object. A schema accepts any JSON \
            value then; another object is skipped here. Under `--strict` this is an error.
            """,
            "Let one of the references lead to an object."),
        .duplicateTag: .init(
            "`tags` at the root lists a name twice. The first entry counts. This is a warning.",
            "Join the two entries."),
        .emptyMember: .init(
            "A member has no value: after its key comes nothing, or `null`. The member is ignored. This is a warning.",
            "Give the member a value, or remove it. A schema that allows anything is written as `{}`.",
            example: """
                properties:
                  title: { type: string }
                  notes: {}
                """),
        .emptyReference: .init(
            """
            A `$ref` has no value. Often the reference stands there without quotes, and YAML takes the `#` for the \
            beginning of a comment. This is an error.
            """,
            "Write where the reference leads, in quotes.",
            example: """
                schema: { $ref: '#/components/schemas/Exhibit' }
                """),
        .ignoredMember: .init(
            """
            A parameter, a response or another object that is a `$ref` has more members beside it. A reference stands \
            for the whole object, so they have no effect. This is a warning. `summary`, `description` and extensions \
            may stand there.
            """,
            """
            Write the members into the object to which the reference leads, or write the object here in place of the \
            reference.
            """),
        .longReference: .init(
            """
            A `$ref` leads through more than 256 other references. It is not followed to its end: a schema accepts any \
            JSON value, another object is skipped here. Under `--strict` this is an error.
            """,
            "Let the reference lead to the object itself."),
        .missingFile: .init(
            """
            A file that a `$ref` or the configuration names is not read. A `$ref` to a file that does not exist is a \
            warning, and an error under `--strict`: a schema accepts any JSON value, another object is skipped here. \
            Any other case is an error: a missing file of limits or templates, or a file that is outside of the \
            allowed folders, too large, not a regular file, or not among the inputs of the build.
            """,
            """
            Correct the path, which is relative to the file that names it. Allow other folders by `--references \
            FOLDER`. With the build plugin, keep the files in the package.
            """),
        .missingMember: .init(
            """
            An object lacks a member that it must have. In an OpenAPI document this is a warning; a parameter without \
            `name` or `in` is ignored, which is an error under `--strict`. Always an error are a document without \
            `openapi`, one with none of `paths`, `components` and `webhooks`, and an incomplete entry of \
            `x-rate-limits` or the configuration: a limit is never partially enforced.
            """,
            "Add the member that the message names."),
        .notOpenAPI: .init(
            """
            The file is not an OpenAPI document: it is not a mapping, or it has another format, such as a Postman \
            collection, an AsyncAPI document, a HAR log, a JSON Schema or a limits file. This is an error.
            """,
            """
            Give the OpenAPI document. Convert other descriptions to OpenAPI 3.0 or 3.1; give a limits file by \
            `--limits`.
            """,
            example: """
                openapi: 3.1.0
                info: { title: Museum, version: 1.0.0 }
                paths: {}
                """),
        .otherVersion: .init(
            """
            A member belongs to OpenAPI 3.0 and the document says 3.1, or the reverse, such as `nullable` in 3.1 and \
            `const` in 3.0. It is read as in the version that has it. This is a note, once for each member.
            """,
            """
            Nothing needs to change. For other readers of the document, write what its version has, or change \
            `openapi`.
            """,
            example: """
                # in place of `nullable: true`, in OpenAPI 3.1
                closedOn: { type: [string, 'null'], format: date }
                """),
        .remoteReference: .init(
            """
            A `$ref` leads to a URL. Nothing is fetched: a schema accepts any JSON value, another object is skipped \
            here. Under `--strict` this is an error.
            """,
            "Keep a copy of the file beside the document, and refer to that by a relative path."),
        .unknownMember: .init(
            """
            An object has a member that does not belong to it. In an OpenAPI document the member is ignored, which is \
            a warning. Where it looks like a slip in a member that holds a part of the API, such as `respones`, it is \
            an error under `--strict`. In `x-rate-limits`, in a limits file and in the configuration it is always an \
            error.
            """,
            "Correct the name, or remove the member. In a document, members of your own begin with `x-`."),
        .unresolvedReference: .init(
            """
            A `$ref` leads to nothing: no such object, or no `$anchor` of that name, exists. Inside the document \
            itself this is an error. In another file it is one only under `--strict`: a schema accepts any JSON value, \
            another object is skipped here.
            """,
            "Correct the reference, or add the object to which it leads.",
            example: """
                paths:
                  /exhibits/{id}:
                    parameters:
                      - $ref: '#/components/parameters/ExhibitID'
                """),
        .unsupportedVersion: .init(
            """
            The document is of another version than OpenAPI 3.0 and 3.1. Swagger 2.0 and unknown versions are an \
            error. 3.2 and later versions 3 are read as 3.1, with a warning, and what is new in them is skipped.
            """,
            "Convert the document to OpenAPI 3.0 or 3.1, and write the version as a full number."),
        .wrongMediaType: .init(
            "A key of `content` is not a valid media type, so the entry is ignored. Under `--strict` this is an error.",
            "Write a type and a subtype."),
        .wrongPath: .init(
            """
            A path does not begin with `/`. In `paths` of the document it is skipped with its operations, which is an \
            error under `--strict`. In `paths` of a selector, such as `applies` of a policy, it is always an error.
            """,
            "Begin the path with `/`. What all paths have in common before it belongs to the URL in `servers`."),
        .wrongReference: .init(
            """
            A `$ref` leads to an object of another kind, such as a parameter's reference into `#/components/schemas`. \
            What stands there is read as far as it fits. Under `--strict` this is an error.
            """,
            "Let the reference lead to an object of the kind that is expected here."),
        .wrongStatus: .init(
            """
            A key of `responses` is not a valid status, and the response is skipped. A number outside 100 to 599 is a \
            warning; anything else is an error under `--strict`. In `status` of a `refusal` it is always an error.
            """,
            "Write a code, a class of codes such as `4XX`, or `default`, which only `responses` can have.",
            example: """
                responses:
                  '200': { description: The exhibit }
                  4XX: { description: The request cannot be served }
                """),
        .wrongType: .init(
            """
            A value has another type than its member takes. A number or a boolean in place of a string is read as the \
            string that is written, with a warning. Any other value of a wrong type is ignored in an OpenAPI document; \
            where the member holds a part of the API, such as a schema, that is an error under `--strict`. In \
            `x-rate-limits`, in `x-stream`, in a limits file and in the configuration it is always an error.
            """,
            "Write a value of the type that the message names. Put strings that look like numbers in quotes.",
            example: """
                info:
                  title: Museum
                  version: '1.0'
                """),
    ]
}
