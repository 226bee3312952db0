import PacelineDiagnostics
import PacelineDocument
import PacelineLowering
import PacelineModel
import Testing

/// How declared pages are held against requests and responses.
struct PaginationTests {
    /// A document of one list: with this at the operation, after its `operationId`.
    private func document(
        _ declaration: String,
        response: String =
            "{ type: object, properties: { items: { type: array, items: { type: string } }, next: { type: string }, more: { type: boolean }, count: { type: integer }, big: { type: integer, format: uint64 }, meta: { type: object, properties: { next: { type: [integer, 'null'] } } }, free: {} } }"
    ) -> String {
        """
        paths:
          /list:
            post:
              operationId: list
              \(declaration)
              parameters:
                - { name: page, in: query, schema: { type: integer } }
                - { name: cursor, in: query, schema: { type: string } }
                - { name: limit, in: query, schema: { type: integer, default: 10, maximum: 100 } }
                - { name: X-After, in: header, schema: { type: string } }
                - { name: session, in: cookie, schema: { type: string } }
              requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Search' } } } }
              responses:
                '200': { description: A page, content: { application/json: { schema: \(response) } } }
        components:
          schemas:
            Search: { type: object, required: [kind], properties: { kind: { type: string, const: a }, skip: { type: number }, range: { type: object, properties: { after: { type: string } } } } }
        """
    }

    private func pagination(_ declaration: String) throws -> Pagination? {
        try loaded(document(declaration)).operations[0].pagination
    }

