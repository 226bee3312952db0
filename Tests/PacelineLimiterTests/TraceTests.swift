import PacelineLimiter
import Testing

/// A long random history, step by step: what was decided, who got what, when the timer was set, what was told. Its
/// digest changes with any decision, so that a change of the limiter's inside shows that it changed none.
struct TraceTests {
    @Test func tenThousandStepsDecideAsTheyDid() {
        var trace = Trace(seed: 20_261_129)
        for _ in 0..<10_000 { trace.step() }
        // A history in which much happens.
        #expect((trace.granted, trace.failed, trace.waits, trace.refusals) == (2592, 1015, 1263, 404))
        #expect(String(trace.digest, radix: 16) == "d6b98378ec0a5813")
    }
}

/// A core that random steps are taken with, and a digest of all that comes out.
private struct Trace {
    private(set) var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    private(set) var (granted, failed, waits, refusals) = (0, 0, 0, 0)
    private var core = LimiterCore(maximumWaiters: 60)
    private var generator: SeededGenerator
    private var now = Instant.zero
    private var timer: Instant?
    private var buckets: [BucketHandle] = []
    private var permits: [PermitID] = []
    private var tickets: [Ticket] = []

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        core.isRecording = true
        for (index, limit) in Self.limits.enumerated() {
            buckets.append(core.bucket(limit, name: "b\(index)", key: index % 2 == 0 ? "" : "k", at: now))
        }
        collect()
    }

    private static let limits = [
        RateLimit(quota: 10, window: .seconds(10)), RateLimit(quota: 3, window: .seconds(1), clockMargin: .none),
        RateLimit(quota: 40, window: .seconds(60), granularity: .seconds(1)), .concurrency(3), .concurrency(8),
        .tokenBucket(rate: 2, per: .seconds(1), burst: 5),
        .counter(quota: 12, window: .seconds(5), latencySpread: .milliseconds(200)),
        RateLimit(quota: 6, window: .seconds(4), coldStart: .probe),
        RateLimit(quota: 2.5, window: .seconds(2), coldStart: .assumeFull),
    ]

    // MARK: Steps

    mutating func step() {
        now = now + .milliseconds(Int64.random(in: 0...400, using: &generator))
        while let due = timer, due <= now {
            timer = nil
            core.timerFired(for: due, at: now)
            write("fired \(due.nanoseconds)")
            collect()
        }
        switch Int.random(in: 0..<100, using: &generator) {
        case 0..<34: enter()
        case 34..<40: attempt()
        case 40..<84: act()
        case 84..<88: cancel()
        case 88..<91: declare()
        case 91..<93: look()
        default: reopenOrAdvance()
        }
        collect()
    }

    private mutating func enter() {
        let priority = Priority(rawValue: Int.random(in: -20...20, using: &generator))
        let position: QueuePosition = generator.chance(0.1) ? .front : .back
        let deadline = generator.chance(0.3) ? now + .milliseconds(Int64.random(in: 0...9000, using: &generator)) : nil
        let draws = draws()
        let waitLimits =
            generator.chance(0.2) ? [WaitLimits(draws[0].bucket, quota: .seconds(5), gate: .seconds(3))] : []
        switch core.enter(
            DrawList(draws), priority: priority, position: position, deadline: deadline, waitLimits: waitLimits, at: now
        ) {
        case .granted(let permit): note(permit)
        case .waiting(let ticket, let info):
            waits += 1
            tickets.append(ticket)
            write("waits \(ticket) \(text(info))")
        case .failed(let error): note(error)
        }
    }

    private mutating func attempt() {
        switch core.attempt(DrawList(draws()), at: now) {
        case .granted(let permit): note(permit)
        case .blocked(let blocked):
            let delay = blocked.delay
            write("kept \(blocked.bucket) \(text(delay?.earliest)) \(text(delay?.wake)) \(text(delay?.drift))")
        }
    }

    /// Something becomes of a permit.
    private mutating func act() {
        guard let index = permits.indices.randomElement(using: &generator) else { return }
        let permit = permits[index]
        let kind = Int.random(in: 0..<20, using: &generator)
        write("permit \(permit.rawValue) \(kind)")
        switch kind {
        case 0..<5: return core.response(permit, at: now)
        case 5: return core.accept(permit, at: now)
        case 6:
            return core.observe(
                permit, remaining: Double.random(in: -1...8, using: &generator), of: bucket(),
                reset: generator.chance(0.5) ? .seconds(Int64.random(in: 0...20, using: &generator)) : nil, at: now)
        case 7..<14: core.finish(permit, accepted: generator.chance(0.9), at: now)
        case 14: core.refund(permit, at: now)
        case 15, 16: refuse(permit)
        case 17: core.lose(permit, grace: .seconds(2), at: now)
        default: core.drop(permit, grace: .seconds(1), at: now)
        }
        permits.swapAt(index, permits.count - 1)
        permits.removeLast()
    }

    private mutating func refuse(_ permit: PermitID) {
        refusals += 1
        let jitter = Double.random(in: 0...1, using: &generator)
        if generator.chance(0.4) {
            let wait: Duration? =
                generator.chance(0.5) ? .milliseconds(Int64.random(in: 0...6000, using: &generator)) : nil
            core.refuse(
                permit, by: generator.chance(0.5) ? [bucket()] : nil, for: wait, counted: generator.chance(0.8),
                jitter: jitter, at: now)
        } else {
            let refused = (0...Int.random(in: 0...1, using: &generator)).map { _ in
                Refusal(bucket(), wait: generator.chance(0.5) ? .seconds(2) : nil, isCounted: generator.chance(0.7))
            }
            let culprit = core.refuse(permit, refused, isOpen: generator.chance(0.5), jitter: jitter, at: now)
            write("culprit \(culprit ?? -1)")
        }
    }

    private mutating func cancel() {
        guard let ticket = tickets.randomElement(using: &generator) else { return }
        core.cancel(ticket, at: now)
    }

    private mutating func declare() {
        let index = Int.random(in: 0..<Self.limits.count, using: &generator)
        let old = Self.limits[index]
        guard old.hold > .zero else { return }
        let quota = (old.capacity * Double.random(in: 0.5...1.5, using: &generator)).rounded(.up)
        _ = core.bucket(
            RateLimit(quota: quota, window: old.hold), name: "b\(index)", key: index % 2 == 0 ? "" : "k", at: now)
    }

    private mutating func look() {
        for bucket in core.snapshot(at: now) {
            write(
                "\(bucket.name) \(bucket.held) \(bucket.inFlight) \(bucket.waiting) \(text(bucket.nextFree)) "
                    + "\(text(bucket.gatedUntil)) \(bucket.usable)")
        }
        for info in core.waits(at: now) { write(text(info)) }
    }

    private mutating func reopenOrAdvance() {
        if generator.chance(0.1) { return core.reopen(bucket(), at: now) }
        now = now + .milliseconds(Int64.random(in: 0...3000, using: &generator))
    }

    private mutating func bucket() -> BucketHandle { buckets[Int.random(in: 0..<buckets.count, using: &generator)] }

    private mutating func draws() -> [Draw] {
        let count = [1, 1, 1, 2, 2, 3, 5][Int.random(in: 0..<7, using: &generator)]
        return (0..<count).map { _ in
            Draw(bucket(), cost: [1, 1, 1, 1, 2, 0.5, 0, 4][Int.random(in: 0..<8, using: &generator)])
        }
    }

    // MARK: What comes out

    private mutating func collect() {
        let effects = core.takeEffects()
        for (ticket, outcome) in effects.outcomes {
            write("outcome \(ticket)")
            tickets.removeAll { $0 == ticket }
            switch outcome {
            case .granted(let permit): note(permit)
            case .failed(let error): note(error)
            }
        }
        switch effects.timer {
        case .set(let instant):
            timer = instant
            write("timer \(instant.nanoseconds)")
        case .stop:
            timer = nil
            write("timer -")
        case nil: break
        }
        write("\(effects.events?.count ?? 0) events at \((effects.events ?? []).map { text($0.instant) })")
    }

    private mutating func note(_ permit: PermitID) {
        granted += 1
        permits.append(permit)
        write("granted \(permit.rawValue)")
    }

    private mutating func note(_ error: RateLimitError) {
        failed += 1
        write("failed \(error.code) \(error.bucketName ?? "") \(error.bucketKey ?? "") \(text(error.earliest))")
    }

    private func text(_ instant: Instant?) -> String { instant.map { "\($0.nanoseconds)" } ?? "-" }

    private func text(_ info: WaitInfo) -> String {
        "\(info.ticket) \(info.bucketName) \(info.bucketKey) \(info.position) \(text(info.since)) "
            + text(info.expectedStart)
    }

    /// FNV-1a.
    private mutating func write(_ text: String) {
        for byte in (text + "\n").utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
}
