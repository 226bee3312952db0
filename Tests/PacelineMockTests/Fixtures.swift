@testable import PacelineMock
import PacelineModel
import Synchronization

/// A small API, made by hand: a library of books with a quota of three requests in ten seconds for each reader.
enum Fixtures {
    static let message = "You've borrowed too much"

    static let perReader = Policy(
        name: "per-reader", numbers: .quota(.init(quota: 3, milliseconds: 10_000)),
        per: [.principal("user", parameter: nil)],
        refusal: .init(statuses: [], messages: [message]))

    static let book = TypeDeclaration.record(
        Record(
            id: TypeID("Book"),
            properties: [
                Property(name: "title", type: .string, isRequired: true, example: .string("Emma")),
                Property(name: "pages", type: .integer, isRequired: false),
            ]))

    static func api(policies: [Policy] = [perReader]) -> API {
        let limits = policies.map { AppliedLimit(policy: $0.name) }
        let json = Payload(mediaType: "application/json", content: .json(.named(TypeID("Book"))))
        let id = Parameter(name: "bookId", location: .path, type: .string, isRequired: true)
        let operations = [
            Operation(
                id: "listBooks", method: .get, path: path("/books"),
                parameters: [
                    Parameter(name: "shelf", location: .query, type: .string, isRequired: true),
                    Parameter(name: "X-Tenant", location: .header, type: .string, isRequired: false),
                ],
                success: Response(
                    status: .code(200),
                    payload: Payload(
                        mediaType: "application/json", content: .json(.array(.named(TypeID("Book")))))),
                limits: limits, security: [[SecuritySchemeID("token")]]),
            Operation(
                id: "addBook", method: .post, path: path("/books"), requestBody: json,
                success: Response(status: .code(201), payload: json), limits: limits,
                security: [[SecuritySchemeID("token")]]),
            Operation(
                id: "removeBook", method: .delete, path: path("/books/{bookId}"), parameters: [id],
                success: Response(status: .code(204)), limits: limits),
        ]
        return API(
            title: "Library", version: "1", servers: [Server(url: "https://library.example/v1")],
            operations: operations, types: [book],
            securitySchemes: [
                SecurityScheme(id: SecuritySchemeID("token"), placement: .authorization(scheme: "Bearer"))
            ], policies: policies)
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
