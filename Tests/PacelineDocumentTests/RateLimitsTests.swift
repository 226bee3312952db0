import PacelineDiagnostics
import PacelineDocument
import PacelinePolicy
import Testing

struct RateLimitsTests {
    private func limits(
        _ text: String, sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) throws -> RateLimitsObject {
        let document = try document(
            """
            openapi: 3.1.0
            info: { title: Museum, version: 1.0.0 }
            paths:
              /tickets:
                get: { operationId: listTickets, tags: [Tickets], responses: { '200': { description: ok } } }
                post: { operationId: buyTicket, tags: [Tickets, Shop], responses: { '200': { description: ok } } }
              /exhibits:
                get: { operationId: listExhibits, responses: { '200': { description: ok } } }
            x-rate-limits:
            \(text.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))
            """, sourceLocation: sourceLocation)
        return try #require(document.rateLimits, sourceLocation: sourceLocation)
    }

    private func policy(
        _ text: String, sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) throws -> PolicyObject {
        try #require(
            limits("policies: { p: {quota: 60, window: 60s, \(text)} }", sourceLocation: sourceLocation)
                .policies.first)
    }

    /// The simple case of the language (C1), word by word.
    @Test func readsTheSimpleCase() throws {
        let limits = try limits(
            """
            policies:
              per-minute:
                quota: 60
                window: 60s
                per: account
                refusal: { message: "You've exceeded the limit" }
                adjustable: https://museum.example/support
            """)
        let policy = try #require(limits.policies.first)
        #expect(limits.policies.count == 1 && limits.isComplete)
        #expect(policy.name == "per-minute")
        #expect(
            policy.numbers == .quota(60, per: .seconds(60)))
        #expect(policy.unit == "requests" && policy.cost == CostObject() && policy.plans.isEmpty)
        #expect(policy.per.map(\.word) == ["account"] && policy.per[0].value == .client("account"))
        #expect(policy.refusal.value.response.statuses.isEmpty)
        #expect(policy.refusal.value.response.messages == ["You've exceeded the limit"])
        #expect(policy.retry.value.after == [.header, .reset, .window])
        #expect(policy.adjustable == .at("https://museum.example/support"))
        #expect(policy.location.line == 11)
    }

    @Test func fillsInDefaults() throws {
        let policy = try policy("")
        #expect(policy.per.isEmpty)
        #expect(
            policy.refusal.value.response.statuses == [.code(429)] && policy.refusal.value.response.messages.isEmpty)
        #expect(policy.retry.value.after == [.header, .reset, .window])
        #expect(policy.adjustable == .no && policy.description == nil && policy.source == nil)
    }

    @Test func aPolicysOwnValueReplacesTheRootsWhole() throws {
        let limits = try limits(
            """
            id: museum
            source: { url: https://museum.example/limits, checked: 2026-01-31 }
            refusal: { status: 4XX, message: too fast }
            retry: { after: [30s] }
            policies:
              a: { quota: 60, window: 60s }
              b: { quota: 900, window: 1h, refusal: { status: 429 }, retry: { after: [window] } }
            """)
        #expect(limits.identity == "museum")
        #expect(
            limits.source?.url == "https://museum.example/limits"
                && limits.source?.checked == "2026-01-31")
        let (first, second) = (limits.policies[0], limits.policies[1])
        #expect(first.refusal.value.response.statuses == [.hundreds(4)])
        #expect(first.refusal.value.response.messages == ["too fast"])
        #expect(first.retry.value.after == [.fixed(.seconds(30))])
        #expect(
            second.refusal.value.response.statuses == [.code(429)] && second.refusal.value.response.messages.isEmpty)
        #expect(second.retry.value.after == [.window])
    }

    @Test(
        arguments: [
            ("60", 60_000), ("0.25", 250), ("500ms", 500), ("60s", 60_000), ("5m", 300_000),
            ("1h", 3_600_000),
            ("30d", 2_592_000_000),
        ] as [(String, Int64)])
    func readsWindows(_ text: String, _ milliseconds: Int64) throws {
        let limits = try limits("policies: { p: {quota: 60, window: \(text)} }")
        #expect(limits.policies[0].numbers.window == .milliseconds(milliseconds))
    }

    @Test(arguments: [
        "1.5h", "60 s", "s", "''", "-5", "-5s", "1w", "401d", "99999999999999999999d", ".nan", ".inf",
        "0",
    ])
    func refusesOtherWindows(_ text: String) {
        let reading = Reading(
            "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\nx-rate-limits: {policies: {p: {quota: 60, window: \(text)}}}\n"
        )
        #expect(reading.said == ["4:51 wrong-duration"])
        #expect(reading.diagnostics.hasErrors)
        #expect(reading.document?.rateLimits?.isComplete == false)
    }

    @Test(arguments: ["per-24-hours, 24h", "hourly, 1h", "minute, 5m", "second-chance-hour, 60s"])
    func namesThatFitTheirWindowsAreLeftAlone(_ pair: String) throws {
        let parts = pair.split(separator: ", ")
        #expect(try limits("policies: { \(parts[0]): {quota: 60, window: \(parts[1])} }").isComplete)
    }

    @Test func readsWordsOfPer() throws {
        #expect(try policy("per: []").per.isEmpty)
        let words = try policy("per: [token, libraryID]").per
        #expect(words.map(\.word) == ["token", "libraryID"])
        #expect(words.map(\.value) == [.client("token"), .client("libraryID")])
    }

    @Test(arguments: [
        ("all", [true, true, true]), ("{tags: [Tickets]}", [true, true, false]),
        ("{tags: [Tickets, Shop]}", [true, true, false]),
        ("{tags: [Tickets], operations: [buyTicket, listExhibits]}", [false, true, false]),
        ("[{tags: [Shop]}, {operations: [listExhibits]}]", [false, true, true]),
    ])
    func selects(_ applies: String, _ selected: [Bool]) throws {
        let document = try document(
            """
            openapi: 3.1.0
            info: { title: Museum, version: 1.0.0 }
            paths:
              /tickets:
                get: { operationId: listTickets, tags: [Tickets], responses: { '200': { description: ok } } }
                post: { operationId: buyTicket, tags: [Tickets, Shop], responses: { '200': { description: ok } } }
              /exhibits:
                get: { operationId: listExhibits, responses: { '200': { description: ok } } }
            x-rate-limits: { policies: { p: { quota: 60, window: 1m, applies: \(applies) } } }
            """)
        let policy = try #require(document.rateLimits?.policies.first)
        #expect(document.operations.map { policy.applies.selects($0) } == selected)
    }

    @Test func readsRefusalsAndRetries() throws {
        let policy = try policy(
            "refusal: {status: [429, '503', 5xx], message: [too fast, slow down]}, retry: {after: [retry-after, window, 5, 2m]}"
        )
        #expect(policy.refusal.value.response.statuses == [.code(429), .code(503), .hundreds(5)])
        #expect(policy.refusal.value.response.statuses.map { $0.contains(503) } == [false, true, true])
        #expect(policy.refusal.value.response.messages == ["too fast", "slow down"])
        #expect(
            policy.retry.value.after == [
                .header, .window, .fixed(.seconds(5)), .fixed(.seconds(120)),
            ])
        #expect(try self.policy("adjustable: true, x-note: anything").adjustable == .yes)
    }
}
