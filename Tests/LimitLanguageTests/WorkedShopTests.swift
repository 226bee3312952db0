import Goldens
import PacelineLimiter
import PacelineMockTransport
import PacelineRuntime
import Testing

/// C9: points that the responses tell, and a leaky bucket.
@Suite(.timeLimit(.minutes(3))) struct WorkedShopTests {
    private static func points(_ body: [UInt8]) -> Double {
        guard let body = try? JSONReader.decode(WorkedShop.QueryBody.self, from: body) else { return 0 }
        return Double(body.query.count)
    }

    private func client(_ mock: MockTransport, estimates: Bool = true) -> WorkedShop {
        var options = mock.options
        if estimates { options.estimators["graphql-cost"] = { request in request.body.map(Self.points) ?? 0 } }
        return WorkedShop(
            server: .init(url: "http://mock.example"), application: "1", transport: mock, options: options)
    }

    /// Twice as much as the document says, which only the responses tell: the bucket is used up and refilled.
    ///
    /// Without the function that estimates, a tenth of what a query costs is reserved: some are refused.
    @Test(arguments: [(true, 0), (false, 60)]) func pointsAreSettled(_ estimates: Bool, _ mostRefused: Int) async throws
    {
        var options = Mock.Options(latency: Worked.network)
        options.costs = ["graphql-cost": Self.points]
        options.costSpread = 0.2
        options.numbers = ["graphql": .quota(200, per: .seconds(1), algorithm: .tokenBucket(burst: 2_000))]
        let mock = try Worked.mock("shop", options)
        let client = client(mock, estimates: estimates)
        let failures = await Worked.run(500, atATime: 30) { _ throws(CallError) in
            _ = try await client.graphqlJSON.query(body: .init(query: String(repeating: "x", count: 50)))
        }
        #expect(failures == [:] && mock.summary.admitted == 500)
        #expect(mock.summary.refused <= mostRefused)
        // 25 000 points, of which 2 000 are there, at 200 a second.
        #expect((110...125).contains(mock.elapsed.inSeconds), "\(mock.elapsed)")
        let bucket = client.limits.snapshot().first { $0.name.hasSuffix("graphql") }
        #expect(bucket?.basis == .learned && bucket?.capacity == 2_000)
    }

    /// A refusal that comes as a success: somebody else has spent what there was.
    @Test func throttledWithStatus200() async throws {
        var options = Mock.Options(latency: Worked.network)
        options.numbers = ["graphql": .quota(10, per: .seconds(1), algorithm: .tokenBucket(burst: 20))]
        options.costs = ["graphql-cost": Self.points]
        let mock = try Worked.mock("shop", options)
        var settings = mock.options
        settings.limiter = RateLimiter(time: settings.limiter.time)
        let other = WorkedShop(
            server: .init(url: "http://mock.example"), application: "1", transport: mock, options: settings)
        _ = try await other.graphqlJSON.query(body: .init(query: String(repeating: "x", count: 20)))
        let failures = await Worked.run(10, atATime: 10) { [client = client(mock)] _ throws(CallError) in
            _ = try await client.graphqlJSON.query(body: .init(query: String(repeating: "x", count: 10)))
        }
        #expect(failures == [:] && mock.summary.admitted == 11 && mock.summary.refused > 0)
    }

    /// Others use the leaky bucket, too: how full it is stands in a field.
    @Test func theLeakyBucket() async throws {
        let mock = try Worked.mock("shop", .init(latency: Worked.network))
        let first = client(mock)
        var settings = mock.options
        settings.limits = .notEnforced
        let other = WorkedShop(
            server: .init(url: "http://mock.example"), application: "1", transport: mock, options: settings)
        for _ in 0..<35 { try await other.productsJSON.listProducts() }
        let failures = await Worked.run(60, atATime: 8) { _ throws(CallError) in
            try await first.productsJSON.listProducts()
        }
        #expect(failures == [:] && mock.summary.refused == 0)
        // What is told is rounded to whole requests, of which two are refilled in a second.
        #expect((27...40).contains(mock.elapsed.inSeconds), "\(mock.elapsed)")
    }
}
