import PacelineLimiter
import PacelineRedis
import PacelineSQLite

// What a step of a ledger costs. The script `ledger` beside this package says what is measured and reads the server's
// own counts.
//
//   LedgerCost fill STORE UNITS BUCKETS     a ledger that is full but for 2 000 units
//   LedgerCost steps STORE COUNT BUCKETS    so many steps, each of which tells one answer and wants one request
//   LedgerCost die STORE SESSIONS           so many sessions that have one request in flight and are not heard of again
//   LedgerCost idle STORE SECONDS           a limiter that makes one request and then none

func ledger(_ store: String) throws -> any Ledger {
    store.hasPrefix("redis") ? try .redis(store, ledger: "cost", engine: .durable) : .sqlite(at: store, ledger: "cost")
}

let window: Int64 = 600_000_000
let unit: Int64 = 1_000_000

func request(_ session: String, _ sequence: Int64, units: Int64, buckets: Int, lease: Int64 = 60_000_000)
    -> LedgerRequest
{
    let rule = LedgerRequest.Rule(capacity: units * unit, hold: window)
    return LedgerRequest(
        session: session, sequence: sequence, lease: lease, quiet: 0, horizon: 200_000,
        buckets: (0..<buckets).map { LedgerRequest.Bucket(key: "bucket \($0)", rule: rule, grace: 1_000_000) })
}

func fill(_ ledger: any Ledger, _ units: Int64, _ buckets: Int) async throws {
    var first = request("filler", 1, units: units, buckets: buckets)
    let used = max(units - 2_000, units / 2)
    // A log has at most 1 024 slots, and a request counts whole.
    let parts = min(1_024, used)
    for index in first.buckets.indices {
        first.buckets[index].adopted = used * unit / parts * parts
        // Answered one after the other during the last half of the window.
        first.buckets[index].settled = (0..<parts).reversed().map { part in
            .init(units: used * unit / parts, age: window / 2 * part / parts)
        }
    }
    _ = try await ledger.exchange(first)
}

func steps(_ ledger: any Ledger, _ count: Int64, _ buckets: Int, units: Int64) async throws -> (Duration, granted: Int)
{
    var granted = 0
    let start = ContinuousClock.now
    for step in 1...count {
        var next = request("stepper", step, units: units, buckets: buckets)
        if granted > 0 {
            for index in next.buckets.indices { next.buckets[index].settled = [.init(units: unit, age: 1_000)] }
        }
        next.wants = [
            .init(count: 1, age: 0, laterAge: 0, parts: (0..<buckets).map { .init(bucket: $0, cost: unit) })
        ]
        guard case .made(let answer) = try await ledger.exchange(next) else { break }
        granted += answer.grants[0].starts.count
    }
    return (ContinuousClock.now - start, granted)
}

let arguments = CommandLine.arguments.dropFirst() + ["", "", "", "", ""]
let words = Array(arguments)
let store = try ledger(words[1])
switch words[0] {
case "fill": try await fill(store, Int64(words[2]) ?? 60, Int(words[3]) ?? 1)
case "steps":
    let count = Int64(words[2]) ?? 1_000
    let (time, granted) = try await steps(store, count, Int(words[3]) ?? 1, units: Int64(words[4]) ?? 60)
    print("\((time / count) / .microseconds(1)) µs a step, \(granted) of \(count) granted")
case "die":
    for session in 0..<(Int(words[2]) ?? 1_000) {
        var first = request("dead \(session)", 1, units: 1_000_000, buckets: 1, lease: 1_000_000)
        first.wants = [.init(count: 1, age: 0, laterAge: 0, parts: [.init(bucket: 0, cost: unit)])]
        _ = try await store.exchange(first)
    }
case "idle":
    let limiter = RateLimiter(sharing: store)
    let bucket = limiter.bucket(RateLimit(quota: 60, window: .seconds(60)), name: "idle")
    let start = ContinuousClock.now
    let permit = try await limiter.acquire([Draw(bucket)])
    print("\((ContinuousClock.now - start) / .microseconds(1)) µs until the first permit")
    permit.finish()
    try await Task.sleep(for: .seconds(Double(words[2]) ?? 10))
default: print("fill, steps, die or idle")
}
await store.close()
