import Goldens
import HTTPTypes
import PacelineMockTransport
import PacelineRuntime
import Testing

/// C5: an hourly quota by credentials whose windows are fixed, points, requests at a time.
@Suite(.timeLimit(.minutes(3))) struct WorkedCodeHostTests {
    private func client(
        _ mock: MockTransport, token: String? = "1", _ change: (inout ClientOptions) -> Void = { _ in }
    ) -> WorkedCodeHost {
        var options = mock.options
        change(&options)
        return WorkedCodeHost(
            server: .init(url: "http://mock.example"), user: token ?? "",
            credentials: token.map { token in .bearer { token } } ?? .none,
            transport: mock, options: options)
    }

    private static let unchanged: CallOptions = {
        var options = CallOptions.default
        options.headers[HTTPField.Name("Prefer") ?? .accept] = "code=304"
        return options
    }()

    /// What did not change costs nothing of the hour's quota.
    @Test func unchangedIsFree() async throws {
        let mock = try Worked.mock("code-host", .init(latency: Worked.network))
        let client = client(mock, token: nil)
        // Sixty an hour without credentials, as the document has it.
        let unchanged = await Worked.run(300, atATime: 16) { _ throws(CallError) in
            try await client.repositories.listRepositories(options: Self.unchanged)
        }
        #expect(unchanged == ["response": 300])
        let failures = await Worked.run(61, atATime: 16) { _ throws(CallError) in
            try await client.repositories.listRepositories()
        }
        #expect(failures == ["exhausted by anonymous": 1])
        #expect(mock.summary.refused == 0 && mock.summary.requests == 360)
        #expect(mock.summary.policy("anonymous")?.mostInWindow == 60)
    }

    /// The whole quota is there again when the server says so, however late in its window it was used.
    @Test func theResetIsUsed() async throws {
        let mock = try Worked.mock("code-host", .init(latency: Worked.network))
        let client = client(mock, token: nil)
        _ = await Worked.run(10, atATime: 10) { _ throws(CallError) in try await client.repositories.listRepositories()
        }
        try await mock.pass(.seconds(3_000))
        _ = await Worked.run(50, atATime: 10) { _ throws(CallError) in try await client.repositories.listRepositories()
        }
        try await mock.pass(.seconds(3_605) - mock.elapsed)
        // Nothing but the reset tells that the fifty of ten minutes ago are free.
        let failures = await Worked.run(61, atATime: 10) { _ throws(CallError) in
            try await client.repositories.listRepositories()
        }
        #expect(failures == ["exhausted by anonymous": 1])
        #expect(mock.summary.refused == 0 && mock.summary.requests == 120)
    }

    /// Points and the quota of an hour, with a plan and without: two users at a time.
    @Test func pointsBoundTheMinute() async throws {
        let mock = try Worked.mock("code-host", .init(latency: Worked.network))
        let clients = [client(mock, token: "1"), client(mock, token: "2")]
        let failures = await Worked.run(5_400, atATime: 300) { number throws(CallError) in
            try await clients[number % 2].repositories.listRepositories()
        }
        #expect(failures == [:])
        #expect(mock.summary.refused == 0)
        // 2 700 points each, 900 a minute.
        #expect((120...125).contains(mock.elapsed.inSeconds), "\(mock.elapsed)")
        #expect((mock.summary.policy("in-flight")?.mostInWindow ?? 0) <= 100)
        let created = await Worked.run(100, atATime: 50) { _ throws(CallError) in
            try await clients[0].repositories.createRepository()
        }
        #expect(created == [:] && mock.summary.refused == 0)
        #expect(mock.summary.policy("create")?.mostInWindow == 80)
    }

    /// How much may be searched only the server knows.
    @Test func searchIsLearned() async throws {
        var options = Mock.Options(latency: Worked.network)
        options.numbers = ["search": .quota(90, per: .seconds(60), algorithm: .fixed(.first))]
        let mock = try Worked.mock("code-host", options)
        let client = client(mock)
        let failures = await Worked.run(270, atATime: 8) { _ throws(CallError) in try await client.search.search() }
        #expect(failures == [:])
        #expect(mock.summary.refused == 0)
        #expect((119...130).contains(mock.elapsed.inSeconds), "\(mock.elapsed)")
    }
}
