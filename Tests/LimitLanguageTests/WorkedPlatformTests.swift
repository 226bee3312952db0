import Goldens
import PacelineMockTransport
import PacelineRuntime
import Testing

/// C4 and C7: limits by the minute and by the hour for each bot, job, account and table; a token bucket for each
/// operation.
@Suite(.timeLimit(.minutes(3))) struct WorkedPlatformTests {
    private func platform(_ mock: MockTransport, account: String = "1") -> WorkedPlatform {
        WorkedPlatform(
            server: .init(url: "http://mock.example"), account: account, transport: mock, options: mock.options)
    }

    /// Two bots at a time: each has its own minute and its own hour.
    @Test func botsHaveQuotasOfTheirOwn() async throws {
        let mock = try Worked.mock("platform", .init(latency: Worked.network))
        let client = platform(mock)
        let failures = await Worked.run(3_800, atATime: 64) { number throws(CallError) in
            try await client.botDefinition.getDefinition(botID: "\(number % 2)")
        }
        // 1 800 an hour for each bot; who would have to wait for the next hour is told so.
        #expect(failures == ["exhausted by bot-hour": 200])
        #expect(mock.summary.refused == 0 && mock.summary.requests == 3_600)
        #expect((1_740...1_850).contains(mock.elapsed.inSeconds), "\(mock.elapsed)")
    }

    /// What is counted for a job does not count for its bot, and each table has its own.
    @Test func jobsAndTables() async throws {
        let mock = try Worked.mock("platform", .init(latency: Worked.network))
        let client = platform(mock)
        let failures = await Worked.run(240, atATime: 32) { number throws(CallError) in
            switch number % 4 {
            case 0: try await client.botStatus.getDefinitionStatus(botID: "1", requestID: "1")
            case 1: try await client.nlpStatus.getTrainingStatus(botID: "1", requestID: "2")
            case 2: try await client.data.listRows(table: "1")
            default: try await client.data.listRows(table: "2")
            }
        }
        #expect(failures == [:])
        #expect(mock.summary.refused == 0 && mock.summary.requests == 240)
        // Sixty of each fit into one minute.
        #expect(mock.elapsed < .seconds(10))
        #expect(mock.summary.policy("status-minute")?.mostInWindow == 60)
    }

    /// A bucket of one a second is bridged by what an operation has of its own.
    @Test func operationsHaveBucketsOfTheirOwn() async throws {
        let mock = try Worked.mock("marketplace", .init(latency: Worked.network))
        let client = WorkedMarketplace(
            server: .init(url: "http://mock.example"), account: "1", application: "1", transport: mock,
            options: mock.options)
        let failures = await Worked.run(20, atATime: 20) { _ throws(CallError) in
            try await client.reports.createReport()
        }
        #expect(failures == [:])
        // 15 at once, five more at one a minute.
        #expect((299...310).contains(mock.elapsed.inSeconds), "\(mock.elapsed)")
        let before = mock.elapsed
        _ = await Worked.run(60, atATime: 20) { _ throws(CallError) in
            try await client.listings.getListingsRestrictions()
        }
        // 10 at once, fifty more at five a second.
        #expect((9.9...10.8).contains((mock.elapsed - before).inSeconds), "\(mock.elapsed - before)")
        #expect(mock.summary.refused == 0 && mock.summary.requests == 80)
    }

    /// The rate that a response tells is stricter than what the document says: it holds at once.
    @Test func theRateIsTold() async throws {
        var options = Mock.Options(latency: Worked.network)
        options.numbers = [
            "pair/getListingsRestrictions": .quota(2, per: .seconds(1), algorithm: .tokenBucket(burst: 10))
        ]
        let mock = try Worked.mock("marketplace", options)
        let client = WorkedMarketplace(
            server: .init(url: "http://mock.example"), account: "1", application: "1", transport: mock,
            options: mock.options)
        let failures = await Worked.run(50, atATime: 4) { _ throws(CallError) in
            try await client.listings.getListingsRestrictions()
        }
        #expect(failures == [:])
        #expect(mock.summary.refused == 0)
        #expect((19.5...22).contains(mock.elapsed.inSeconds), "\(mock.elapsed)")
    }
}
