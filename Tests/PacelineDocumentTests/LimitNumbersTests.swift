import PacelineDiagnostics
import PacelineDocument
import PacelinePolicy
import Testing

/// Two operations of one tag, a third with another, and limits.
func limited(
    _ limits: String, _ sourceLocation: Testing.SourceLocation = #_sourceLocation
) throws -> Document {
    try document(
        """
        openapi: 3.1.0
        info: { title: Museum, version: 1.0.0 }
        tags: [{ name: Tickets }, { name: Shop }]
        paths:
          /tickets:
            get: { operationId: listTickets, tags: [Tickets], responses: { '200': { description: ok } } }
            post: { operationId: buyTicket, tags: [Tickets], responses: { '200': { description: ok } } }
          /shop/{item}/parts/{part}:
            put:
              operationId: stock
              tags: [Shop]
              parameters:
                - { name: item, in: path, required: true, schema: { type: string } }
                - { name: part, in: path, required: true, schema: { type: string } }
                - { name: floor, in: query, schema: { type: integer } }
                - { name: X-Desk, in: header, schema: { type: string } }
              responses: { '200': { description: ok } }
        x-rate-limits:
        \(limits.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))
        """, sourceLocation: sourceLocation)
}

/// What the policies of a document count: over time, at a time, or nothing.
struct LimitNumbersTests {
    private func numbers(
        _ members: String, _ sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) throws -> RateLimitNumbers {
        let document = try limited("policies: { p: {\(members)} }", sourceLocation)
        return try #require(
            document.rateLimits?.policies.first?.numbers, sourceLocation: sourceLocation)
    }

    @Test(
        arguments: [
            ("", .unknown), ("algorithm: unknown", .unknown), ("algorithm: sliding", .sliding),
            ("algorithm: counter", .counter), ("algorithm: fixed", .fixed(nil)),
            ("algorithm: fixed, align: clock", .fixed(.clock)),
            ("algorithm: fixed, align: first", .fixed(.first)),
            ("algorithm: fixed, align: calendar", .fixed(.calendar)),
            ("burst: 5", .tokenBucket(burst: 5)),
            ("algorithm: token-bucket, burst: 2.5", .tokenBucket(burst: 2.5)),
        ] as [(String, RateLimitAlgorithm)])
    func readsAlgorithms(_ members: String, _ algorithm: RateLimitAlgorithm) throws {
        let numbers = try numbers("quota: 60, window: 1m, \(members)")
        #expect(numbers.algorithm == algorithm && numbers.quota == 60)
    }

    @Test func readsTheRestOfAWindow() throws {
        let document = try limited(
            "policies: { p: { quota: 5, window: 1d, algorithm: fixed, align: calendar, timezone: Europe/Paris } }")
        #expect(document.rateLimits?.policies.first?.timezone == "Europe/Paris")
    }

    @Test(
        arguments: [("0", 0), ("0s", 0), ("1s", 1000), ("250ms", 250), ("0.5", 500)]
            as [(String, Int64)])
    func readsGranularities(_ text: String, _ milliseconds: Int64) throws {
        let numbers = try numbers("quota: 60, window: 1m, granularity: \(text)")
        #expect(numbers == .quota(60, per: .seconds(60), granularity: .milliseconds(milliseconds)))
    }

    @Test func readsOtherKinds() throws {
        #expect(try numbers("concurrency: 5") == .concurrency(5))
        #expect(
            try numbers("refusal: { status: 503, message: busy }, retry: { exhausted: fail }")
                == .undisclosed)
    }

    @Test func whatFitsAtOnce() throws {
        #expect(try numbers("quota: 60, window: 1m").capacity == 60)
        #expect(try numbers("quota: 0.1, window: 1s, burst: 15").capacity == 15)
        #expect(try numbers("concurrency: 5").capacity == 5)
        #expect(try numbers("refusal: { status: 429 }").capacity == nil)
    }

    @Test func plansReplaceWhatTheyName() throws {
        let document = try limited(
            """
            plan: big
            policies:
              a: { quota: 60, window: 1m, burst: 20, plans: { big: { quota: 600 }, slow: { window: 1h, burst: 5 } } }
              b: { concurrency: 2, plans: { big: { concurrency: 20 } } }
              c: { like: a, plans: {} }
            """)
        let limits = try #require(document.rateLimits)
        #expect(limits.plan?.text == "big")
        let plans = limits.policies[0].plans
        #expect(plans.map(\.name) == ["big", "slow"])
        #expect(plans[0].numbers == .quota(600, per: .seconds(60), algorithm: .tokenBucket(burst: 20)))
        #expect(plans[1].numbers == .quota(60, per: .seconds(3600), algorithm: .tokenBucket(burst: 5)))
        #expect(limits.policies[1].plans.map(\.numbers) == [.concurrency(20)])
        #expect(
            limits.policies[2].plans.isEmpty && limits.policies[2].numbers == limits.policies[0].numbers)
    }

    /// A policy that is like another has its members, except those that it writes itself, each whole.
    @Test func likeInheritsWholeMembers() throws {
        let document = try limited(
            """
            policies:
              minute: { quota: 60, window: 1m, per: account, refusal: { status: 429, message: minute }, adjustable: true }
              hour: { like: minute, quota: 1800, window: 1h, refusal: { message: hourly } }
              day: { like: hour, quota: 9000, window: 1d, per: [] }
            """)
        let policies = try #require(document.rateLimits?.policies)
        #expect(policies.map { $0.numbers.quota } == [60, 1800, 9000])
        #expect(policies.map { $0.per.map(\.word) } == [["account"], ["account"], []])
        #expect(
            policies[1].refusal.value.response.statuses.isEmpty
                && policies[1].refusal.value.response.messages == ["hourly"]
        )
        #expect(
            policies[2].refusal.value.response.messages == ["hourly"] && policies[2].adjustable == .yes)
    }
}
