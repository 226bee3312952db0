import Goldens
import PacelineLimiter
import PacelineMockTransport
import PacelineRuntime
import Testing

/// C6: one limit for all calls, others that are learned by route.
@Suite(.timeLimit(.minutes(3))) struct WorkedChatTests {
    /// Calls one of twenty routes.
    private func call(_ route: Int, _ client: WorkedChat) async throws(CallError) {
        switch route % 20 {
        case 0: try await client.channels.getChannel(channelID: "1")
        case 1: try await client.channels.updateChannel(channelID: "1")
        case 2: try await client.channels.deleteChannel(channelID: "1")
        case 3: try await client.channels.listMessages(channelID: "1")
        case 4: try await client.channels.createMessage(channelID: "1")
        case 5: try await client.channels.showTyping(channelID: "1")
        case 6: try await client.channels.listPins(channelID: "1")
        case 7: try await client.channels.listInvites(channelID: "1")
        case 8: try await client.channels.createInvite(channelID: "1")
        case 9: try await client.guilds.getGuild(guildID: "1")
        case 10: try await client.guilds.updateGuild(guildID: "1")
        case 11: try await client.guilds.listGuildChannels(guildID: "1")
        case 12: try await client.guilds.createGuildChannel(guildID: "1")
        case 13: try await client.guilds.listMembers(guildID: "1")
        case 14: try await client.guilds.listRoles(guildID: "1")
        case 15: try await client.guilds.createRole(guildID: "1")
        case 16: try await client.guilds.listEmojis(guildID: "1")
        case 17: try await client.webhooks.getWebhook(webhookID: "1")
        case 18: try await client.webhooks.deleteWebhook(webhookID: "1")
        default: try await client.webhooks.executeWebhook(webhookID: "1")
        }
    }

    private func client(_ mock: MockTransport) -> WorkedChat {
        WorkedChat(
            server: .init(url: "http://mock.example"), credentials: .bearer { "1" }, transport: mock,
            options: mock.options)
    }

    /// A server whose routes take five requests in five seconds, three of them together.
    private static let options: Mock.Options = {
        var options = Mock.Options(latency: Worked.network, algorithm: .fixed)
        options.numbers = ["route": .quota(5, per: .seconds(5), algorithm: .fixed(.first))]
        options.sharedBuckets = [["createMessage", "updateChannel", "createInvite"]]
        options.retryAfter = .seconds
        return options
    }()

    /// A thousand calls of twenty routes, of which three share what they may: nobody is refused, and the three take
    /// what the server admits.
    @Test func thousandCalls() async throws {
        let mock = try Worked.mock("chat", Self.options)
        let client = client(mock)
        let failures = await Worked.run(1_000, atATime: 100) { number throws(CallError) in
            try await call(number, client)
        }
        #expect(failures == [:] && mock.summary.admitted == 1_000 && mock.summary.refused == 0)
        // 150 calls of the three, five in five seconds.
        #expect((145...153).contains(mock.elapsed.inSeconds), "\(mock.elapsed)")
        #expect((mock.summary.policy("global")?.mostInWindow ?? 0) <= 50)
    }

    /// A route is learned by its first response, until which nothing else of it is sent; and the three are one then.
    @Test func routesAreLearnedByOneResponse() async throws {
        let mock = try Worked.mock("chat", Self.options)
        let client = client(mock)
        let events = client.limits.events
        let failures = await Worked.run(60, atATime: 60) { number throws(CallError) in try await call(number, client) }
        #expect(failures == [:] && mock.summary.refused == 0)
        var iterator = events.makeAsyncIterator()
        var (admitted, beforeLearned, learned) = (0, 0, 0)
        while admitted < 60, let event = await iterator.next() {
            if event.kind == .learned { learned += 1 }
            if event.kind == .admitted || event.kind == .waited { admitted += 1 }
            if learned == 0 { beforeLearned = admitted }
        }
        #expect(beforeLearned <= 20 && learned >= 18)
        let buckets = client.limits.snapshot().filter { $0.name.contains("/bucket:") }
        // Those of which nothing is held any more are given up.
        #expect((1...18).contains(buckets.count) && buckets.allSatisfy { $0.basis == .learned && $0.capacity == 5 })
    }

    /// The limit for all routes stops all of them; what is called besides goes on.
    @Test func theGlobalRefusalStopsAll() async throws {
        let mock = try Worked.mock("chat", Self.options)
        let client = client(mock)
        var settings = mock.options
        settings.limits = .notEnforced
        settings.retry = .never
        let other = WorkedChat(
            server: .init(url: "http://mock.example"), credentials: .bearer { "1" }, transport: mock, options: settings)
        for number in 0..<50 { try? await call(number, other) }
        let start = mock.elapsed
        let failures = await Worked.run(4, atATime: 4) { number throws(CallError) in try await call(number, client) }
        #expect(failures == [:])
        #expect(mock.elapsed - start < .seconds(8))
    }
}
