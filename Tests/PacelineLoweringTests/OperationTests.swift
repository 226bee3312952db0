import PacelineLowering
import PacelineModel
import Testing

/// Operations: names, answers, bodies, security.
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
        #expect(operation.failures.map(\.status) == [.code(404), .code(204)])
    }

    @Test func aCodeComesBeforeARange() throws {
        #expect(try responses("2XX: { description: A }, '206': { description: B }").success.status == .code(206))
        #expect(try responses("2XX: { description: A }, default: { description: B }").success.status == .range(2))
    }

    @Test func theDefaultAnswerIsSuccessOnlyWhenAlone() throws {
        #expect(try responses("default: { description: A, \(json) }").success.payload?.content == .json(.string))
        let operation = try responses("default: { description: A, \(json) }, '400': { description: B }")
        #expect(operation.success == Response(status: .range(2)))
        #expect(operation.failures.count == 2)
    }

    @Test func aSecondSuccessWithContentIsReported() {
        let loading = Loading(
            """
            paths:
              /a:
                get:
                  operationId: a
                  responses:
                    '200': { description: A, \(json) }
                    '202': { description: B, \(json) }
            """)
        #expect(loading.said == ["7:9 not-supported-yet"])
    }

    @Test func idsAreDerivedAndUnique() throws {
        let answer = "responses: { '204': { description: None } }"
        let api = try loaded(
            """
            paths:
              /pets/{petId}/toys: { get: { parameters: [{ name: petId, in: path, required: true, schema: {} }], \(answer) } }
              /pets: { get: { \(answer) }, post: { operationId: get pets 2, \(answer) } }
              /pets/: { get: { \(answer) } }
              /: { get: { \(answer) } }
            """)
        #expect(api.operations.map(\.id) == ["get pets by petId toys", "get pets", "get pets 2", "get pets 3", "get"])
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

    @Test func unsupportedSecurityIsReported() {
        let loading = Loading(
            """
            components: { securitySchemes: { mutual: { type: mutualTLS }, key: { type: apiKey, in: header, name: K } } }
            paths:
              /a:
                get:
                  operationId: a
                  security: [{ mutual: [] }, { key: [] }]
                  responses: { '204': { description: None } }
            """)
        #expect(loading.said == ["6:18 not-supported-yet"])
        #expect(loading.api?.operations.first?.security == [[SecuritySchemeID("key")]])
    }

    @Test func whatCannotBeSentIsSkippedWithItsPlace() {
        let loading = Loading(
            """
            paths:
              /form:
                post:
                  operationId: form
                  requestBody: { content: { multipart/form-data: { schema: { type: object } } } }
                  responses: { '204': { description: None } }
              /a:
                get:
                  operationId: a
                  servers: [{ url: 'https://b.example' }]
                  parameters:
                    - { name: c, in: cookie, schema: { type: string } }
                    - { name: deep, in: query, style: deepObject, explode: true, schema: { type: object } }
                    - { name: shape, in: query, schema: { properties: { x: { type: string } } } }
                    - { name: either, in: query, schema: { oneOf: [{ type: string }, { type: boolean }] } }
                    - { name: lists, in: query, schema: { type: array, items: { type: array, items: {} } } }
                  responses: { '204': { description: None } }
              /b:
                get:
                  operationId: b
                  parameters: [{ name: c, in: cookie, required: true, schema: { type: string } }]
                  responses: { '204': { description: None } }
            """)
        #expect(
            loading.said == [
                "5:33 operation-skipped", "8:5 not-supported-yet", "12:11 not-supported-yet", "13:11 not-supported-yet",
                "14:11 not-supported-yet", "15:11 not-supported-yet", "16:11 not-supported-yet",
                "21:20 operation-skipped",
            ])
        #expect(loading.api?.operations.map(\.id) == ["a"])
        #expect(loading.api?.operations.first?.parameters == [])
    }
}
