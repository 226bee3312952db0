extension DiagnosticExplanation {
    /// What is wrong with operations, their parameters and bodies, servers and security.
    static let operations: [DiagnosticCode: DiagnosticExplanation] =
        operationParts
        .merging(serversAndSecurity) { first, _ in first }

    /// What is wrong with paths, operations, parameters, bodies and responses.
    static let operationParts: [DiagnosticCode: DiagnosticExplanation] = [
        .bodyWithoutMeaning: .init(
            """
            A GET, HEAD or TRACE operation has a request body, which HTTP gives no meaning. A body without properties \
            is ignored, with a warning. Any other is an error under `--strict`: none is sent with TRACE; with GET and \
            HEAD the call takes it, AsyncHTTPClient sends it, and a call over URLSession that is given one fails.
            """,
            "Use query parameters, or another method."),
        .duplicateOperationID: .init(
            """
            Two operations, or two variants, have the same `operationId`. The second is named by its method and path. \
            This is a warning.
            """,
            "Give each operation an id of its own."),
        .duplicateParameter: .init(
            """
            A list of parameters has two with the same `name` and `in`. The last one counts. Where the two are \
            different objects this is an error under `--strict`, else a warning. In the configuration the code means \
            that two client parameters stand for the same parameter, which is always an error.
            """,
            "Remove one of the two."),
        .fixNotAllowed: .init(
            """
            A variant fixes a value that the schema of the property or parameter does not allow, or `when` of \
            `x-stream` names one that is no Boolean. This is an error.
            """,
            "Fix a value that the schema has, or add the value to the schema. Name a Boolean in `when`."),
        .ignoredParameter: .init(
            """
            A header parameter is named `Accept`, `Content-Type` or `Authorization`. OpenAPI ignores such parameters, \
            since `content` and `security` describe these fields. This is a warning. An `Authorization` where no \
            security scheme is required is an error under `--strict`: without it no credential is sent.
            """,
            "Remove the parameter. In place of `Authorization`, declare a security scheme and require it."),
        .missingResponses: .init(
            """
            An operation declares no responses. Any success is accepted, and its content is not read. This is a \
            warning.
            """,
            "Declare at least the successful response."),
        .needlessStream: .init(
            """
            `x-stream` stands at an operation none of whose successes is a stream, or its `when` where every success \
            is one. This is an error.
            """,
            "Declare the stream's media type in the responses, or remove the declaration.",
            example: """
                x-stream: { end: '[DONE]', when: $request.body#/stream }
                responses:
                  '200':
                    description: The tour
                    content:
                      application/json: { schema: { $ref: '#/components/schemas/Tour' } }
                      text/event-stream: { schema: { $ref: '#/components/schemas/Step' } }
                """),
        .noOperations: .init(
            "The document has no operations, so the client has no methods. This is a warning.",
            "Add `paths` with operations, or give the document that has them."),
        .notAskedFor: .init(
            """
            A response has a file beside another media type that is preferred, such as a PDF beside JSON. A call asks \
            for the preferred one only, and cannot get the file. The same holds for a stream beside another media \
            type. Under `--strict` this is an error.
            """,
            """
            Give the file an operation of its own, or remove the other media type. For a stream, say in `x-stream` \
            what asks for it.
            """),
        .notOrdered: .init(
            """
            `x-order` of a tag does not list all operations whose first tag it is. The others come last. This is a \
            warning.
            """,
            "Add the operation to `x-order`, or remove `x-order`."),
        .notSupportedYet: .init(
            """
            The document uses what Paceline does not support yet. Members of OpenAPI 3.2 are skipped, a `$dynamicRef` \
            stands for any JSON value, parts of a multipart body are sent without header fields, and a stream beside \
            successes of other types is returned as a whole once it has ended. Where a part of the API is lost by this \
            it is an error under `--strict`, else a warning. In `x-rate-limits`, in a limits file, in `x-stream` and \
            in `fixes` of a variant it is always an error: a limit is never partially enforced.
            """,
            "Remove the member, or say the same with what is supported."),
        .orderedTwice: .init(
            "`x-order` of a tag lists an operation twice. The first entry counts. This is a warning.",
            "Remove the second entry."),
        .readAsText: .init(
            """
            A response with a structured schema comes as XML or YAML only. It is not decoded: the call returns a \
            string. Under `--strict` this is an error.
            """,
            "Add a media type of JSON, if the server has one. Else decode the string yourself."),
        .samePath: .init(
            """
            Two paths differ only in the names of their parameters, so they match the same requests. Where both have \
            an operation with the same method this is an error under `--strict`, else a warning.
            """,
            "Use one name for the parameter, and join the operations below one path.",
            example: """
                paths:
                  /exhibits/{exhibitId}:
                    get: { responses: { '200': { description: The exhibit } } }
                    delete: { responses: { '204': { description: Removed } } }
                """),
        .sameVariant: .init(
            "Two variants of an operation fix the same values and have the same body. This is a warning.",
            "Remove one of them, or let it fix something else.",
            example: """
                x-variants:
                  buyDayTicket: { fixes: { $request.body#/kind: day } }
                  buyYearTicket: { fixes: { $request.body#/kind: year } }
                """),
        .sentAsText: .init(
            """
            A request body of XML, or a part of a multipart body with a structure and another media type than JSON and \
            YAML, is not encoded from its schema: the caller gives it as a string. Under `--strict` this is an error.
            """,
            "Add a media type of JSON, if the server takes it. Else encode the string yourself."),
        .undeclaredPathParameter: .init(
            """
            A path has a `{parameter}` that its operation does not declare. The method takes a string for it. This is \
            a warning.
            """,
            "Declare the parameter at the path or the operation, or correct its name.",
            example: """
                /exhibits/{exhibitId}:
                  parameters:
                    - { name: exhibitId, in: path, required: true, schema: { type: string } }
                """),
        .undeclaredStream: .init(
            """
            A success is JSON or a stream, and the body has a Boolean `stream`, which seems to tell which. Methods \
            return one type, so the method returns the JSON. This is a note.
            """,
            "If `stream` asks for the stream, say so: the client gets a method for each.",
            example: """
                x-stream: { when: $request.body#/stream }
                """),
        .unknownExpression: .init(
            "A key in `fixes` of a variant, or `when` of `x-stream`, names no part of a request. This is an error.",
            "Write `$request.body#/name`, `$request.query.name` or `$request.header.name`."),
        .unknownFix: .init(
            """
            A variant fixes, or `when` of `x-stream` names, a property that the request body does not have, or a \
            parameter that the operation does not have. This is an error.
            """,
            "Correct the name, or declare the property or the parameter."),
        .wrongPagination: .init(
            """
            What `x-pagination`, or `pagination` of the configuration, names is there and cannot be what it should be: \
            `items` that are no array, a `next` that is no Boolean, string or integer as its style asks for, a \
            parameter that is not the caller's or no integer, a `size` that is the parameter itself, a response that is \
            not JSON of one type. Or no operation has what `pagination` names. This is an error; in an extension of \
            others it is one under `--strict` only, and the operation has no pages.
            """,
            "Correct the declaration, or the schema that it names.",
            example: """
                x-pagination: { style: page, parameter: page, items: /results, next: /hasMore, size: limit }
                """),
        .unusedIdempotencyKey: .init(
            """
            An operation has an idempotency key and says `x-idempotent: false`, so that it is not repeated. This is a \
            note.
            """,
            "Remove `x-idempotent: false` if the server recognises a repeated request by the key."),
        .unusedPathParameter: .init(
            """
            An operation declares a path parameter that its path does not have. The parameter is ignored. This is a \
            warning.
            """,
            "Remove the parameter, or add it to the path in braces."),
        .wrongHeaderName: .init(
            """
            The name of a header field, or of a cookie that carries a credential, holds characters that HTTP does not \
            allow there. A parameter is ignored, a field of a response is not read, and neither a credential nor an \
            idempotency key is sent. In a limits file this is an error. Under `--strict` this is an error.
            """,
            "Use letters, digits and `-`."),
        .wrongPlace: .init(
            """
            `x-idempotency-key: true` stands at a parameter that is not a header, and has no effect. Under `--strict` \
            this is an error.
            """,
            "Send the key in a header field.",
            example: """
                parameters:
                  - name: Ticket-Key
                    in: header
                    x-idempotency-key: true
                    schema: { type: string }
                """),
        .wrongStyle: .init(
            """
            A parameter has a `style` that is not possible where it is sent, such as `form` in a path. The default of \
            `in` is used: `simple` for a path and a header, `form` for a query and a cookie. This is a warning.
            """,
            "Correct `style`, or remove it."),
    ]
}
