import PacelineDiagnostics
import PacelineLowering
import PacelineModel
import PacelinePolicy
import Testing

/// What the two calls of an operation leave alone: bodies of others, limits of each, pages, other media types.
struct StreamCallTests {
    private static let schemas = """
        components: {
          schemas: {
            Part: { type: object, properties: { n: { type: integer } } },
            List: { type: object, properties: { next: { type: string }, items: { type: array, items: { $ref: '#/components/schemas/Part' } } } } },
          requestBodies: {
            Ask: { content: { application/json: { schema: { type: object, properties: { live: { type: boolean }, text: { type: string } } } } } } },
          responses: {
            Both: { description: Ok, content: { application/json: { schema: { $ref: '#/components/schemas/List' } }, application/jsonl: { schema: { $ref: '#/components/schemas/Part' } } } },
            Stream: { description: Ok, content: { application/jsonl: { schema: { $ref: '#/components/schemas/Part' } } } },
            One: { description: Ok, content: { application/json: { schema: { $ref: '#/components/schemas/Part' } } } } } }

        """
    private static let both = "responses: { '200': { $ref: '#/components/responses/Both' } }"
    private static let ask = "requestBody: { $ref: '#/components/requestBodies/Ask' }"
    private static let byBody = "x-stream: { when: $request.body#/live }"
    private static let byQuery =
        "x-stream: { when: $request.query.live }, parameters: [{ name: live, in: query, schema: { type: boolean } }, { name: from, in: query, schema: { type: string } }]"

    private func paths(_ operations: String...) -> String {
        Self.schemas + "paths:\n" + operations.map { "  \($0)\n" }.joined()
    }

    private func members(_ api: API, _ id: String) -> [String]? {
        guard case .json(.named(let type))? = api.operations.first(where: { $0.id == id })?.requestBody?.content else {
            return nil
        }
        return api.types.first { $0.id == type }?.record?.properties.map(\.name)
    }

