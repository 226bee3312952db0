import Foundation
import PacelineLimiter

/// Tasks that make one request after the other through the limiter to one server, in virtual time. Somebody else may
/// draw on the quota, too, and the server may close connections after it has read their requests. Requests that were
/// refused or lost are made again. A way to the server or back takes 10 to 60 ms.
struct ClosedLoop {
    private enum Event {
        case arrive(PermitID), response(PermitID, isAdmitted: Bool), lost(PermitID), other
    }

    let tasks: Int
    let calls: Int
    /// Requests a second of somebody else, at random times, who never backs off.
    let foreign: Double
    /// The part of the connections that are closed without a response.
    let cut: Double

    private var core = LimiterCore()
    private let bucket: BucketHandle
    private var server: any Server
    private var generator: SeededGenerator
    private var time = VirtualTime<Event>()
    private var left: Int
    private var idle: Int

    private(set) var refused = 0
    private(set) var lost = 0
    private(set) var sent = 0
    private var done = 0
    /// When the last call was answered.
    private(set) var end: Int64 = 0

    init(
        _ limit: RateLimit, _ server: any Server, tasks: Int = 24, calls: Int = 500, foreign: Double = 0,
        cut: Double = 0, seed: UInt64
    ) {
        (self.server, self.tasks, self.calls, self.foreign, self.cut) = (server, tasks, calls, foreign, cut)
        generator = SeededGenerator(seed: seed)
        (left, idle) = (calls, tasks)
        bucket = core.bucket(limit, name: "limit", key: "", at: .zero)
    }

    /// Plays until all calls are answered.
    mutating func run() throws {
        if foreign > 0 { schedule(.other, in: pause()) }
        enter()
        while done < calls {
            switch time.next(&core) {
            case .event(let event): handle(event)
            case .timer: applyEffects()
            case nil: throw Violation("liveness: nothing is to happen, and \(calls - done) calls are left")
            }
            enter()
        }
    }

    private mutating func pause() -> Int64 {
        Int64(-log(1 - Double.random(in: 0..<1, using: &generator)) / foreign * 1e9)
    }

    private mutating func way() -> Int64 {
        Int64.random(in: 10...60, using: &generator) * Plan.millisecond
    }

    private mutating func enter() {
        while idle > 0, left > 0 {
            (idle, left) = (idle - 1, left - 1)
            if case .granted(let permit) = core.enter(.one(Draw(bucket)), at: time.instant) {
                start(permit)
            }
            applyEffects()
        }
    }

    private mutating func start(_ permit: PermitID) {
        sent += 1
        schedule(.arrive(permit), in: way())
    }

    private mutating func handle(_ event: Event) {
        let (now, instant) = (time.now, time.instant)
        switch event {
        case .arrive(let permit):
            let isAdmitted = server.admits(Plan.grain, at: now)
            let isLost = cut > 0 && generator.chance(cut)
            if isLost, !isAdmitted { refused += 1 }
            schedule(isLost ? .lost(permit) : .response(permit, isAdmitted: isAdmitted), in: way())
        case .response(let permit, true):
            core.finish(permit, at: instant)
            (done, idle, end) = (done + 1, idle + 1, now)
        case .response(let permit, false):
            let jitter = Double.random(in: 0..<1, using: &generator)
            core.refuse(permit, by: nil, for: nil, counted: true, jitter: jitter, at: instant)
            (refused, left, idle) = (refused + 1, left + 1, idle + 1)
        case .lost(let permit):
            core.lose(permit, grace: .seconds(2), at: instant)
            (lost, left, idle) = (lost + 1, left + 1, idle + 1)
        case .other:
            _ = server.admits(Plan.grain, at: now)
            schedule(.other, in: pause())
        }
        applyEffects()
    }

    private mutating func schedule(_ event: Event, in wait: Int64) { time.schedule(event, at: time.now + wait) }

    private mutating func applyEffects() {
        for case (_, .granted(let permit)) in time.takeOutcomes(&core) { start(permit) }
    }
}
