import PacelineDiagnostics
import PacelineDocument
import PacelineYAML
import Testing

struct DocumentTests {
    private static let museum = """
        openapi: 3.1.0
        info: { title: Museum, version: 1.2.3, summary: Tickets, license: { name: MIT } }
        servers:
          - url: https://{city}.museum.example
            description: Production
            variables: { city: { default: rome, enum: [rome, oslo] } }
        security: [{ key: [] }, {}]
        tags: [{ name: tickets, x-displayName: Tickets }, { name: other }]
        x-tagGroups: [{ name: Visit, tags: [tickets] }]
        paths:
          /tickets/{ticketId}:
            parameters:
              - $ref: '#/components/parameters/TicketId'
              - { name: lang, in: query, schema: { type: string } }
            put:
              operationId: changeTicket
              tags: [tickets]
              security: []
              parameters: [{ name: lang, in: query, required: true, explode: false, schema: { type: string } }]
              requestBody: { $ref: '#/components/requestBodies/Ticket' }
              responses:
                '200': { $ref: '#/components/responses/Ticket' }
                4XX: { description: No }
                default: { description: Else }
                x-internal: true
            get:
              operationId: getTicket
              deprecated: true
              responses: { '200': { $ref: '#/paths/~1tickets~1%7BticketId%7D/put/responses/200' } }
          /shared: { $ref: '#/components/pathItems/Shared' }
        components:
          pathItems:
            Shared: { get: { operationId: share, responses: { '204': { description: Done } } } }
          parameters:
            TicketId: { name: ticketId, in: path, required: true, schema: { type: string }, examples: { a: { $ref: '#/components/examples/Id' } } }
          examples: { Id: { value: t-1 } }
          requestBodies:
            Ticket: { required: true, content: { application/json: { schema: { type: object } } } }
          responses:
            Ticket:
              description: A ticket
              headers: { X-Left: { schema: { type: integer } } }
              content: { application/json: { example: { id: 1 } } }
          securitySchemes:
            key: { type: apiKey, name: X-Key, in: header }
        """

    @Test func readsTheFrame() throws {
        let document = try document(Self.museum)
        #expect(document.version == .v31)
        #expect(document.info.title == "Museum")
        #expect(document.info.version == "1.2.3")
        #expect(document.info.license?.name == "MIT")
        #expect(document.servers.map(\.url) == ["https://{city}.museum.example"])
        #expect(document.servers[0].variables[0].value.values == ["rome", "oslo"])
        #expect(document.tags.map(\.displayName) == ["Tickets", "other"])
        #expect(document.tagGroups.map(\.tags) == [["tickets"]])
        #expect(document.security?.map { $0.schemes.map(\.name) } == [["key"], []])
        #expect(document.components.securitySchemes.map(\.name) == ["key"])
        #expect(document.rateLimits == nil)
    }

    @Test func readsOperationsInDocumentOrder() throws {
        let operations = try document(Self.museum).operations
        #expect(operations.map(\.operationID) == ["changeTicket", "getTicket", "share"])
        #expect(operations.map(\.method) == ["put", "get", "get"])
        #expect(operations.map(\.path) == ["/tickets/{ticketId}", "/tickets/{ticketId}", "/shared"])
        #expect(operations.map(\.isDeprecated) == [false, true, false])
        #expect(operations[0].security?.isEmpty == true)
        #expect(operations[1].security == nil)
        #expect(operations[0].responses.map(\.name) == ["200", "4XX", "default"])
        #expect(operations[0].location.line == 15)
        #expect(operations[2].location.line == 33)
    }

