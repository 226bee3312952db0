#if Redis && SQLite
import Foundation
import PacelineLimiter
import PacelineRedis
import PacelineSQLite

// A process that shares a quota with others and is killed, stopped and started anew: `Tests/Chaos/chaos.py`.

let order = try Order()
let statistics = Statistics()
guard let port = order.api.port.flatMap({ UInt16(exactly: $0) }) else { throw Mistake("the API has no port") }
var options = LedgerOptions()
options.lease = order.lease
order.fault?.alter(&options)
let limiter: RateLimiter
if order.store.hasPrefix("sqlite://") {
    let ledger = SQLiteLedger(at: String(order.store.dropFirst("sqlite://".count)), name: order.ledger)
    limiter = RateLimiter(sharing: CountedLedger(base: ledger, statistics: statistics, order: order), ledger: options)
} else {
    let ledger = RedisLedger(try RedisAddress(order.store), name: order.ledger, timeout: .milliseconds(250))
    limiter = RateLimiter(sharing: CountedLedger(base: ledger, statistics: statistics, order: order), ledger: options)
}
(limiter.grace, limiter.graceAfterClose) = (order.grace, order.grace)
let caller = Caller(
    order: order, port: port, limiter: limiter,
    draws: order.limits.map { Draw(limiter.bucket($0.limit, name: $0.name)) }, statistics: statistics)

// What befell the ledger is counted by name.
let events = limiter.events
Task {
    let counted: Set<LimiterEvent.Kind> = [.ledgerLost, .ledgerBack, .lapsed, .declaredAnew]
    for await event in events where counted.contains(event.kind) { statistics.count(event.kind.description) }
}
Task {
    while true {
        try? await Task.sleep(for: .milliseconds(100))
        statistics.write(to: order.stats)
    }
}
for _ in 0..<order.tasks { Task { await caller.run() } }
while true { try? await Task.sleep(for: .seconds(3600)) }
#endif
