import PacelineDiagnostics
import PacelineLowering
import PacelineModel
import Testing

/// Operations: names, responses, bodies, security.
struct OperationTests {
    private func responses(_ text: String) throws -> Operation {
        let api = try loaded("paths: { /a: { get: { operationId: a, responses: { \(text) } } } }")
        return try #require(api.operations.first)
    }

    private let json = "content: { application/json: { schema: { type: string } } }"

    @Test func theSmallestSuccessIsRead() throws {
        let operation = try responses(
            "'404': { description: No }, '201': { description: A, \(json) }, '204': { description: B }")
        #expect(operation.success.status == .code(201) && operation.success.payload?.content == .json(.string))
        #expect(operation.otherSuccesses.map(\.status) == [.code(204)])
        #expect(operation.failures.map(\.status) == [.code(404)])
    }

    @Test func aCodeComesBeforeARange() throws {
        #expect(try responses("2XX: { description: A }, '206': { description: B }").success.status == .code(206))
        #expect(try responses("2XX: { description: A }, default: { description: B }").success.status == .range(2))
    }

    /// Beside failures it can say nothing else; where a success is declared it speaks of other failures.
    @Test func theDefaultAnswerIsSuccessWhereNoOtherIs() throws {
        #expect(try responses("default: { description: A, \(json) }").success.payload?.content == .json(.string))
        let operation = try responses("default: { description: A, \(json) }, '400': { description: B }")
        #expect(operation.success.status == .any && operation.failures.map(\.status) == [.code(400)])
        let beside = try responses("default: { description: A, \(json) }, '204': { description: B }")
        #expect(beside.success.status == .code(204) && beside.failures.map(\.status) == [.any])
    }

    @Test func aRedirectionIsSuccessWhereNo2xxIs() throws {
        let only = try responses("'404': { description: A }, '307': { description: B }, '302': { description: C }")
        #expect(only.success.status == .code(302))
        #expect(only.failures.map(\.status) == [.code(404), .code(307)])
        #expect(try responses("3XX: { description: A }").success.status == .range(3))
        #expect(try responses("'304': { description: A }, '200': { description: B }").success.status == .code(200))
    }

    @Test func resultsByWhatTheSuccessesCarry() throws {
        func result(_ text: String) throws -> Operation.Result { try responses(text).result }
        let number = "content: { application/json: { schema: { type: integer } } }"
        guard case .value = try result("'200': { description: A, \(json) }, '201': { description: B, \(json) }"),
            case .optional = try result("'200': { description: A, \(json) }, '204': { description: B, \(json) }"),
            case .union(let successes) = try result(
                "'200': { description: A, \(json) }, '202': { description: B, \(number) }"),
            case .nothing = try result("'200': { description: A }, '404': { description: B, \(json) }")
        else {
            Issue.record("another result")
            return
        }
        #expect(successes.map(\.status) == [.code(200), .code(202)])
    }

    @Test func idsAreDerivedAndUnique() throws {
        let response = "responses: { '204': { description: None } }"
        let api = try loaded(
            """
            paths:
              /pets/{petId}/toys: { get: { parameters: [{ name: petId, in: path, required: true, schema: {} }], \(response) } }
              /pets: { get: { \(response) }, post: { operationId: get pets 2, \(response) } }
              /pets/: { get: { \(response) } }
              /: { get: { \(response) } }
            """)
        #expect(api.operations.map(\.id) == ["get pet toys", "get pets", "get pets 2", "get pets 3", "get"])
        #expect(api.operations[0].path.components == [.literal("/pets/"), .parameter("petId"), .literal("/toys")])
    }

    @Test func groupsComeInTheOrderOfTheTags() throws {
        func operation(_ id: String, _ tags: String) -> String {
            "  /\(id): { get: { operationId: \(id), tags: [\(tags)], responses: { '204': { description: None } } } }\n"
        }
        let api = try loaded(
            "tags: [{ name: B, x-displayName: The Bs }, { name: Unused }, { name: A }]\npaths:\n"
                + operation("a", "A") + operation("n", "New, B") + operation("b", "B") + operation("u", ""))
        #expect(api.groups.map(\.name) == ["B", "A", "New"] && api.groups[0].title == "The Bs")
        #expect(api.operations.map(\.group) == ["A", "New", "B", nil])
    }

    @Test func aTagThatIsDeclaredTwiceIsOneGroup() {
        let loading = Loading(
            """
            tags: [{ name: A, description: First }, { name: A }]
            paths: { /a: { get: { operationId: a, tags: [A], responses: { '204': { description: None } } } } }
            """)
        #expect(loading.api?.groups.map(\.description) == ["First"])
    }

    private func security(_ operation: String, root: String = "[{ key: [] }]") throws -> API {
        try loaded(
            """
            security: \(root)
            components:
              securitySchemes:
                key: { type: apiKey, in: header, name: X-Key }
                token: { type: http, scheme: bearer }
                flow: { type: oauth2, flows: { implicit: { authorizationUrl: 'https://a.example', scopes: {} } } }
            paths: { /a: { get: { operationId: a, \(operation)responses: { '204': { description: None } } } } }
            """)
    }

