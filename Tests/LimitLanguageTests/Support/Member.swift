import PacelineMockTransport
import PacelineRuntime

/// A member of the language, and what tells that client and mock act upon it.
struct Member: Sendable, CustomStringConvertible {
    /// Who could ignore it.
    enum Side: Sendable {
        case client
        case mock
    }

    /// The object and the member, as the editor schema has them: `policy.quota`.
    let name: String
    /// What stands in `x-rate-limits`.
    let limits: String
    /// The same as whoever ignores the member would read it.
    let without: String
    /// What stands in the `x-rate-limit` of the first operation, and what would without the member.
    var attached = "{}"
    var attachedWithout: String?
    /// Those who have something to do by it.
    var sides: [Side] = [.client, .mock]
    var mock = Mock.Options()
    var start: Double = 0
    var configure: @Sendable (inout ClientOptions) -> Void = { _ in }
    /// What is sent.
    let steps: @Sendable (Trial) async -> Void
    /// What happens then.
    let trace: String

    var description: String { name }

    /// The document, for everybody but whoever ignores the member.
    var document: String { Self.document(limits, attached) }
    var documentWithout: String { Self.document(without, attachedWithout ?? attached) }

    func trace(client: String, server: String) async throws -> String {

        let trial = try Trial(client: client, server: server, mock: mock, startingAt: start, configure: configure)
        await steps(trial)
        return trial.text
    }

    /// Three operations: two of one tag, of which one has a value in its path, and one with a body.
    private static func document(_ limits: String, _ attached: String) -> String {
        """
        openapi: 3.1.0
        info: { title: Three operations, version: '1' }
        x-rate-limits: { \(limits) }
        components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }
        security: [{ bearer: [] }, {}]
        paths:
          /a:
            get:
              operationId: a
              tags: [x]
              x-rate-limit: \(attached)
              parameters:
                - { name: q, in: query, schema: { type: string } }
                - { name: X-Kind, in: header, schema: { type: string } }
              responses:
                '204': { description: Done }
                '304': { description: Not changed }
                '403': { description: Not allowed }
                '404': { description: Nothing there }
          /b:
            post:
              operationId: b
              tags: [y]
              requestBody:
                content:
                  application/json: { schema: &body { type: object, properties: { kind: { type: string }, n: { type: number } } } }
                  application/x-www-form-urlencoded: { schema: *body }
              responses:
                '200': { description: Done, content: { application/json: { schema: { type: object } } } }
                '403': { description: Not allowed }
          /things/{id}:
            get:
              operationId: c
              tags: [x]
              parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
              responses: { '204': { description: Done } }

        """
    }
}
