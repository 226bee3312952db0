@testable import PacelineMock
import PacelineModel
import PacelinePolicy
import Testing

/// Whom a policy counts, and for how long.
@Suite struct EnforcementTests {
    private let time = VirtualTime()

    private func statuses(
        _ api: API, _ options: Mock.Options = .init(), _ requests: [MockRequest]
    ) async throws -> [Int] {
        let server = try Fixtures.server(api, options, time: time.mockTime)
        var statuses: [Int] = []
        for request in requests { statuses.append(await server.response(request, received: 0).status) }
        return statuses
    }

    private func api(per: [RateLimitPartition], quota: Double = 1) throws -> API {
        try Fixtures.api(policies: [
            RateLimitPolicy(name: "p", numbers: .quota(quota, per: .milliseconds(60_000)), per: per)
        ])
    }

    private func remove(_ book: String, fields: [MockRequest.Pair] = []) -> MockRequest {
        MockRequest(method: "DELETE", target: "/books/\(book)", fields: fields)
    }

    private func list(shelf: String = "a", tenant: String = "t") -> MockRequest {
        MockRequest(
            method: "GET", target: "/books?shelf=\(shelf)",
            fields: [.init("Authorization", "Bearer t"), .init("X-Tenant", tenant)])
    }

    @Test func structureTellsBucketsApart() async throws {
        let add = MockRequest(
            method: "POST", target: "/books", fields: [.init("Authorization", "Bearer t")],
            body: .bytes(Array(#"{"title":"a"}"#.utf8)))
        let requests = [list(), add, remove("1"), list(), add, remove("2")]
        let expected: [(RateLimitPartition, [Int])] = [
            (.operation, [200, 201, 204, 429, 429, 429]), (.method, [200, 201, 204, 429, 429, 429]),
            (.path, [200, 429, 204, 429, 429, 429]), (.tag, [200, 429, 429, 429, 429, 429]),
            (.server, [200, 429, 429, 429, 429, 429]),
        ]
        for (structure, statuses) in expected {
            #expect(try await self.statuses(api(per: [structure]), .init(), requests) == statuses)
        }
    }

    @Test func valuesOfTheRequestTellBucketsApart() async throws {
        let path = try api(per: [.request(.path("bookId"), word: "book")])
        #expect(try await statuses(path, .init(), [remove("1"), remove("2"), remove("1")]) == [204, 204, 429])
        let query = try api(per: [.request(.query("shelf"), word: "shelf")])
        #expect(
            try await statuses(query, .init(), [list(), list(shelf: "b"), list(), remove("1"), remove("2")])
                == [200, 200, 429, 204, 429])
        let field = try api(per: [.request(.header("x-tenant"), word: "tenant")])
        #expect(try await statuses(field, .init(), [list(), list(tenant: "u"), list()]) == [200, 200, 429])
    }

    /// A policy for those who sign in and one for those who do not.
    @Test func onlyCertainCredentialsAreCounted() async throws {
        var api = try api(per: [])
        api.operations[2].security = [[SecuritySchemeID("token")], []]
        let signed = remove("1", fields: [.init("Authorization", "Bearer t")])
        let requests = [signed, remove("1"), signed, remove("1")]
        api.policies[0].value.authentication = [["token"]]
        #expect(try await statuses(api, .init(), requests) == [204, 204, 429, 204])
        api.policies[0].value.authentication = [[]]
        #expect(try await statuses(api, .init(), requests) == [204, 204, 204, 429])
        api.policies[0].value.authentication = [[], ["token"]]
        #expect(try await statuses(api, .init(), requests) == [204, 429, 429, 429])
    }

    @Test func costsExemptionsAndNumbersOfOperations() async throws {
        var api = try api(per: [.operation], quota: 3)
        let policy = api.policies[0].value
        api.operations[0].limits = [AppliedLimit(policy, cost: 2)]
        api.operations[1].limits = [AppliedLimit(policy, cost: 0)]
        api.operations[2].limits = [
            AppliedLimit(policy, numbers: .quota(1, per: .milliseconds(60_000)))
        ]
        let add = MockRequest(method: "POST", target: "/books", fields: [.init("Authorization", "Bearer t")])
        #expect(
            try await statuses(api, .init(), [list(), list(), add, add, add, add, remove("1"), remove("1")])
                == [200, 429, 400, 400, 400, 400, 204, 429])
    }

    @Test func plans() async throws {
        var api = try api(per: [])
        api.policies[0].value.plans = ["large": .quota(2, per: .milliseconds(60_000))]
        api.policies[0].planNames = ["large"]
        var options = Mock.Options()
        #expect(try await statuses(api, options, [list(), list()]) == [200, 429])
        options.plan = "large"
        #expect(try await statuses(api, options, [list(), list(), list()]) == [200, 200, 429])
        options.plan = "huge"
        let failure = await #expect(throws: Mock.Failure.self) { try await statuses(api, options, []) }
        #expect(failure?.description == "no policy has numbers for the plan 'huge'; there are: large")
        api.plan = "large"
        #expect(try await statuses(api, .init(), [list(), list(), list()]) == [200, 200, 429])
    }

    /// What is in flight is so until the visit ends, once; a refused request never is.
    @Test func visitsEnd() async throws {
        let api = try Fixtures.api(policies: [RateLimitPolicy(name: "p", numbers: .concurrency(2))])
        let server = try Fixtures.server(api, time: time.mockTime)
        let first = await server.visit(list(), received: 0)
        var second: Mock.Visit? = await server.visit(list(), received: 0)
        let refused = await server.visit(list(), received: 0)
        #expect([first, refused].map(\.response.status) == [200, 429])
        #expect([first, refused].map(\.isInFlight) == [true, false])
        #expect(second?.response.status == 200)
        for _ in 0..<2 { first.end() }
        let third = await server.visit(list(), received: 0)
        #expect(third.response.status == 200)
        // What nobody holds any more has ended.
        second = nil
        let fourth = await server.visit(list(), received: 0)
        let fifth = await server.visit(list(), received: 0)
        #expect([fourth, fifth].map(\.response.status) == [200, 429])
    }

    @Test func whatCountsNothingRefusesAtRandom() async throws {
        let api = try Fixtures.api(policies: [RateLimitPolicy(name: "p", numbers: .undisclosed)])
        let requests = Array(repeating: list(), count: 1_000)
        #expect(try await statuses(api, .init(), requests).allSatisfy { $0 == 200 })
        var options = Mock.Options(seed: 4)
        options.refusalRate = 0.1
        let refused = try await statuses(api, options, requests)
        #expect((60...140).contains(refused.count { $0 == 429 }))
        #expect(try await statuses(api, options, requests) == refused)
    }

    @Test func failures() async throws {
        var options = Mock.Options(seed: 4)
        options.failureRate = 0.5
        let requests = Array(repeating: list(), count: 100)
        let statuses = try await statuses(api(per: [], quota: 100), options, requests)
        #expect(Set(statuses) == [200, 503])
        #expect((30...70).contains(statuses.count { $0 == 503 }))
    }

    @Test func optionsAreChecked() {
        let changes: [(inout Mock.Options) -> Void] = [
            { $0.windowScale = 0 }, { $0.windowScale = .nan }, { $0.burst = 0 }, { $0.concurrency = 0 },
            { $0.refusalRate = 1.1 }, { $0.failureRate = -0.1 }, { $0.bodyDelay = .seconds(-1) },
            { $0.readTimeout = .zero },
            { $0.granularity = .seconds(-1) }, { $0.latency = .uniform(.seconds(-1) ... .zero) },
        ]
        for change in changes {
            var options = Mock.Options()
            change(&options)
            #expect(throws: Mock.Failure.self) { try Fixtures.server(nil, options) }
        }
    }
}