    @Test func securityIsTheOperationsOwnElseTheDocuments() throws {
        func names(_ api: API) -> [[String]]? { api.operations.first?.security.map { $0.map(\.name) } }
        #expect(names(try security("")) == [["key"]])
        #expect(names(try security("security: [], ")) == [])
        #expect(
            names(try security("security: [{}, { token: [] }, { key: [], flow: [] }], ")) == [
                ["token"], ["key", "flow"], [],
            ])
        #expect(
            try security("security: [{ token: [] }], ").securitySchemes.map(\.placement) == [
                .authorization(scheme: "Bearer")
            ])
    }

    /// Fields that several schemes fill multiply the ways to meet a requirement; past a number of them that is said.
    @Test(arguments: [(6, 64, []), (7, 64, ["20:18 too-many-ways"])] as [(Int, Int, [String])])
    func waysToMeetARequirement(fields: Int, ways: Int, said: [String]) {
        let names = (0..<7).flatMap { ["a\($0)", "b\($0)"] }
        let schemes = names.map { "    \($0): { type: apiKey, in: header, name: K\($0.dropFirst()) }\n" }
        let loading = Loading(
            "components:\n  securitySchemes:\n\(schemes.joined())"
                + """
                paths:
                  /a:
                    get:
                      security: [{ \(names.prefix(fields * 2).map { "\($0): []" }.joined(separator: ", ")) }]
                      operationId: a
                      responses: { '204': { description: None } }
                """)
        #expect(loading.said == said)
        #expect(loading.api?.operations.first?.security.count == ways)
    }

    /// A certificate is shown by the transport: a requirement of it alone asks for no credential.
    @Test func certificatesAreNoCredentials() {
        let loading = Loading(
            """
            components:
              securitySchemes:
                mutual: { type: mutualTLS }
                key: { type: apiKey, in: header, name: K }
                nameless: { type: apiKey, in: header }
            paths:
              /a:
                get:
                  operationId: a
                  security: [{ mutual: [] }, { key: [], mutual: [] }, { nameless: [] }]
                  responses: { '204': { description: None } }
            """)
        #expect(loading.said == ["5:5 missing-member", "10:59 incomplete-scheme"])
        #expect(loading.api?.operations.first?.security == [[SecuritySchemeID("key")], []])
        #expect(loading.api?.securitySchemes.map(\.id.name) == ["key"])
    }

    @Test func kindsOfCredentials() throws {
        let api = try loaded(
            """
            components:
              securitySchemes:
                b: { type: http, scheme: BASIC }
                d: { type: http, scheme: digest }
                o: { type: openIdConnect, openIdConnectUrl: 'https://a.example' }
            security: [{ b: [] }, { d: [] }, { o: [] }]
            paths: { /a: { get: { operationId: a, responses: { '204': { description: None } } } } }
            """)
        #expect(api.securitySchemes.map(\.kind) == [.basic, .key, .token])
        #expect(
            api.securitySchemes.map(\.placement) == ["Basic", "Digest", "Bearer"].map { .authorization(scheme: $0) })
    }

    @Test func serversOfPathsAndOperations() throws {
        let api = try loaded(
            """
            paths:
              /a:
                servers: [{ url: 'https://path.example' }]
                get: { operationId: a, responses: { '204': { description: None } } }
                put: { operationId: b, servers: [{ url: /own }], responses: { '204': { description: None } } }
              /b: { get: { operationId: c, responses: { '204': { description: None } } } }
            """)
        #expect(api.operations.map { $0.server?.url } == ["https://path.example", "/own", nil])
    }

    @Test func webhooksLinksAndCallbacks() throws {
        let api = try loaded(
            """
            components: { schemas: { Pet: { type: object, properties: { name: { type: string } } } } }
            webhooks:
              born: { post: { requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } } } }
              both: { post: { operationId: made, responses: {} }, put: { operationId: changed, responses: {} } }
            paths:
              /a:
                get:
                  operationId: a
                  responses: { '200': { description: A, links: { next: { operationId: a, parameters: { p: $response.body#/p } } } } }
                  callbacks: { done: { '{$request.query.url}': { post: { summary: It is done., responses: {} } } } }
            """)
        #expect(api.webhooks.map(\.name) == ["born", "made", "changed"])
        #expect(api.webhooks.map(\.payload) == [.named(TypeID("Pet")), nil, nil])
        #expect(
            api.operations.first?.links == [
                Link(name: "next", target: "a", parameters: [.init(name: "p", expression: "$response.body#/p")])
            ])
        #expect(
            api.operations.first?.callbacks == [
                Callback(name: "done", method: "post", expression: "{$request.query.url}", description: "It is done.")
            ])
    }
}

/// A document without operations is said to be one.
struct NoOperationTests {
    @Test(arguments: ["paths: {}", "components: {}", "paths: { /a: { description: Nothing } }", "webhooks: {}\npaths:"])
    func isSaid(text: String) {
        #expect(Loading(text).diagnostics.diagnostics.map(\.code.rawValue).contains("no-operations"))
    }

    @Test func onlyWhereThereAreNone() throws {
        let loading = Loading("paths: { /a: { get: { operationId: a, responses: { '204': { description: A } } } } }")
        #expect(loading.diagnostics.diagnostics.isEmpty)
    }
}
