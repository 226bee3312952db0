import PacelineLimiter
import Synchronization

/// What decides at the client when a request may be sent.
protocol Client: AnyObject {
    /// Takes a place for a request that starts at `now` (seconds), or says when to ask again: at a time, or not before
    /// the next response.
    func start(at now: Double) -> Start
    /// The response to the request with this ticket came at `now`; `wait` is what a refusal told.
    func answered(_ ticket: Int, at now: Double, refusedFor wait: Double?)
    /// Whether the client itself keeps everybody waiting after a refusal; if not, each refused call waits alone.
    var hasGate: Bool { get }
}

enum Start {
    case now(ticket: Int)
    case later(Double?)
}

/// The limiter of this package, driven through its public functions on a clock that the simulation moves.
final class PacelineClient: Client {
    private final class Held {
        var permit: Permit?
        init(_ permit: consuming Permit) { self.permit = consume permit }
    }

    private let clock: SharedClock
    private let limiter: RateLimiter
    private let bucket: BucketHandle
    private var permits: [Int: Held] = [:]
    private var tickets = 0
    let hasGate = true

    init(_ limit: RateLimit, seed: UInt64) {
        let clock = SharedClock()
        let random = Mutex(SeededRandom(seed: seed))
        limiter = RateLimiter(
            time: TimeSource(now: { clock.now }, sleep: { _ in }),
            random: { random.withLock { .random(in: 0..<1, using: &$0) } })
        bucket = limiter.bucket(limit, name: "limit")
        self.clock = clock
    }

    func start(at now: Double) -> Start {
        clock.move(to: now)
        switch limiter.tryAcquire(bucket) {
        case .permit(let permit):
            tickets += 1
            permits[tickets] = Held(permit)
            return .now(ticket: tickets)
        case .wait(let until):
            let time = until.map { Double($0.nanoseconds) / 1e9 }
            return .later(time.flatMap { $0 > now ? $0 : nil })
        case .never(let error): preconditionFailure("a request of cost 1 can always start: \(error)")
        }
    }

    func answered(_ ticket: Int, at now: Double, refusedFor wait: Double?) {
        clock.move(to: now)
        guard let permit = permits.removeValue(forKey: ticket)?.permit.take() else { return }
        if let wait { permit.refused(retryAfter: .seconds(wait)) } else { permit.finish() }
    }
}

/// The time of a simulation in nanoseconds.
private final class SharedClock: Sendable {
    private let time = Atomic<Int64>(0)

    var now: Instant { Instant(nanoseconds: time.load(ordering: .relaxed)) }

    func move(to seconds: Double) { time.store(Int64((seconds * 1e9).rounded()), ordering: .relaxed) }
}

/// A sliding window over the times of sending, with `margin` seconds added to the window: what a hand-written limiter
/// usually is.
final class SendTimeWindow: Client {
    private let margin: Double
    private var sent: [Double] = []
    private var tickets = 0
    let hasGate = false

    init(margin: Double) { self.margin = margin }

    func start(at now: Double) -> Start {
        sent.removeAll { $0 <= now - window - margin }
        guard sent.count < quota else { return .later(sent[0] + window + margin) }
        sent.append(now)
        tickets += 1
        return .now(ticket: tickets)
    }

    func answered(_ ticket: Int, at now: Double, refusedFor wait: Double?) {}
}

/// A token bucket with the declared rate, and the quota as its burst.
final class TokenBucketClient: Client {
    private var tokens = Double(quota)
    private var time = 0.0
    private var tickets = 0
    let hasGate = false

    func start(at now: Double) -> Start {
        let rate = Double(quota) / window
        tokens = min(Double(quota), tokens + (now - time) * rate)
        time = now
        guard tokens >= 1 - 1e-9 else { return .later(now + (1 - tokens) / rate) }
        tokens -= 1
        tickets += 1
        return .now(ticket: tickets)
    }

    func answered(_ ticket: Int, at now: Double, refusedFor wait: Double?) {}
}
