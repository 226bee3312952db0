import Goldens
import PacelineLimiter
import PacelineMockTransport
import PacelineRuntime
import Synchronization
import Testing

/// C8: models, each with a limit of requests and one of tokens, whose costs the responses settle.
@Suite(.timeLimit(.minutes(3))) struct WorkedModelsTests {
    /// How many tokens a request takes, as far as it tells: ten for each letter of its prompt.
    private static func tokens(_ body: [UInt8]) -> Double {
        guard let body = try? JSONReader.decode(WorkedModels.CompleteBody.self, from: body) else { return 0 }
        return Double(body.prompt.count * 10)
    }

    private static func mock(spread: Double) throws -> MockTransport {
        var options = Mock.Options(latency: Worked.network)
        options.costs = ["estimate-tokens": tokens]
        options.costSpread = spread
        options.retryAfter = .milliseconds
        return try Worked.mock("models", options)
    }

    /// - Parameter factor: What the client's estimates are of what the server expects; nil for a client without any.
    private static func client(_ mock: MockTransport, estimates factor: Double?) -> WorkedModels {
        var options = mock.options
        if let factor {
            options.estimators["estimate-tokens"] = { request in (request.body.map(tokens) ?? 0) * factor }
        }
        return WorkedModels(
            server: .init(url: "http://mock.example"), organization: "1", credentials: .bearer { "1" }, transport: mock,
            options: options)
    }

    /// What a model's calls took.
    private struct Use {
        var failures: [String: Int]
        var tokens: Int
        var seconds: Double
    }

    private static func run(_ client: WorkedModels, _ mock: MockTransport, _ model: String, letters: Int) async -> Use {
        let sum = Sum()
        let failures = await Worked.run(500, atATime: 30) { _ throws(CallError) in
            let body = WorkedModels.CompleteBody(model: model, prompt: String(repeating: "x", count: letters))
            sum.add(try await client.completions.complete(body: body).usage?.totalTokens ?? 0)
        }
        return Use(failures: failures, tokens: sum.value, seconds: mock.elapsed.inSeconds)
    }

    private final class Sum: Sendable {
        private let total = Mutex(0)
        func add(_ number: Int) { total.withLock { $0 += number } }
        var value: Int { total.withLock(\.self) }
    }

    /// A thousand calls of two models, of which one spends its requests and the other its tokens: how many are refused,
    /// and which part they use of what the server admits.
    @Test(
        arguments: [
            (1.0, 0.0, 0), (1.0, 0.2, 2), (0.8, 0.0, 2), (1.2, 0.0, 0), (nil, 0.0, 2),
        ] as [(Double?, Double, Int)])
    func thousandCalls(_ factor: Double?, _ spread: Double, _ mostRefused: Int) async throws {
        let mock = try Self.mock(spread: spread)
        let client = Self.client(mock, estimates: factor)
        async let short = Self.run(client, mock, "model-b", letters: 2)
        async let long = Self.run(client, mock, "model-a", letters: 20)
        let (requests, tokens) = await (short, long)
        #expect(requests.failures == [:] && tokens.failures == [:])
        let requestShare = 500 / (8 + 500.0 / 60 * requests.seconds)
        let tokenShare = Double(tokens.tokens) / (30_000 + 30_000.0 / 60 * tokens.seconds)
        #expect(mock.summary.admitted == 1_000)
        #expect(mock.summary.refused <= mostRefused)
        #expect(
            requestShare >= 0.97 && tokenShare >= 0.97, "\(requestShare) of the requests, \(tokenShare) of the tokens")
    }

    /// Models of one family share their limits, others do not.
    @Test func familiesShare() async throws {
        let mock = try Self.mock(spread: 0)
        let client = Self.client(mock, estimates: 1)
        let failures = await Worked.run(24, atATime: 24) { number throws(CallError) in
            let model = ["model-a", "model-a-mini", "model-b"][number % 3]
            _ = try await client.completions.complete(body: .init(model: model, prompt: "x"))
        }
        #expect(failures == [:] && mock.summary.refused == 0)
        // Eight at once for either, eight more of the family's at 500 a minute.
        #expect((0.9...1.3).contains(mock.elapsed.inSeconds), "\(mock.elapsed)")
    }

    /// Exhausted credit is no limit that ends by waiting.
    @Test func creditFailsAtOnce() async throws {
        var options = Mock.Options(latency: Worked.network)
        options.refusalRate = 1
        let mock = try Worked.mock("models", options)
        let client = Self.client(mock, estimates: 1)
        let error = await #expect(throws: CallError.self) {
            try await client.completions.complete(body: .init(model: "model-a", prompt: "x"))
        }
        #expect(error?.code == .refused && error?.policy == "credit" && mock.summary.requests == 1)
    }

    /// Without the function that estimates, the default is reserved, and an event says so once.
    @Test func missingEstimatorIsSaidOnce() async throws {
        let mock = try Self.mock(spread: 0)
        let client = Self.client(mock, estimates: nil)
        let events = client.limits.events
        for model in ["model-a", "model-a", "model-b"] {
            _ = try await client.completions.complete(body: .init(model: model, prompt: "x"))
        }
        var said: [String] = []
        var iterator = events.makeAsyncIterator()
        var admitted = 0
        while admitted < 3, let event = await iterator.next() {
            if event.kind == .admitted { admitted += 1 }
            if event.kind == .unestimated { said.append("\(event)") }
        }
        #expect(said == ["unestimated(WorkedModels/tpm 1\u{1F}family-a)"])
    }
}
