import PacelineDiagnostics
import PacelineLowering
import PacelineModel
import PacelinePolicy
import Testing

/// Limits of every kind: numbers, plans, attached costs, partitions of the request, responses, keys of idempotency.
struct LimitKindTests {
    private let paths = """

        tags: [{ name: A, x-rate-limit: { writes: 3 } }]
        paths:
          /a/{id}:
            parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
            get: { operationId: a, responses: { '204': { description: None } } }
            post:
              operationId: b
              tags: [A]
              x-rate-limit: { each: { quota: 2, burst: 9, cost: 2 }, all: 0 }
              responses: { '204': { description: None } }
        """

    private func window(
        _ quota: Double, _ milliseconds: Int64, _ algorithm: RateLimitAlgorithm = .unknown, grain: Int64 = 0
    ) -> RateLimitNumbers {
        .quota(quota, per: .milliseconds(milliseconds), algorithm: algorithm, granularity: .milliseconds(grain))
    }

    @Test func numbersAndPlans() throws {
        let api = try loaded(
            """
            x-rate-limits:
              plan: big
              policies:
                all: { quota: 60, window: 1m, granularity: 1s, algorithm: fixed, align: clock, plans: { big: { quota: 600 } } }
                day: { quota: 500, window: 1d, algorithm: fixed, align: calendar, timezone: Europe/Paris, description: Daily. }
                each: { quota: 1, window: 1s, burst: 5, per: [account, operation] }
                writes: { quota: 5, window: 1s, algorithm: counter, applies: explicit }
                flight: { concurrency: 5 }
                overload: { refusal: { status: 503, message: busy } }
            """ + paths)
        #expect(
            api.policies.map(\.value.numbers) == [
                window(60, 60_000, .fixed(.clock), grain: 1000), window(500, 86_400_000, .fixed(.calendar)),
                window(1, 1000, .tokenBucket(burst: 5)), window(5, 1000, .counter), .concurrency(5), .undisclosed,
            ])
        #expect(api.plan == "big")
        #expect(api.policies[0].planNames == ["big"])
        #expect(api.policies[0].value.plans == ["big": window(600, 60_000, .fixed(.clock), grain: 1000)])
        #expect(api.policies[1].description == "Daily.")
        #expect(api.policies[1].value.timeZone == "Europe/Paris")
        #expect(api.policies.map(\.appliesToAll) == [false, true, true, false, true, true])
        let (get, post) = (api.operations[0], api.operations[1])
        #expect(get.limits.map(\.policy.name) == ["all", "day", "each", "flight", "overload"])
        #expect(get.limits.allSatisfy { $0.cost == 1 && $0.numbers == nil })
        #expect(post.limits.map(\.policy.name) == ["day", "each", "writes", "flight", "overload"])
        #expect(post.limits.map(\.cost) == [1, 2, 3, 1, 1])
        #expect(post.limits[1].numbers == window(2, 1000, .tokenBucket(burst: 9)))
    }

    @Test func partitionsAndAuthentication() throws {
        let api = try loaded(
            """
            components: { securitySchemes: { key: { type: http, scheme: bearer } } }
            security: [{ key: [] }, {}]
            x-rate-limits:
              keys: { item: $request.path.id }
              policies:
                all: { quota: 1, window: 1s, per: [item, $request.path.id, operation, path, method, tag, server, user] }
                each: { quota: 2, window: 1s, per: [ip, operation], when: { auth: [] } }
                writes: { quota: 3, window: 1s, per: ip, applies: explicit, when: { auth: [key] } }
            """ + paths)
        #expect(
            api.policies[0].value.per == [
                .request(.path("id"), word: "item"), .request(.path("id"), word: "$request.path.id"),
                .operation, .path, .method, .tag, .server, .client("user"),
            ])
        #expect(api.policies.map(\.value.authentication) == [nil, [[]], [["key"]]])
    }

    /// One credential meets all schemes of a requirement that fill the same field: whichever of them a policy names, it
    /// counts the requests. Schemes of which another requirement asks alone are others.
    @Test(arguments: [
        ("{ a: [], b: [] }", ["b", "a"]), ("{ b: [], a: [] }", ["b", "a"]), ("{ a: [], key: [], b: [] }", ["b", "a"]),
        ("{ a: [] }, { b: [] }", ["b"]), ("{ b: [], key: [] }", ["b"]),
    ])
    func aPolicyCountsWhatFillsTheSameField(requirements: String, counted: [String]) throws {
        let api = try loaded(
            """
            components:
              securitySchemes:
                a: { type: oauth2, flows: { implicit: { authorizationUrl: 'https://a.example', scopes: {} } } }
                b: { type: oauth2, flows: { clientCredentials: { tokenUrl: 'https://b.example', scopes: {} } } }
                key: { type: apiKey, in: header, name: X-Key }
            security: [\(requirements)]
            x-rate-limits:
              policies:
                all: { quota: 1, window: 1s, per: ip }
                some: { quota: 3, window: 2s, per: ip, when: { auth: [b] } }
            paths: { /a: { get: { operationId: a, responses: { '204': { description: None } } } } }
            """)
        #expect(api.policies.map(\.value.authentication) == [nil, counted.map { [$0] }])
    }

    @Test func refusalsRetriesAndFields() throws {
        let api = try loaded(
            """
            x-rate-limits:
              headers: ietf
              policies:
                all:
                  quota: 1
                  window: 1s
                  refusal:
                    status: [200, 429]
                    $response.body#/errors/0/code: [busy, 7]
                    $response.header.X-Left: { max: 0, not: { contains: x } }
                    counted: false
                  retry:
                    after: [$response.body#/wait, reset, 5s]
                    attempts: 4
                    max-wait: 1m
                    not-processed: false
                    exhausted: fail
                    blocks: all
                each: { quota: 9, window: 1s, per: operation, headers: { used: X-Used, reset: { from: X-At, as: date } } }
                writes: { quota: 3, window: 1s, applies: explicit, headers: x-ratelimit-delta }
            """ + paths)
        #expect(
            api.policies[0].value.refusal
                == RefusalPattern(
                    statuses: [.code(200), .code(429)],
                    conditions: [
                        .init(.body("/errors/0/code"), .anyOf(["busy", "7"])),
                        .init(.header("X-Left"), .all([.maximum(0), .not(.contains("x"))])),
                    ], isCounted: false))
        #expect(
            api.policies[0].value.retry
                == RefusalRetry(
                    after: [.value(.body("/wait")), .reset, .fixed(.seconds(5))], attempts: 4,
                    maximumWait: .seconds(60), isNotProcessed: false, exhausted: .fail, blocksAll: true))
        #expect(api.policies[1].value.retry == RefusalRetry())
        #expect(
            api.policies.map(\.value.fields) == [
                .ietf, .named(used: .header("X-Used"), reset: .init(.header("X-At"), .date)),
                .named(
                    limit: .header("X-RateLimit-Limit"), remaining: .header("X-RateLimit-Remaining"),
                    reset: .init(.header("X-RateLimit-Reset"), .delta)),
            ])
    }

    @Test func keysOfIdempotency() throws {
        func operation(_ id: String, _ members: String, _ parameter: String = "") -> String {
            "  /\(id): { post: { operationId: \(id), \(members) parameters: [\(parameter)], "
                + "responses: { '204': { description: None } } } }\n"
        }
        let key = "{ name: idempotency-key, in: header, required: true, schema: { type: string } }"
        let own = "{ name: X-Once, in: header, required: true, x-idempotency-key: true, schema: { type: string } }"
        let loading = Loading(
            "paths:\n" + operation("plain", "") + operation("said", "x-idempotent: true,")
                + operation("keyed", "", key) + operation("owned", "x-idempotent: true,", own)
                + operation("never", "x-idempotent: false,", own))
        let operations = try #require(loading.api?.operations)
        #expect(
            operations.map(\.idempotency) == [
                .method, .declared(true), .key(header: "idempotency-key"), .key(header: "X-Once"), .declared(false),
            ])
        #expect(operations.map { $0.parameters.map(\.isRequired) } == [[], [], [false], [false], [true]])
        #expect(loading.said == ["6:13 unused-idempotency-key"])
    }

    /// A key that the client holds is the same for all its calls: it tells no two of them apart.
    @Test func aKeyOfTheClientIsNone() {
        let tenant = LoweringOptions.ClientParameter(name: "once", wireNames: ["Idempotency-Key"], location: nil)
        let loading = Loading(
            """
            paths:
              /a:
                post:
                  operationId: a
                  parameters: [{ name: Idempotency-Key, in: header, schema: { type: string } }]
                  responses: { '204': { description: None } }
            """, options: LoweringOptions(clientParameters: [tenant]))
        #expect(loading.api?.operations.first?.idempotency == .method)
    }
}