    @Test func resolvesReferencesOfEveryKind() throws {
        let document = try document(Self.museum)
        let operations = document.operations
        let body = try document.resolve(#require(operations[0].requestBody))
        #expect(body?.isRequired == true)
        #expect(body?.content.map(\.name) == ["application/json"])
        // The reference of the second leads to a reference.
        let response = document.resolve(operations[1].responses[0].value)
        #expect(response?.description == "A ticket")
        #expect(response?.headers.map(\.name) == ["X-Left"])
        let content = try #require(response?.content.first?.value)
        #expect(document.example(of: content)?["id"]?.integer == 1)
    }

    @Test func theOperationsParametersReplaceThePaths() throws {
        let document = try document(Self.museum)
        let parameters = document.parameters(of: document.operations[0])
        #expect(parameters.map(\.name) == ["ticketId", "lang"])
        #expect(parameters.map(\.isRequired) == [true, true])
        #expect(parameters.map(\.style) == ["simple", "form"])
        #expect(parameters.map(\.explode) == [false, false])
        #expect(document.example(of: parameters[0])?.string == "t-1")
        let others = document.parameters(of: document.operations[1])
        #expect(others.map(\.isRequired) == [true, false])
        #expect(others.map(\.explode) == [false, true])
    }

    /// The diagnostics say "counts as absent"; the properties must keep to it.
    @Test func wordsOutsideTheirSetCountAsAbsent() throws {
        let reading = Reading(
            """
            openapi: 3.1.0
            info: { title: T, version: '1' }
            components:
              parameters:
                p: { name: p, in: query, style: deepobject, schema: {} }
                q: { name: q, in: body, schema: {} }
              securitySchemes:
                s: { type: basic, in: body }
            """)
        #expect(reading.said == ["5:37 unknown-word", "6:23 unknown-word", "8:16 unknown-word", "8:27 unknown-word"])
        let components = try #require(reading.document?.components)
        let parameters = components.parameters.compactMap { reading.document?.resolve($0.value) }
        #expect(parameters.map(\.style) == ["form", "simple"])
        #expect(parameters.map(\.place) == [.query, nil])
        let scheme = components.securitySchemes.first.flatMap { reading.document?.resolve($0.value) }
        #expect(scheme?.type == "" && scheme?.place == nil)
    }

    @Test func readsJSON() throws {
        let text =
            #"{"openapi":"3.0.3","info":{"title":"T","version":"1"},"paths":{"/a":{"get":{"responses":{"200":{"description":"d"}}}}}}"#
        let document = try document(text)
        #expect(document.version == .v30)
        #expect(document.operations.map(\.label) == ["GET /a"])
    }

    @Test func readsWhatOnlyReferencesLeadTo() {
        let reading = Reading(
            """
            openapi: 3.1.0
            info: { title: T, version: '1' }
            components: { schemas: { S: { $ref: '#/definitions/Old' } } }
            definitions:
              Old: { type: object, propertis: {} }
            """)
        #expect(reading.said == ["4:1 unknown-member", "5:24 unknown-member"])
        #expect(reading.document.flatMap { $0.resolve($0.components.schemas[0].value) }?.types == ["object"])
    }

    @Test(arguments: ["3.0.0", "3.0.4", "3.1.1"])
    func takesTheEditions(_ version: String) throws {
        _ = try document("openapi: \(version)\ninfo: {title: T, version: '1'}\npaths: {}\n")
    }

    @Test(arguments: ["2.0", "'4.0.0'", "'3'", "x", "[]"])
    func refusesOtherVersions(_ version: String) {
        let reading = Reading("openapi: \(version)\ninfo: {title: T, version: '1'}\npaths: {}\n")
        #expect(reading.document == nil)
        #expect(reading.said == ["1:10 unsupported-version"])
    }

    @Test(arguments: ["[]", "text", "~"])
    func refusesWhatIsNoMapping(_ text: String) {
        #expect(Reading(text).document == nil)
        #expect(Reading(text).said == ["1:1 not-openapi"])
    }

    /// What is another format is called by its name.
    @Test(arguments: [
        (
            "info: { name: A, schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' }\nitem: []",
            "a Postman collection"
        ),
        ("info: { name: A }\nitem: [ { name: x } ]", "a Postman collection"),
        ("asyncapi: 3.0.0", "an AsyncAPI document"),
        ("log: { entries: [] }", "a HAR log of requests"), ("x-rate-limits: { policies: {} }", "a file of limits"),
        ("$schema: https://json-schema.org/draft/2020-12/schema", "a JSON Schema"),
    ])
    func namesOtherFormats(text: String, name: String) {
        let reading = Reading(text)
        #expect(reading.said == ["1:1 not-openapi"])
        #expect(reading.diagnostics.rendered().contains("this is \(name), not an OpenAPI document"))
        #expect(reading.diagnostics.rendered().contains("hint: "))
    }

    /// As deep as the tree allows; the reader recurses.
    @Test func readsDeepSchemas() throws {
        let depth = 990
        let nested = String(repeating: "{items: ", count: depth) + "{}" + String(repeating: "}", count: depth)
        var schema: Schema? = try schema(nested)
        var levels = 0
        while let items = schema?.items { (schema, levels) = (items, levels + 1) }
        #expect(levels == depth)
    }

    /// Aliases make one node reachable by many ways; it is read, and reported, once.
    @Test func readsAliasedNodesOnce() {
        let reading = Reading(
            """
            openapi: 3.1.0
            info: { title: T, version: '1' }
            components:
              schemas:
                A: &a { typ: string }
                B: *a
                C: { allOf: [*a, *a] }
            """)
        #expect(reading.said == ["5:13 unknown-member"])
    }
}
