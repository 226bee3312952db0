import PacelineDiagnostics
import PacelineDocument
import PacelineLowering
@testable import PacelineMock
import PacelineModel
import PacelinePolicy
import Synchronization
import Testing

/// A small API: a library of books with a quota of three requests in ten seconds for each reader.
enum Fixtures {
    static let message = "You've borrowed too much"

    static let perReader = RateLimitPolicy(
        name: "per-reader", numbers: .quota(3, per: .milliseconds(10_000)),
        per: [.client("user")],
        refusal: .init(statuses: [], messages: [message]))

    private static let text = """
        openapi: 3.1.0
        info: { title: Library, version: "1" }
        servers: [ { url: https://library.example/v1 } ]
        paths:
          /books:
            get:
              operationId: listBooks
              security: [ { token: [] } ]
              parameters:
                - { name: shelf, in: query, required: true, schema: { type: string } }
                - { name: X-Tenant, in: header, schema: { type: string } }
              responses:
                "200":
                  description: The books.
                  content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Book' } } } }
            post:
              operationId: addBook
              security: [ { token: [] } ]
              requestBody:
                required: true
                content: { application/json: { schema: { $ref: '#/components/schemas/Book' } } }
              responses:
                "201":
                  description: The book.
                  content: { application/json: { schema: { $ref: '#/components/schemas/Book' } } }
          /books/{bookId}:
            delete:
              operationId: removeBook
              parameters: [ { name: bookId, in: path, required: true, schema: { type: string } } ]
              responses: { "204": { description: It is gone. } }
        components:
          securitySchemes: { token: { type: http, scheme: bearer } }
          schemas:
            Book:
              type: object
              required: [title]
              properties: { title: { type: string, example: Emma }, pages: { type: integer } }
        """

    private static let read = try? MockedDocument(text)

    static var document: Document {
        get throws { try #require(read).document }
    }

    /// The library with policies that apply to all its operations.
    static func api(policies: [RateLimitPolicy] = [perReader]) throws -> API {
        var api = try #require(read).api
        api.policies = policies.map { Policy($0) }
        for index in api.operations.indices { api.operations[index].limits = policies.map { AppliedLimit($0) } }
        return api
    }

    /// A server of the library.
    static func server(
        _ api: API? = nil, _ options: Mock.Options = .init(), time: MockTime = .continuous()
    ) throws -> Mock {
        try Mock(api: api ?? self.api(), document: document, options: options, time: time)
    }

    /// The template's components.
    static func path(_ template: String) -> PathTemplate {
        var components: [PathTemplate.Component] = []
        for piece in template.split(separator: "{") {
            let parts = piece.split(separator: "}", omittingEmptySubsequences: false)
            if parts.count == 2 { components.append(.parameter(String(parts[0]))) }
            if let literal = parts.last, !literal.isEmpty { components.append(.literal(String(literal))) }
        }
        return PathTemplate(components: components)
    }

    /// A well-formed request for `listBooks`.
    static func listBooks(token: String = "t") -> MockRequest {
        MockRequest(method: "GET", target: "/books?shelf=a", fields: [.init("authorization", "Bearer \(token)")])
    }
}

/// A document that is written in a test.
struct MockedDocument {
    let document: Document
    let api: API

    /// - Throws: when the text has a mistake.
    init(_ text: String) throws {
        var diagnostics = DiagnosticSink()
        let source = Source(path: "openapi.yaml", bytes: Array(text.utf8))
        let loaded = try #require(loadDocument(source, diagnostics: &diagnostics), "\(diagnostics.rendered())")
        (document, api) = loaded
        try #require(!diagnostics.hasErrors, "\(diagnostics.rendered())")
    }

    /// A document with schemas of `components` and nothing else.
    init(schemas: String, version: String = "3.1.0") throws {
        let lines = schemas.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }
        try self.init(
            "openapi: \(version)\ninfo: { title: T, version: '1' }\npaths: {}\ncomponents:\n  schemas:\n"
                + lines.joined(separator: "\n"))
    }

    func server(_ options: Mock.Options = .init(), time: MockTime = .continuous()) throws -> Mock {
        try Mock(api: api, document: document, options: options, time: time)
    }

    /// The schema of that name.
    func schema(_ name: String) throws -> Schema {
        try #require(document.components.schemas.first { $0.name == name }?.value)
    }
}

extension Mock {
    /// The response to a request without credentials.
    func response(
        _ method: String, _ target: String, _ fields: [MockRequest.Pair] = [], body: String = ""
    ) async -> MockResponse {
        await response(
            MockRequest(method: method, target: target, fields: fields, body: .bytes(Array(body.utf8))), received: now)
    }
}

extension MockResponse {
    /// The values of the field.
    func values(_ name: String) -> [String] { fields.filter { $0.hasName(name) }.map(\.value) }
}

/// Time that moves only when told to, or when someone sleeps.
final class VirtualTime: Sendable {
    private let current = Mutex<Nanoseconds>(0)
    private let epoch: Nanoseconds

    init(epoch: Nanoseconds = 0) { self.epoch = epoch }

    var mockTime: MockTime {
        MockTime(now: { self.current.withLock { $0 } }, sleep: { self.advance($0) }, epoch: epoch)
    }

    func advance(_ span: Nanoseconds) { current.withLock { $0 += span } }
}

let second: Nanoseconds = 1_000_000_000
