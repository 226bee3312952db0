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
let limiter: RateLimiter
if order.store.hasPrefix("sqlite://") {
    let path = String(order.store.dropFirst("sqlite://".count))
    let ledger = SQLiteLedger(at: path, name: order.ledger)
    limiter = RateLimiter(sharing: CountedLedger(base: ledger, statistics: statistics), options)
} else {
    let ledger = RedisLedger(try RedisAddress(order.store), name: order.ledger, timeout: .milliseconds(250))
    limiter = RateLimiter(sharing: CountedLedger(base: ledger, statistics: statistics), options)
}
(limiter.grace, limiter.graceAfterClose) = (order.grace, order.grace)
let draws = order.limits.map { Draw(limiter.bucket($0.limit, name: $0.name)) }

/// One call, of which some are cancelled while they wait, and some while they are in flight.
@Sendable func call() async throws {
    let permit: Permit
    do {
        permit = try await cancelling { try await limiter.acquire(draws) }
    } catch { return }
    let request = Request()
    let box = PermitBox()
    box.put(permit)
    let sending = Task { [label = order.label] in
        await request.send(port: port, label: label) { box.mayStart() }
    }
    if Double.random(in: 0..<1) < order.cancel {
        Task {
            try? await Task.sleep(for: .milliseconds(Int.random(in: 0...100)))
            sending.cancel()
        }
    }
    let end = await sending.value
    guard let permit = box.take() else { return }
    switch end {
    case .notSent: permit.refund()
    case .lost:
        statistics.count("lost")
        permit.lost(connectionIsClosed: true)
    case .answered(429, let retryAfter):
        statistics.count("calls")
        statistics.count("refused")
        permit.refused(retryAfter: retryAfter.map { .seconds($0) })
    case .answered:
        statistics.count("calls")
        permit.finish()
    }
}

/// A wait that may be cancelled.
@Sendable func cancelling(_ body: @escaping @Sendable () async throws -> Permit) async throws -> Permit {
    guard Double.random(in: 0..<1) < order.cancel else { return try await body() }
    let box = PermitBox()
    let waiting = Task { box.put(try await body()) }
    let timer = Task {
        try? await Task.sleep(for: .milliseconds(Int.random(in: 0...500)))
        waiting.cancel()
    }
    defer { timer.cancel() }
    do { try await waiting.value } catch {
        statistics.count("cancelled")
        throw error
    }
    guard let permit = box.take() else { throw CancellationError() }
    return permit
}

Task {
    while true {
        try? await Task.sleep(for: .milliseconds(100))
        statistics.write(to: order.stats)
    }
}
for _ in 0..<order.tasks {
    Task { while true { try? await call() } }
}
while true { try? await Task.sleep(for: .seconds(3600)) }
