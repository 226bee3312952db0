#if Redis
import PacelineLedger
import PacelineLimiter
import Testing

@testable import PacelineRedis

/// The script is the twin of the ledger's step.
@Suite struct ExchangeScriptTests {
    /// The script by a clock that the test sets.
    private static let script = ExchangeScript.text.replacing(
        "local t = redis.call('TIME')\nlocal raw = t[1] * 1000000 + t[2]", with: "local raw = tonumber(redis.call('GET', L .. ':clock'))")

    /// Random histories: every reply is that of the ledger in Swift.
    @Test func likeTheLedger() async throws {
        try #require(Self.script != ExchangeScript.text)
        try await RedisServer.run { server in
            let client = RedisClient(try RedisAddress("redis://127.0.0.1:\(server.port)"))
            for seed in Seeds.all(60) {
                var (history, ledger) = (History(seed: seed), LedgerState())
                for step in 0..<200 {
                    let (request, time, _) = history.next()
                    let expected = ledger.exchange(request, at: time).reply
                    let keys = ExchangeScript.keys(of: request, ledger: "\(seed)")
                    _ = try await client.evaluate(
                        "redis.call('SET', KEYS[1], ARGV[1]) return 1", keys: [keys[0] + ":clock"], timeout: .seconds(20)
                    ) { _ in [String(time)] }
                    let value = try await client.evaluate(Self.script, keys: keys, timeout: .seconds(20)) { _ in
                        ExchangeScript.arguments(of: request, isNewConnection: false, engine: .new)
                    }
                    let words = (value.elements ?? []).map { $0.text ?? "" }
                    let reply = ExchangeScript.reply(words, to: request)
                    try #require(reply == expected, "PACELINE_SEED=\(seed), step \(step): \(request)\n\(words)")
                    history.note(expected, to: request)
                }
            }
        }
    }
}
#endif
