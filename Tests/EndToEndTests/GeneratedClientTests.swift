#if MockServer
import ContactCenterAI
import Foundation
import PacelineLimiter
import PacelineMockServer
import PacelineRuntime
import PacelineURLSession
import Testing

/// The generated client against the mock server of its own document, which keeps the limits by a count of its own.
@Suite(.timeLimit(.minutes(3))) struct GeneratedClientTests {
    private static let document = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../Specs/contact-center-ai.yaml"
    ).standardizedFileURL.path
    private static let declared = ContactCenterAI.Limits.perMinute

    /// The factor that makes the declared window one of `window`.
    private static func scale(to window: Duration) -> Double {
        guard let declared = declared.numbers.window else { preconditionFailure("the limit is a window") }
        return window / declared
    }

    /// Runs the server with windows of `window` for as long as `body` runs, with a client that keeps to `limits`.
    private func withClient(
        window: Duration, latency: Mock.Latency = .uniform(.zero ... .milliseconds(20)),
        limits: LimitSettings = .declared, retryAfter: Duration? = nil, retry: RetryOptions = .default,
        _ body: (ContactCenterAI) async throws -> Void
    ) async throws -> Mock.Summary {
        let server = try MockServer(
            contentsOf: Self.document, options: .init(latency: latency, windowScale: Self.scale(to: window)))
        var limits = limits
        limits.override(Self.declared, with: .init(window: window, retryAfter: retryAfter))
        let options = ClientOptions(limiter: RateLimiter(), limits: limits, retry: retry)
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { port.finish() }
                try await server.run { port.yield($0) }
            }
            let chosen = try #require(await ports.first { _ in true })
            try await body(
                ContactCenterAI(
                    server: .init(url: "http://127.0.0.1:\(chosen)"), accountID: "a", applicationID: "st-1",
                    credentials: .auth { "token" }, transport: .urlSession, options: options))
            group.cancelAll()
        }
        return server.summary
    }

    /// One call of each group, and one that sends a body, are answered as their types say.
    @Test func oneCallOfEachGroup() async throws {
        let summary = try await withClient(window: .seconds(60)) { client in
            let skills = try await client.skills.listSkills(skillGroupID: "g", page: 1)
            #expect(!skills.results.isEmpty)
            let skill = try await client.skills.createSkill(
                skillGroupID: "g", body: .init(name: "Billing", description: "é", skillGroupID: "g"))
            #expect(!skill.id.isEmpty)
            let queues = try await client.queues.listQueues()
            #expect(!queues.results.isEmpty)
            try await client.queues.deleteQueue(queueID: "q 1")
            let page = try await client.analytics.listConversations(skip: 0, status: [.closed])
            #expect(!page.results.isEmpty)
        }
        #expect(summary.requests == 5)
        #expect(summary.refused == 0)
    }

    /// More calls than two windows take, from many tasks, over a network on which they overtake each other.
    @Test func neverRefused() async throws {
        let summary = try await withClient(window: .milliseconds(500)) { client in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<24 {
                    group.addTask {
                        for call in stride(from: task, to: 130, by: 24) {
                            switch call % 3 {
                            case 0: _ = try await client.skills.listSkills(skillGroupID: "g")
                            case 1: _ = try await client.queues.getQueue(queueID: "q")
                            default: _ = try await client.analytics.getConversation(conversationID: "c-1")
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let bucket = try #require(client.limits.snapshot().first)
            #expect(bucket.inFlight == 0)
            #expect(bucket.waiting == 0)
        }
        #expect(summary.requests == 130)
        #expect(summary.refused == 0)
        #expect(try #require(summary.policies.first).mostInWindow <= 60)
    }

    /// The same server does refuse who does not keep to the limits; it says so by the document's message.
    @Test func refusedWithoutLimits() async throws {
        let summary = try await withClient(
            window: .seconds(30), latency: .none, limits: .notEnforced, retry: .never
        ) { client in
            var codes: [CallError.Code: Int] = [:]
            for _ in 0..<70 {
                do throws(CallError) { _ = try await client.queues.listQueues() } catch {
                    codes[error.code, default: 0] += 1
                    #expect(error.policy == Self.declared.name)
                    #expect(error.key == "a")
                    #expect(error.group == "Queues")
                    #expect(error.retryAfter == .seconds(30))
                }
            }
            #expect(codes == [.refused: 10])
        }
        #expect(summary.refused == 10)
    }

    /// A client that keeps to no limit is refused, waits, and succeeds when the window is over.
    @Test func refusedThenRepeated() async throws {
        let summary = try await withClient(
            window: .seconds(10), latency: .none, limits: .notEnforced, retryAfter: .milliseconds(250),
            retry: RetryOptions(refusals: 80)
        ) { client in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<60 { group.addTask { _ = try await client.queues.listQueues() } }
                try await group.waitForAll()
            }
            let skill = try await client.skills.createSkill(
                skillGroupID: "g", body: .init(name: "Billing", skillGroupID: "g"))
            #expect(!skill.id.isEmpty)
        }
        #expect(summary.refused >= 1)
        #expect(summary.requests == 61 + summary.refused)
    }

    /// Two accounts have two quotas, for the server and for the client.
    @Test func accounts() async throws {
        _ = try await withClient(window: .seconds(60)) { client in
            let other = client.with(accountID: "b")
            _ = try await client.queues.listQueues()
            #expect(client.limits.snapshot().map(\.held) == [1])
            #expect(other.limits.snapshot().map(\.held) == [0])
        }
    }
}
#endif
