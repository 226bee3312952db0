import LedgerHistories
import PacelineLedger
@testable import PacelineLimiter
import Testing

/// A limiter that has a ledger to itself decides as one that shares nothing.
@Suite struct LikeUnsharedTests {
    /// One limiter in virtual time, and when each of its requests started.
    private struct Play {
        var core: LimiterCore
        var ledger: LedgerState?
        private var timer: Instant?
        private(set) var starts: [Int: Instant] = [:]
        private(set) var permits: [Int: PermitID] = [:]
        private var waiting: [Ticket: Int] = [:]
        private let buckets: [BucketHandle]

        init(_ limits: [RateLimit], isShared: Bool) {
            var core = LimiterCore(identity: 1)
            if isShared {
                let names = Counter(1)
                core.share(LedgerOptions(), isLeased: true) { names.next() }
                ledger = LedgerState()
            }
            buckets = limits.enumerated().map { core.bucket($1, name: "\($0)", key: "", at: .zero) }
            self.core = core
        }

        /// When something is due by itself; nil when nothing is.
        var due: Instant? {
            mutating get { [timer, core.ledgerDue(at: .zero)].compactMap(\.self).min() }
        }

        /// Serves what is due at `time`.
        mutating func serve(at time: Instant) {
            if let due = timer, due <= time {
                timer = nil
                core.timerFired(for: due, at: time)
            }
            exchange(at: time)
            settle(at: time)
        }

        mutating func enter(_ request: Int, _ bucket: Int, at now: Instant) {
            switch core.enter(.one(Draw(buckets[bucket])), at: now) {
            case .granted(let permit): start(request, permit, at: now)
            case .waiting(let ticket, _): waiting[ticket] = request
            case .failed(let error): Issue.record(error)
            }
            settle(at: now)
        }

        mutating func end(_ request: Int, _ fate: UInt64, at now: Instant) {
            guard let permit = permits.removeValue(forKey: request) else { return }
            switch fate {
            case 0: core.refund(permit, at: now)
            case 1: core.lose(permit, grace: .milliseconds(300), at: now)
            default: core.finish(permit, at: now)
            }
            settle(at: now)
        }

        private mutating func start(_ request: Int, _ permit: PermitID, at now: Instant) {
            (starts[request], permits[request]) = (now, permit)
        }

        private mutating func exchange(at now: Instant) {
            while let request = core.beginExchange(at: now) {
                guard let reply = ledger?.exchange(request, at: Int64((now - .zero) / .microseconds(1))).reply else {
                    return
                }
                core.takeReply(reply, at: now)
                settle(at: now)
            }
        }

        private mutating func settle(at now: Instant) {
            let effects = core.takeEffects()
            for (ticket, outcome) in effects.outcomes {
                guard case .granted(let permit) = outcome, let request = waiting.removeValue(forKey: ticket) else {
                    continue
                }
                start(request, permit, at: now)
            }
            switch effects.timer {
            case .set(let due): timer = due
            case .stop: timer = nil
            case nil: break
            }
        }
    }

    private enum Event {
        case enter(Int, bucket: Int)
        case end(Int)
    }

    private static let limits = [
        RateLimit(quota: 7, window: .seconds(2)), RateLimit(quota: 12, window: .seconds(5)), .concurrency(3),
        .tokenBucket(rate: 4, per: .seconds(1), burst: 6),
    ]

    @Test func sameStarts() {
        for seed in Seeds.all(40) {
            var generator = SeededGenerator(seed: seed)
            var plays = [false, true].map { Play(Self.limits, isShared: $0) }
            var (events, bucketOf) = (EventQueue<Event>(), [Int: Int]())
            for request in 0..<150 {
                let bucket = Int.random(in: Self.limits.indices, using: &generator)
                bucketOf[request] = bucket
                events.add(.enter(request, bucket: bucket), at: .random(in: 0...40, using: &generator))
            }
            let fates = (0..<150).map { _ in
                (seconds: Double.random(in: 0.01...0.4, using: &generator), fate: generator.next() % 10)
            }
            for number in plays.indices { Self.play(&plays[number], events, fates) }
            #expect(plays[0].starts.count == 150)
            for (request, start) in plays[0].starts {
                let later = plays[1].starts[request].map { ($0 - start) / .microseconds(1) } ?? .infinity
                // What is granted ahead for when a lost one must have arrived keeps that time, though another one ends.
                let most = Self.limits[bucketOf[request] ?? 0].hold == .zero ? 200_000.0 : 5_000
                #expect((-1...most).contains(later), "PACELINE_SEED=\(seed), request \(request): \(later) µs later")
            }
        }
    }

    /// Each request ends so long after its start as its fate says.
    private static func play(_ play: inout Play, _ first: EventQueue<Event>, _ fates: [(seconds: Double, fate: UInt64)])
    {
        var (events, ending) = (first, Set<Int>())
        while play.starts.count < 150 || !play.permits.isEmpty {
            let next = events.nextTime.map { Instant(nanoseconds: Int64($0 * 1e9)) }
            guard let now = [next, play.due].compactMap(\.self).min() else { return }
            if now == next, let (_, event) = events.next() {
                switch event {
                case .enter(let request, let bucket): play.enter(request, bucket, at: now)
                case .end(let request): play.end(request, fates[request].fate, at: now)
                }
            }
            play.serve(at: now)
            for request in play.permits.keys.sorted() where ending.insert(request).inserted {
                events.add(.end(request), at: Double(now.nanoseconds) / 1e9 + fates[request].seconds)
            }
        }
    }
}
