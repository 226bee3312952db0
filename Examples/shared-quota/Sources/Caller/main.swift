import ContactCenterAI
import Foundation
import PacelineLimiter
import PacelineRedis
import PacelineRuntime
import PacelineURLSession

// One of several processes that share the quota of one account: `../../run` starts some.

let words = CommandLine.arguments.dropFirst()
guard words.count == 6, let seconds = Double(words[4]), let scale = Double(words[5]) else {
    print("usage: Caller API-URL REDIS-URL LEDGER SECONDS WINDOW-SCALE NAME")
    exit(64)
}
let (api, redis, ledger, name) = (words[1], words[2], words[3], words[6])

// This is all that sharing takes: every process gives its limiter the same ledger. `engine: .new` is for a ledger that
// begins with this run; yours goes without, so that one which Redis has lost is not taken for a new one.
let limiter = RateLimiter(sharing: RedisLedger(try RedisAddress(redis), name: ledger, engine: .new))

// The server's windows are scaled, so that a minute takes less than that.
var limits = LimitSettings.declared
for policy in ContactCenterAI.Limits.all {
    limits.override(policy, with: .init(window: policy.numbers.window.map { $0 * scale }))
}
let client = ContactCenterAI(
    server: .init(url: api), accountID: "demo-account", applicationID: "st-demo", credentials: .auth { "demo-token" },
    transport: .urlSession, options: ClientOptions(limiter: limiter, limits: limits, retry: .never))

/// Calls again and again, as soon as the limit allows; returns how many responses came, and how many were refusals.
@Sendable func callUntil(_ end: ContinuousClock.Instant) async throws(CallError) -> (responses: Int, refused: Int) {
    var (responses, refused) = (0, 0)
    while ContinuousClock.now < end {
        do throws(CallError) {
            _ = try await client.agents.getAgent(agentID: "a-1", options: CallOptions(timeout: end - .now))
            responses += 1
        } catch {
            switch error.code {
            case .refused: (responses, refused) = (responses + 1, refused + 1)
            // There is no room before the end.
            case .deadline, .timeout: return (responses, refused)
            default: throw error
            }
        }
    }
    return (responses, refused)
}

let end = ContinuousClock.now + .seconds(seconds)
let (responses, refused) = try await withThrowingTaskGroup { group in
    for _ in 0..<12 { group.addTask { try await callUntil(end) } }
    var sums = (responses: 0, refused: 0)
    for try await (responses, refused) in group {
        sums = (sums.responses + responses, sums.refused + refused)
    }
    return sums
}
// The ledger gets back at once what was granted and not used.
await limiter.settle()
print("\(name): \(responses) responses, \(refused) of them refusals")
