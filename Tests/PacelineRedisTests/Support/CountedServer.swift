#if Redis
import PacelineLimiter
import Synchronization
import Testing

@testable import PacelineRedis

/// Tests in which limiters spend a quota in real time, one after the other: side by side they would wait for threads.
@Suite(.serialized, .timeLimit(.minutes(2))) enum RealTime {}

/// The API whose quota is shared, as far as it matters: it notes when each request came, and from which client.
final class CountedServer: Sendable {
    struct Arrival: Sendable {
        var instant: ContinuousClock.Instant
        var client: Int
    }

    private let noted = Mutex<[Arrival]>([])

    var arrivals: [Arrival] { noted.withLock { $0 } }

    func arrive(from client: Int) {
        noted.withLock { $0.append(Arrival(instant: .now, client: client)) }
    }

    /// The most arrivals in any interval of this length.
    func most(within window: Duration) -> Int {
        let instants = arrivals.map(\.instant).sorted()
        return instants.indices.map { first in
            instants[first...].prefix { $0 - instants[first] < window }.count
        }.max() ?? 0
    }

    func count(of client: Int) -> Int { arrivals.count { $0.client == client } }

    /// How many came after an instant.
    func count(since instant: ContinuousClock.Instant) -> Int { arrivals.count { $0.instant > instant } }
}

/// A process that spends a shared quota, as far as the ledger can tell: a limiter of its own with a connection of its
/// own.
final class Spender: Sendable {
    let limiter: RateLimiter
    let bucket: BucketHandle
    private let number: Int
    private let server: CountedServer
    private let texts = Texts()
    private let listening: Task<Void, Never>

    private final class Texts: Sendable {
        let all = Mutex<[String]>([])
    }

    /// So many requests in such a window are allowed.
    static let quota = 5
    static let window = Duration.milliseconds(300)

    /// Short times, so that what a loss costs is short, too: all pause for a lease, a grace and a hold, 0.9 s.
    static var options: LedgerOptions {
        var options = LedgerOptions()
        options.lease = .milliseconds(500)
        return options
    }

    init(_ number: Int, at server: CountedServer, sharing ledger: any Ledger, _ options: LedgerOptions = options) {
        (self.number, self.server) = (number, server)
        limiter = RateLimiter(sharing: ledger, ledger: options)
        limiter.grace = .milliseconds(100)
        bucket = limiter.bucket(RateLimit(quota: Double(Self.quota), window: Self.window), name: "m", key: "k")
        listening = Task { [texts, events = limiter.events] in
            for await event in events where event.kind.description.isOfLedger {
                texts.all.withLock { $0.append("\(event)") }
            }
        }
    }

    deinit { listening.cancel() }

    /// What the limiter told of its ledger.
    var events: [String] { texts.all.withLock { $0 } }

    /// Makes one request, which takes a few milliseconds.
    func request(by deadline: Duration? = nil) async throws(RateLimitError) {
        let latest = deadline.map { limiter.time.now() + $0 }
        let permit = try await limiter.acquire([Draw(bucket)], deadline: latest)
        server.arrive(from: number)
        try? await Task.sleep(for: .milliseconds(Int.random(in: 1...5)))
        permit.finish()
    }

    /// The error of one request; nil when it went through.
    func error(by deadline: Duration? = nil) async -> RateLimitError? {
        do {
            try await request(by: deadline)
            return nil
        } catch { return error }
    }

    /// Makes requests, a few at a time, until `time` has passed.
    func spend(for time: Duration) async {
        let end = ContinuousClock.now + time
        await withTaskGroup { group in
            for _ in 0..<3 {
                group.addTask { while ContinuousClock.now < end { _ = await self.error(by: .milliseconds(400)) } }
            }
        }
    }
}

extension String {
    fileprivate var isOfLedger: Bool {
        ["ledgerLost", "ledgerBack", "lapsed", "declaredAnew"].contains { self == $0 }
    }
}

/// Lets two processes spend one quota while something happens.
/// - Returns: When it happened.
@discardableResult func spend(
    _ spenders: [Spender], before: Duration = .milliseconds(600), after: Duration = .milliseconds(2000),
    _ happening: () async throws -> Void = {}
) async throws -> ContinuousClock.Instant {
    let loads = spenders.map { spender in Task { await spender.spend(for: before + after) } }
    try await Task.sleep(for: before)
    let instant = ContinuousClock.now
    try await happening()
    for load in loads { await load.value }
    return instant
}
#endif
