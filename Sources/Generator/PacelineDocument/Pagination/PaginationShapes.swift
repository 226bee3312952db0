internal import PacelineDiagnostics
internal import PacelinePolicy
internal import PacelineYAML

/// What `x-pagination` may hold, and `pagination` of a configuration.
package enum PaginationShapes {
    /// At an operation.
    package static let operation = MappingShape(
        "`x-pagination`",
        "How the pages of the list follow one another. Nothing is guessed: an operation without it has no pages.",
        allowsExtensions: true, rules: rules, members)

    /// For many operations, in a configuration.
    package static let convention = MappingShape(
        "`pagination`",
        """
        How the pages of lists follow one another, of all operations that have the parameter (with `link` the `Link` \
        field, with `body-url` the property), unless they say it themselves.
        """, rules: rules,
        members + [
            .optional("except", OperationSelector.shapes, "The operations that have the parameter and no such pages.")
        ])

    private static let members: [MappingShape.Member] = [
        .required(
            "style", .word(PaginationObject.Style.allCases.map(\.rawValue)),
            """
            What leads to the next page: a value of the response that is sent with the next request (`cursor`), the \
            number of items before it (`offset`), its number (`page`), the field `Link` of the response (`link`) or a \
            URL in its body (`body-url`).
            """),
        .optional(
            "parameter", .form(.requestPart),
            """
            The parameter for the cursor, the offset or the page's number: its name, or an expression such as \
            `$request.body#/skip`.
            """),
        .optional(
            "next", .form(.responsePointer),
            """
            The property of the response with the next page's cursor or URL; with `offset` and `page` a Boolean that \
            says whether there is a next page.
            """),
        .required(
            "items", .form(.responsePointer), "The array of the response with the page's items; `''` is the whole body."
        ),
        .optional(
            "size", .form(.requestPart),
            """
            The parameter for the number of items on a page. Without `next`, a page with fewer items than were asked \
            for is then the last.
            """),
        .optional(
            "first", .integer(0...1),
            "Where counting begins. Default: 1 for pages, 0 for offsets."),
    ]

    /// What each style needs, and what has no meaning with it.
    private static let rules: SchemaJSON = [
        "allOf": .array(
            PaginationObject.Style.allCases.map { style in
                [
                    "if": ["properties": ["style": ["const": .string(style.rawValue)]], "required": ["style"]],
                    "then": [
                        "properties": .object(style.meaningless.map { ($0, false) }),
                        "required": .array(style.needed.map { .string($0) }),
                    ],
                ]
            })
    ]

    /// How the style is written.
    static func example(_ style: PaginationObject.Style) -> String {
        switch style {
        case .cursor: "such as `{ style: cursor, parameter: cursor, next: /next, items: /items }`"
        case .offset: "such as `{ style: offset, parameter: offset, items: /items, size: limit }`"
        case .page: "such as `{ style: page, parameter: page, items: /items, size: limit }`"
        case .link: "such as `{ style: link, items: '' }`"
        case .bodyURL: "such as `{ style: body-url, next: /next, items: /items }`"
        }
    }
}

extension TextForm {
    /// A part of a request: a parameter's name, or an expression.
    static let requestPart = TextForm(
        "the name of a parameter, or an expression such as `$request.body#/skip`", plural: "parameters",
        pattern: #"^([^$].*|\$request\.(query\..+|header\.[!#-'*+.0-9A-Z^-z|~-]+|body#/.+))$"#
    ) { text in
        guard text.hasPrefix("$") else { return nil }
        switch RuntimeExpression(text) {
        case .request(.query(_)), .request(.header(_)), .request(.body(_)): return nil
        case .request(.path(_)):
            return Problem(.wrongExpression, "`\(text)` stands in the path, where no page is asked for")
        case .response, .wholeBody, .statusCode:
            return Problem(
                .requestValueInResponse, "`\(text)` is a value of the response, not of the request",
                hint: "the response's values are told by pointers in `next` and `items`")
        case .wholeRequestBody, nil:
            return Problem(
                .wrongExpression, "`\(text)` is not a valid expression for a part of a request",
                hint: "a parameter's name, `$request.query.name`, `$request.header.name` or `$request.body#/pointer`")
        }
    }

    /// A pointer into the response's body (RFC 6901); an empty one is the whole body.
    static let responsePointer = TextForm(
        "a JSON pointer such as `/items`", plural: "pointers",
        schema: ["type": "string", "pattern": "^(/([^~]|~[01])*)?$"], allowsEmpty: true
    ) { text in
        guard JSONPointer(text) == nil else { return nil }
        let rest = text.hasPrefix("$response.body#") ? String(text.dropFirst("$response.body#".count)) : "/\(text)"
        return Problem(
            .wrongExpression, "`\(text)` is not a JSON pointer into the response's body",
            hint: JSONPointer(rest) == nil || text.hasPrefix("$") && rest.hasPrefix("/$") ? nil : "write `\(rest)`")
    }
}
