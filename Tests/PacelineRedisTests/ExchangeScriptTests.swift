#if Redis
import LedgerHistories
import PacelineLedger
import PacelineLimiter
import Testing

@testable import PacelineRedis

/// The script is the twin of the ledger's step.
@Suite struct ExchangeScriptTests {
    /// The script by a clock that the test sets; news goes where the test finds it.
    private static let script = ExchangeScript.text
        .replacing(
            "local t = redis.call('TIME')\nlocal raw = t[1] * 1000000 + t[2]",
            with: "local raw = tonumber(redis.call('GET', L .. ':clock'))"
        )
        .replacing("redis.call('PUBLISH', L .. ':n', ", with: "redis.call('SET', L .. ':news', ")

    /// Sets the clock, and returns the news since the last time.
    private static let between = """
        redis.call('SET', KEYS[1] .. ':clock', ARGV[1])
        local news = redis.call('GET', KEYS[1] .. ':news')
        redis.call('DEL', KEYS[1] .. ':news')
        return { news or 'none' }
        """

    /// 50 000 random steps: every reply, and every hint, is that of the ledger in Swift.
    @Test func likeTheLedger() async throws {
        try #require(Self.script != ExchangeScript.text)
        try await RedisServer.run { server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                let seeds = Seeds.all(250)
                for part in 0..<4 {
                    group.addTask {
                        let client = RedisClient(try RedisAddress("redis://127.0.0.1:\(server.port)"))
                        for seed in seeds where seed % 4 == part { try await Self.compare(seed, by: client) }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    private static func compare(_ seed: UInt64, by client: RedisClient) async throws {
        var (history, ledger, news) = (History(seed: seed), LedgerState(), LedgerNews.none)
        for step in 0..<200 {
            let (request, time, _) = history.next()
            let outcome = ledger.exchange(request, at: time)
            let expected = outcome.reply
            let keys = ExchangeScript.keys(of: request, ledger: "\(seed)")
            let told = try await client.evaluate(between, keys: [keys[0]], timeout: .seconds(20)) { _ in
                [String(time)]
            }
            #expect(told.elements?.first?.text == news.text ?? "none", "PACELINE_SEED=\(seed), step \(step)")
            news = outcome.news
            let value = try await client.evaluate(script, keys: keys, timeout: .seconds(20)) { _ in
                [ExchangeScript.argument(of: request, isNewConnection: false, engine: .new)]
            }
            let words = ExchangeScript.words(value)
            let reply = ExchangeScript.reply(words, to: request)
            try #require(reply == expected, "PACELINE_SEED=\(seed), step \(step): \(request)\n\(words)")
            history.note(expected, to: request)
        }
    }
}
#endif
