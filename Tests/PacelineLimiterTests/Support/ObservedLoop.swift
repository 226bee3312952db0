import PacelineLimiter

/// Tasks that make one request after the other to a server whose limits nobody declared, in virtual time. Requests that
/// were refused are made again. A way to the server or back takes 10 to 60 ms.
struct ObservedLoop {
    /// What the server says besides that it refuses.
    enum Words: CaseIterable {
        case nothing
        /// Retry-After in whole seconds.
        case retryAfter
        /// Limit, remaining and reset, as X-RateLimit fields do.
        case fields
        /// Quota and window, as RateLimit-Policy does.
        case policy
    }

    private enum Event {
        case arrive(PermitID), response(PermitID, TellingServer.Told)
    }

    let words: Words
    private var core = LimiterCore()
    private let route: BucketHandle
    private let origin: BucketHandle
    private var server: TellingServer
    private var generator: SeededGenerator
    private var time = VirtualTime<Event>()
    private var left: Int
    private var idle: Int
    private let calls: Int
    private var done = 0
    private(set) var refused = 0
    /// When the last call was answered.
    private(set) var end: Int64 = 0

    init(_ server: TellingServer, _ words: Words, tasks: Int, calls: Int = 500, gently: Bool = false, seed: UInt64) {
        (self.server, self.words, self.calls) = (server, words, calls)
        (left, idle) = (calls, tasks)
        generator = SeededGenerator(seed: seed)
        (route, origin) = core.observe(
            BucketName(name: "route"), origin: BucketName(name: "origin"), gently: gently, api: "", at: .zero)
    }

    /// The state of the route's bucket.
    var bucket: BucketSnapshot {
        mutating get { core.snapshot(of: route, at: time.instant) }
    }

    mutating func run() throws {
        enter()
        while done < calls {
            switch time.next(&core) {
            case .event(let event): handle(event)
            case .timer: applyEffects()
            case nil: throw Violation("\(done) of \(calls) calls are done, and nothing is left to happen")
            }
            try require(time.now < 20_000_000_000_000, "the calls are not done after 20 000 s")
            enter()
        }
    }

    /// The time that a client would take that knows the quota, as a part of the time that this one took.
    var share: Double {
        let windows = Double(calls) / Double(server.quota)
        let ideal =
            switch server.kind {
            case .bucket: windows - 1
            case .fixed: max(1e-9, windows.rounded(.up) - 1.5)
            case .log, .logCountingRefused: windows.rounded(.up) - 1
            }
        return ideal * Double(server.window) / Double(end)
    }

    private mutating func way() -> Int64 { Int64.random(in: 10_000_000...60_000_000, using: &generator) }

    private mutating func enter() {
        while idle > 0, left > 0 {
            (idle, left) = (idle - 1, left - 1)
            let draws = DrawList([Draw(route), Draw(origin, cost: 0)])
            if case .granted(let permit) = core.enter(draws, at: time.instant) { start(permit) }
            applyEffects()
        }
    }

    private mutating func start(_ permit: PermitID) { schedule(.arrive(permit), in: way()) }

    private mutating func handle(_ event: Event) {
        switch event {
        case .arrive(let permit): schedule(.response(permit, server.receive(at: time.now)), in: way())
        case .response(let permit, let told): receive(permit, told)
        }
        applyEffects()
    }

    private mutating func receive(_ permit: PermitID, _ told: TellingServer.Told) {
        let instant = time.instant
        let quotas = quotas(told)
        guard told.isAdmitted else {
            let second: Int64 = 1_000_000_000
            let wait: Duration? =
                switch words {
                case .nothing, .policy: nil
                case .retryAfter: .seconds((told.reset + second - 1) / second)
                case .fields: quotas.first?.reset
                }
            core.refuse(
                permit, route: route, quotas, ObservedRefusal(wait: wait, probeWithin: .seconds(600)),
                jitter: Double.random(in: 0..<1, using: &generator), at: instant)
            (refused, left, idle) = (refused + 1, left + 1, idle + 1)
            return
        }
        core.report(permit, quotas, of: route, at: instant)
        core.finish(permit, at: instant)
        (done, idle, end) = (done + 1, idle + 1, time.now)
    }

    private func quotas(_ told: TellingServer.Told) -> [ReportedQuota] {
        // Milliseconds where windows are short, whole seconds otherwise.
        let grain: Int64 = server.window < 10_000_000_000 ? 1_000_000 : 1_000_000_000
        let reset = Duration.nanoseconds((told.reset + grain - 1) / grain * grain)
        let (quota, remaining) = (Double(server.quota), Double(told.remaining))
        switch words {
        case .nothing, .retryAfter: return []
        case .fields: return [ReportedQuota(quota: quota, remaining: remaining, reset: reset)]
        case .policy:
            return [
                ReportedQuota(
                    quota: quota, window: .nanoseconds(server.window), remaining: remaining, reset: reset)
            ]
        }
    }

    private mutating func schedule(_ event: Event, in wait: Int64) { time.schedule(event, at: time.now + wait) }

    private mutating func applyEffects() {
        for case (_, .granted(let permit)) in time.takeOutcomes(&core) { start(permit) }
    }
}