    /// Whoever else sends the same body, before or behind, sends the member.
    @Test func bodiesOfOthers() throws {
        let api = try loaded(
            paths(
                "/a: { post: { operationId: before, \(Self.ask), responses: { '200': { $ref: '#/components/responses/One' } } } }",
                "/b: { post: { operationId: b, \(Self.byBody), \(Self.ask), \(Self.both) } }",
                "/c: { post: { operationId: behind, \(Self.ask), responses: { '200': { $ref: '#/components/responses/One' } } } }",
                "/d: { post: { operationId: d, \(Self.byBody), \(Self.ask), \(Self.both) } }"))
        for id in ["before", "behind"] { #expect(members(api, id) == ["live", "text"]) }
        for id in ["b", "bStream", "d", "dStream"] { #expect(members(api, id) == ["text"]) }
        let first = try loaded(
            paths(
                "/b: { post: { operationId: b, \(Self.byBody), \(Self.ask), \(Self.both) } }",
                "/c: { post: { operationId: behind, \(Self.ask), responses: { '200': { $ref: '#/components/responses/One' } } } }"
            ))
        #expect(members(first, "b") == ["text"] && members(first, "bStream") == ["text"])
        #expect(members(first, "behind") == ["live", "text"])
        #expect(first.types.map(\.id.name).filter { $0.contains("body") } == ["b body", "behind body"])
    }

    /// A variant may ask for a stream of its own, and the next one not.
    @Test func variants() throws {
        let variants = "x-variants: { one: { summary: One, \(Self.byBody) }, two: { summary: Two } }"
        let loading = Loading(paths("/v: { post: { \(Self.ask), \(Self.both), \(variants) } }"))
        #expect(loading.said.map { $0.split(separator: " ").last } == ["not-asked-for"])
        let api = try #require(loading.api)
        #expect(api.operations.map(\.id) == ["one", "oneStream", "two"])
        #expect(members(api, "one") == ["text"] && members(api, "oneStream") == ["text"])
        #expect(members(api, "two") == ["live", "text"])
    }

    /// A limit may be that of one of the two calls.
    @Test func limitsOfEach() throws {
        let api = try loaded(
            """
            x-rate-limits: { policies: {
              all: { quota: 60, window: 1m, applies: { operations: [a] } },
              streams: { quota: 5, window: 1m, applies: { operations: [aStream] } } } }

            """ + paths("/a: { get: { operationId: a, \(Self.byQuery), \(Self.both) } }"))
        #expect(api.operations.map { $0.limits.map(\.policy.name) } == [["all"], ["all", "streams"]])
    }

    /// The call for the value has the pages.
    @Test func pages() throws {
        let pages = "x-pagination: { style: cursor, parameter: from, next: /next, items: /items }"
        let api = try loaded(paths("/a: { get: { operationId: a, \(Self.byQuery), \(pages), \(Self.both) } }"))
        #expect(api.operations.map(\.id) == ["a", "aStream"])
        #expect(api.operations.map { $0.pagination != nil } == [true, false])
    }

    /// A form cannot ask for the stream by its member yet, and JSON without the member never, so that neither is sent.
    @Test(arguments: [
        "application/x-www-form-urlencoded: { schema: { type: object, properties: { live: { type: boolean } } } }",
        "application/merge-patch+json: { schema: { type: object, properties: { text: { type: integer } } } }",
    ])
    func otherBodies(media: String) {
        let form =
            "requestBody: { content: { \(media), application/json: { schema: { type: object, properties: { live: { type: boolean }, text: { type: string } } } } } }"
        let loading = Loading(paths("/a: { post: { operationId: a, \(Self.byBody), \(form), \(Self.both) } }"))
        #expect(loading.said.map { $0.split(separator: " ").last } == ["not-supported-yet"])
        #expect(loading.api?.operations.map(\.otherBodies.count) == [0, 0])
        #expect(loading.api?.operations.last?.requestBody?.constants == [.init(name: "live", value: .boolean(true))])
    }

    /// An order of the tag's operations is that of their calls.
    @Test func ordered() throws {
        let api = try loaded(
            "tags: [{ name: T, x-order: [b, a] }]\n"
                + paths(
                    "/a: { get: { operationId: a, tags: [T], \(Self.byQuery), \(Self.both) } }",
                    "/b: { get: { operationId: b, tags: [T], \(Self.byQuery), \(Self.both) } }"))
        #expect(api.operations.map(\.id) == ["b", "bStream", "a", "aStream"])
    }

    /// Where no operation has a tag, both calls stand in one group.
    @Test func groups() throws {
        let api = try loaded(paths("/a: { get: { operationId: a, \(Self.byQuery), \(Self.both) } }"))
        #expect(Set(api.operations.map(\.pathGroup)).count == 1)
    }

    /// What is no success, and what has no body, is no stream that could be declared.
    @Test(
        arguments: [
            ("head", "'200': { $ref: '#/components/responses/Stream' }"),
            ("get", "'204': { $ref: '#/components/responses/Stream' }"),
            (
                "get",
                "'200': { $ref: '#/components/responses/One' }, default: { $ref: '#/components/responses/Stream' }"
            ),
            ("get", "'302': { description: There }, default: { $ref: '#/components/responses/Stream' }"),
            ("get", "'400': { $ref: '#/components/responses/Stream' }"),
        ])
    func nothingToDeclare(method: String, responses: String) {
        let loading = Loading(
            paths("/a: { \(method): { operationId: a, x-stream: { end: x }, responses: { \(responses) } } }"))
        #expect(loading.said.contains { $0.hasSuffix(" needless-stream") }, "\(loading.said)")
    }

    @Test func declaredInDefault() throws {
        let api = try loaded(
            paths(
                "/a: { get: { operationId: a, x-stream: { end: x }, responses: { default: { $ref: '#/components/responses/Stream' } } } }"
            ))
        #expect(api.operations.first?.success.payload?.stream?.end == "x")
    }

    /// An end that cannot come is none.
    @Test(arguments: ["''", "' x'", "\"a\\nb\"", "\"x\\t\""]) func ends(end: String) {
        let loading = Loading(
            paths(
                "/a: { get: { operationId: a, x-stream: { end: \(end) }, responses: { '200': { $ref: '#/components/responses/Stream' } } } }"
            ))
        #expect(loading.diagnostics.hasErrors && loading.said.count == 1, "\(loading.said)")
    }
}
