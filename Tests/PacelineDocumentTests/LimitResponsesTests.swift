import PacelineDiagnostics
import PacelineDocument
import PacelinePolicy
import Testing

/// How a server speaks of a limit: refusals, what to do after them, and the fields of its responses.
struct LimitResponsesTests {
    private func policy(
        _ members: String, _ sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) throws -> PolicyObject {
        let document = try limited(
            "policies: { p: {quota: 60, window: 1m, \(members)} }", sourceLocation)
        return try #require(document.rateLimits?.policies.first, sourceLocation: sourceLocation)
    }

    @Test(
        arguments: [
            ("'0'", .anyOf(["0"])), ("0", .anyOf(["0"])), ("true", .anyOf(["true"])),
            ("[user, shared]", .anyOf(["user", "shared"])), ("{ contains: limit }", .contains("limit")),
            ("{ min: 1, max: 2.5 }", .all([.minimum(1), .maximum(2.5)])),
            ("{ present: false }", .present(false)),
            ("{ not: shared }", .not(.anyOf(["shared"]))),
            ("{ not: { contains: x, present: true } }", .not(.all([.contains("x"), .present(true)]))),
        ] as [(String, ValuePredicate)])
    func readsConditions(_ text: String, _ predicate: ValuePredicate) throws {
        let refusal = try policy("refusal: { $response.header.X-Scope: \(text) }").refusal.value
        #expect(refusal.response.conditions.map(\.predicate) == [predicate])
        #expect(refusal.response.conditions.map(\.value) == [.header("X-Scope")])
        #expect(refusal.response.statuses.isEmpty && refusal.isCounted)
    }

    @Test func readsPointersIntoTheBody() throws {
        let refusal = try policy(
            "refusal: { status: 200, $response.body#/errors/0/message: Throttled, $response.body#/a~1b%20c: 1, counted: false }"
        ).refusal.value
        #expect(refusal.response.conditions.map(\.value) == [.body("/errors/0/message"), .body("/a~1b c")])
        #expect(!refusal.isCounted)
    }

    @Test func readsRetries() throws {
        let retry = try policy(
            "retry: { after: [reset, $response.body#/wait, $response.header.X-Wait, 30s], attempts: 3, max-wait: 1h, "
                + "not-processed: false, exhausted: fail, blocks: all }, headers: ietf"
        ).retry.value
        #expect(
            retry.after == [
                .reset, .value(.body("/wait")), .value(.header("X-Wait")), .fixed(.seconds(30)),
            ])
        #expect(retry.attempts == 3 && retry.maximumWait == .seconds(3600))
        #expect(retry.isNotProcessed == false && retry.exhausted == .fail && retry.blocksAll)
    }

    @Test func whatIsNotSaidOfRetriesIsLeftToTheClient() throws {
        let retry = try policy("retry: { exhausted: wait, blocks: policy }").retry.value
        #expect(
            retry.after == [.header, .reset, .window] && retry.exhausted == .wait && !retry.blocksAll)
        #expect(
            retry.attempts == nil && retry.maximumWait == nil && retry.isNotProcessed == nil)
    }

    @Test func readsFields() throws {
        #expect(try policy("").headers == nil)
        #expect(try policy("headers: ietf").headers == .ietf)
        guard case .named(let common) = try policy("headers: x-ratelimit-epoch").headers else {
            Issue.record("no names")
            return
        }
        #expect(
            common.limit == .header("X-RateLimit-Limit") && common.remaining == .header("X-RateLimit-Remaining"))
        #expect(common.reset?.value == .header("X-RateLimit-Reset") && common.reset?.form == .epoch)
        guard
            case .named(let own) = try policy(
                "headers: { used: X-Used, reset: { from: X-After, as: epoch-ms } }"
            ).headers
        else {
            Issue.record("no names")
            return
        }
        #expect(own.limit == nil && own.remaining == nil && own.used == .header("X-Used"))
        #expect(own.reset?.value == .header("X-After") && own.reset?.form == .epochMilliseconds)
    }

    @Test func aPolicysOwnFieldsReplaceTheRoots() throws {
        let document = try limited(
            """
            headers: x-ratelimit-delta
            policies:
              a: { quota: 60, window: 1m, applies: { tags: [Shop] } }
              b: { quota: 900, window: 1h, headers: ietf }
            """)
        let headers = try #require(document.rateLimits?.policies.map(\.headers))
        #expect(headers[1] == .ietf)
        if case .named(let names) = headers[0] {
            #expect(names.reset?.form == .delta)
        } else {
            Issue.record("no names")
        }
    }

    @Test func readsIdempotency() throws {
        let document = try document(
            """
            openapi: 3.1.0
            info: { title: T, version: '1' }
            paths:
              /a:
                post:
                  operationId: a
                  x-idempotent: true
                  parameters:
                    - { name: IDEMPOTENCY-KEY, in: header, schema: { type: string } }
                    - { name: X-Once, in: header, x-idempotency-key: true, schema: { type: string } }
                    - { name: Idempotency-Key, in: query, schema: { type: string } }
                    - { name: X-Trace, in: header, x-idempotency-key: false, schema: { type: string } }
                  responses: { '200': { description: ok } }
                get: { operationId: b, responses: { '200': { description: ok } } }
            """)
        let operation = document.operations[0]
        #expect(document.isIdempotent(operation) == true && document.isIdempotent(document.operations[1]) == nil)
        #expect(
            document.parameters(of: operation).map(\.isIdempotencyKey) == [true, true, false, false])
    }
}