    @Test func styles() throws {
        let page = try #require(
            try pagination("x-pagination: { style: page, parameter: page, items: /items, next: /more, size: limit }"))
        #expect(page.style == .page(.query("page"), first: 1))
        #expect(page.item == .string)
        #expect(page.items.names == ["items"])
        #expect(page.next?.type == .boolean)
        #expect(page.size == .init(part: .query("limit"), whenAbsent: 10, most: 100))
        let offset = try pagination("x-pagination: { style: offset, parameter: $request.body#/skip, items: /items }")
        #expect(offset?.style == .offset(.body(["skip"]), first: 0))
        let cursor = try pagination(
            "x-pagination: { style: cursor, parameter: $request.header.x-after, next: /meta/next, items: /items }")
        #expect(cursor?.style == .cursor(.header("X-After")))
        #expect(cursor?.next?.type == .integer)
        // What the request takes decides how a cursor is written, not what the response has.
        let text = try pagination(
            "x-pagination: { style: cursor, parameter: $request.body#/range/after, next: /count, items: /items }")
        #expect(text?.style == .cursor(.body(["range", "after"]), isInteger: false))
        let number = try pagination(
            "x-pagination: { style: cursor, parameter: $request.body#/skip, next: /next, items: /items }")
        #expect(number?.style == .cursor(.body(["skip"]), isInteger: true))
        let big = try pagination(
            "x-pagination: { style: cursor, parameter: cursor, next: /big, items: /items }")
        #expect(big?.next?.type == .uint64)
        #expect(try pagination("x-pagination: { style: link, items: /items }")?.style == .link)
        #expect(try pagination("x-pagination: { style: body-url, items: /items, next: /next }")?.style == .bodyURL)
        #expect(
            try pagination("x-pagination: { style: page, parameter: page, items: /items, first: 0 }")?.style
                == .page(.query("page"), first: 0))
        #expect(try pagination("description: Without.") == nil)
    }

    /// All mistakes at once, each where it stands.
    @Test func everyMistake() {
        let said = Loading(
            document("x-pagination: { style: page, parameter: pag, items: /item, next: /next, size: lmit }")
        ).said
        #expect(
            said == [
                "5:47 unknown-parameter", "5:59 unknown-pointer", "5:72 wrong-pagination", "5:85 unknown-parameter",
            ])
    }

    @Test(
        arguments: [
            ("{ style: page, parameter: cursor, items: /items }", "wrong-pagination"),
            ("{ style: page, parameter: page, items: /more }", "wrong-pagination"),
            ("{ style: page, parameter: page, items: /free/items }", "unknown-pointer"),
            ("{ style: page, parameter: page, items: /items/0 }", "unknown-pointer"),
            ("{ style: page, parameter: page, items: /items, next: /count }", "wrong-pagination"),
            ("{ style: page, parameter: page, items: /items, size: cursor }", "wrong-pagination"),
            ("{ style: page, parameter: page, items: /items, size: $request.query.page }", "wrong-pagination"),
            ("{ style: cursor, parameter: $request.body#/kind, items: /items, next: /next }", "wrong-pagination"),
            ("{ style: cursor, parameter: session, items: /items, next: /next }", "unknown-parameter"),
            ("{ style: cursor, parameter: cursor, items: /items, next: /free }", "wrong-pagination"),
            ("{ style: cursor, parameter: cursor, items: /items, next: /more }", "wrong-pagination"),
            ("{ style: body-url, items: /items, next: /meta/next }", "wrong-pagination"),
            ("{ style: offset, parameter: $request.body#/skp, items: /items }", "unknown-parameter"),
            ("{ style: offset, parameter: $request.body#/range/skip, items: /items }", "unknown-parameter"),
            ("{ style: offset, parameter: $request.body#/range, items: /items }", "wrong-pagination"),
            ("{ style: offset, parameter: $request.header.page, items: /items }", "unknown-parameter"),
        ])
    func mistakes(declaration: String, code: String) {
        let loading = Loading(document("x-pagination: \(declaration)"))
        #expect(loading.said.map { String($0.split(separator: " ")[1]) } == [code])
        #expect(loading.diagnostics.hasErrors)
    }

    @Test(arguments: ["{ type: array, items: { type: string } }", "{ type: string }"])
    func responsesWithoutItems(response: String) {
        let loading = Loading(document("x-pagination: { style: link, items: /items }", response: response))
        #expect(loading.said == ["5:43 unknown-pointer"])
    }

    /// A list's page may be a success that carries nothing, but none of another type.
    @Test(arguments: [("204", ""), ("201", ", content: { application/json: { schema: { type: string } } }")])
    func otherSuccesses(status: String, content: String) {
        let text = document("x-pagination: { style: page, parameter: page, items: /items, next: /more }").replacing(
            "components:\n  schemas",
            with: "        '\(status)': { description: Another\(content) }\ncomponents:\n  schemas")
        let loading = Loading(text)
        #expect(loading.said == (content.isEmpty ? [] : ["5:60 wrong-pagination"]))
        #expect((loading.api?.operations[0].pagination != nil) == content.isEmpty)
    }

    @Test func hints() {
        let text = Loading(
            document("x-pagination: { style: page, parameter: pgae, items: /itms, next: /more }")
        ).diagnostics.rendered()
        #expect(text.contains("did you mean `page`?"))
        #expect(text.contains("did you mean `items`?"))
        let elsewhere = Loading(
            document("x-pagination: { style: cursor, parameter: session, items: /items, next: /next }")
        ).diagnostics.rendered()
        #expect(elsewhere.contains("hint: its `session` stands in the cookie, where no page is asked for"))
    }

    /// A parameter that the client holds is not the caller's to give for each page.
    @Test func clientParameters() {
        var options = LoweringOptions()
        options.clientParameters = [.init(name: "cursor", wireNames: ["cursor"])]
        let loading = Loading(
            document("x-pagination: { style: cursor, parameter: cursor, items: /items, next: /next }"),
            options: options)
        #expect(loading.said == ["5:49 wrong-pagination"])
    }

    @Test func aliases() throws {
        let speakeasy = try pagination(
            """
            x-speakeasy-pagination:
                    type: cursor
                    inputs: [{ name: skip, in: requestBody, type: limit }, { name: cursor, in: parameters, type: cursor }]
                    outputs: { results: $.items, nextCursor: $.next }
            """)
        #expect(speakeasy?.style == .cursor(.query("cursor")))
        #expect(speakeasy?.size?.part == .body(["skip"]))
        let fern = try pagination(
            "x-fern-pagination: { cursor: $request.cursor, next_cursor: $response.meta.next, results: $response.items }"
        )
        #expect(fern?.next?.names == ["meta", "next"])
        let offset = try pagination(
            """
            x-fern-pagination: { offset: $request.skip, step: $request.limit, results: $response.items, \
            has-next-page: $response.more }
            """)
        #expect(offset?.style == .offset(.body(["skip"]), first: 0))
        #expect(offset?.next?.names == ["more"])
        #expect(offset?.size?.part == .query("limit"))
        let uri = try pagination("x-fern-pagination: { next_uri: $response.next, results: $response.items }")
        #expect(uri?.style == .bodyURL)
        let numbered = try pagination("x-fern-pagination: { offset: $request.page, results: $response.items }")
        #expect(numbered?.style == .page(.query("page"), first: 1))
        let microsoft = try pagination("x-ms-pageable: { nextLinkName: next, itemName: items }")
        #expect(microsoft?.style == .bodyURL)
        let values = document("x-ms-pageable: { nextLinkName: next }").replacing("{ items:", with: "{ value:")
        #expect(try loaded(values).operations[0].pagination?.items.names == ["value"])
        #expect(try pagination("x-ms-pageable: { nextLinkName: null, itemName: items }") == nil)
        let root = try loaded(
            "x-fern-pagination: { cursor: $request.cursor, next_cursor: $response.next, results: $response.items }\n"
                + document("x-fern-pagination: true"))
        #expect(root.operations[0].pagination?.style == .cursor(.query("cursor")))
        #expect(try pagination("x-fern-pagination: false") == nil)
    }

    /// The four ways in which Speakeasy leads on.
    @Test(
        arguments: [
            (
                "type: offsetLimit, inputs: [{ name: page, in: parameters, type: page }], outputs: { results: $.items }",
                .page(.query("page"), first: 1)
            ),
            (
                "type: offsetLimit, inputs: [{ name: skip, in: requestBody, type: offset }], outputs: { results: $.items }",
                .offset(.body(["skip"]), first: 0)
            ),
            ("type: url, outputs: { results: $.items, nextUrl: $.next }", .bodyURL),
            (
                "type: cursor, inputs: [{ name: cursor, in: parameters, type: cursor }], "
                    + "outputs: { results: $.items, nextCursor: $.next }", .cursor(.query("cursor"))
            ),
        ] as [(String, Pagination.Style)])
    func speakeasy(words: String, style: Pagination.Style) throws {
        #expect(try pagination("x-speakeasy-pagination: { \(words) }")?.style == style)
    }

    /// What a variant declares goes before what its operation does.
    @Test func variants() throws {
        let operations = try loaded(
            document(
                """
                x-pagination: { style: link, items: /items }
                      x-variants:
                        one:
                          fixes: { $request.query.cursor: a }
                          x-pagination: { style: page, parameter: page, items: /items }
                        two: { fixes: { $request.query.cursor: b } }
                """)
        ).operations
        let styles = Dictionary(uniqueKeysWithValues: operations.map { ($0.id, $0.pagination?.style) })
        #expect(styles["one"] == .page(.query("page"), first: 1))
        #expect(styles["two"] == .link)
    }

    /// The request of each page is made anew, which a body that is read once, or of parts, is not.
    @Test func otherBodies() {
        let text = document("x-pagination: { style: link, items: /items }").replacing(
            "requestBody: { content: { application/json", with: "requestBody: { content: { multipart/form-data")
        #expect(Loading(text).said == ["5:21 wrong-pagination"])
    }

    /// Where one of them cannot be said in our words, another may; where none can, each is reported.
    @Test func severalAliases() throws {
        let wrong = "x-speakeasy-pagination: { type: cursor, inputs: [], outputs: { results: '$.items[*]' } }"
        let microsoft = "\n      x-ms-pageable: { nextLinkName: next, itemName: items"
        #expect(try pagination("\(wrong)\(microsoft) }")?.style == .bodyURL)
        // Another operation takes more than the link.
        let loading = Loading(document("\(wrong)\(microsoft), operationName: listNext }"))
        #expect(loading.said == ["5:31 foreign-dialect", "6:22 foreign-dialect"])
        #expect(loading.api?.operations[0].pagination == nil)
    }

    /// What others wrote for others is lost, no error.
    @Test func wrongAliases() {
        let loading = Loading(document("x-ms-pageable: { nextLinkName: nxt, itemName: items }"))
        #expect(loading.said == ["5:38 unknown-pointer"])
        #expect(!loading.diagnostics.hasErrors)
        #expect(loading.api?.operations[0].pagination == nil)
    }

    /// Ours goes before those of others.
    @Test func ownBeforeAliases() throws {
        let both = try pagination(
            "x-pagination: { style: link, items: /items }\n      x-ms-pageable: { nextLinkName: next, itemName: items }"
        )
        #expect(both?.style == .link)
    }
}
