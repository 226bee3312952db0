import PacelineLimiter
import Testing

/// Routes whose limits nobody declared, step by step: what a response changes for those who wait and those who come.
@Suite struct RouteTests {
    private var core = LimiterCore()
    private var now = Instant.zero
    private var timer: Instant?

    private mutating func observe(
        _ route: String, origin: String = "origin", gently: Bool = false
    ) -> (route: BucketHandle, origin: BucketHandle) {
        core.observe(
            BucketName(name: route), origin: BucketName(name: origin), gently: gently, api: "", at: now)
    }

    private func draws(_ route: (route: BucketHandle, origin: BucketHandle)) -> DrawList {
        DrawList([Draw(route.route), Draw(route.origin, cost: 0)])
    }

    private mutating func start(_ route: (route: BucketHandle, origin: BucketHandle)) throws -> PermitID {
        let admission = core.enter(draws(route), at: now)
        guard case .granted(let permit) = admission else { throw Violation("\(admission)") }
        return permit
    }

    /// Lets time pass; returns how many of those who waited have started since this was asked last.
    @discardableResult private mutating func pass(_ duration: Duration = .zero) -> Int {
        now = now + duration
        var count = 0
        while true {
            let effects = core.takeEffects()
            count += effects.outcomes.count { if case .granted = $0.1 { true } else { false } }
            switch effects.timer {
            case .set(let due): timer = due
            case .stop: timer = nil
            case nil: break
            }
            guard let due = timer, due <= now else { return count }
            timer = nil
            core.timerFired(for: due, at: now)
        }
    }

    private mutating func refuse(
        _ permit: PermitID, _ route: (route: BucketHandle, origin: BucketHandle), for wait: Duration?,
        _ quotas: [ReportedQuota] = [], all: Bool = false
    ) {
        core.refuse(
            permit, route: route.route, quotas,
            ObservedRefusal(wait: wait, probeWithin: .seconds(600), isOfOrigin: all), jitter: 0, at: now)
    }

    /// Two routes are refused together: nobody of either starts, however many wait.
    @Test mutating func joinedRoutesStayShut() throws {
        let (a, b) = (observe("a"), observe("b"))
        let first = try start(b)
        refuse(first, b, for: .seconds(1))
        for _ in 0..<50 { _ = core.enter(draws(b), at: now) }
        let other = try start(a)
        // The probe of b is under way.
        #expect(pass(.seconds(2)) == 1)
        refuse(other, a, for: .seconds(60))
        #expect(pass() == 0)
        #expect(pass(.seconds(30)) == 0)
        // The time is over, but somebody is trying already.
        #expect(pass(.seconds(31)) == 0)
    }

    /// A gate whose time was long over when another route is refused has nothing to do with it.
    @Test mutating func oldGates() throws {
        let (a, b, other) = (observe("a"), observe("b"), observe("c"))
        refuse(try start(a), a, for: .seconds(1))
        now = now + .seconds(3600)
        refuse(try start(b), b, for: .seconds(900))
        _ = try start(other)
        _ = try start(a)
    }

    /// Those who wait are moved to a bucket when its numbers are known: nothing is left there, so nobody starts.
    @Test mutating func movedBehindWhatIsLeft() throws {
        let route = observe("a")
        let first = try start(route)
        let second = try start(route)
        refuse(second, route, for: .seconds(5))
        for _ in 0..<3 { _ = core.enter(draws(route), at: now) }
        pass()
        let quota = ReportedQuota(
            identity: BucketName(name: "one"), isWhole: true, remaining: 0, reset: .seconds(60))
        core.report(first, [quota], of: route.route, at: now)
        var other = quota
        other.identity = BucketName(name: "two")
        core.report(first, [other], of: route.route, at: now)
        #expect(pass() == 0)
        #expect(pass(.seconds(61)) > 0)
    }

    /// A second window that a response names begins with what is under way and what was counted.
    @Test mutating func secondWindow() throws {
        let route = observe("a")
        let permits = try (0..<24).map { _ in try start(route) }
        let windows = [
            ReportedQuota(identity: BucketName(name: "second"), quota: 50, window: .seconds(1)),
            ReportedQuota(identity: BucketName(name: "minute"), quota: 30, window: .seconds(60)),
        ]
        for permit in permits {
            core.report(permit, windows, of: route.route, at: now)
            core.finish(permit, at: now)
        }
        now = now + .seconds(5)
        var count = 0
        while case .granted = core.enter(draws(route), at: now) { count += 1 }
        #expect(count == 6)
    }

    /// A refusal of all requests ends with the first one that is accepted after its time.
    @Test mutating func gateOfTheOrigin() throws {
        let (a, b) = (observe("a"), observe("b"))
        refuse(try start(a), a, for: .seconds(5), all: true)
        now = now + .seconds(1)
        guard case .waiting(let ticket, _) = core.enter(draws(b), at: now) else { throw Violation("it started") }
        core.cancel(ticket, at: now)
        now = now + .seconds(5)
        let permit = try start(a)
        core.finish(permit, at: now)
        #expect(core.snapshot(at: now).allSatisfy { $0.gatedUntil == nil })
    }

    /// Clients that come and go while their routes remember: the origin stays the one that it was.
    @Test mutating func clientsThatComeAndGo() throws {
        let first = observe("a")
        core.finish(try start(first), at: now)
        core.forget(first.route, at: now)
        core.forget(first.origin, at: now)
        // Others take the places that have become free.
        let others = (0..<4).map { observe("x\($0)", origin: "y\($0)") }
        now = now + .seconds(10)
        let second = observe("a")
        refuse(try start(second), second, for: .seconds(60), all: true)
        for other in others { _ = try start(other) }
        guard case .waiting = core.enter(draws(second), at: now) else { throw Violation("it started") }
        core.forget(second.route, at: now)
        core.forget(second.origin, at: now)
    }

    /// A reset of a few nanoseconds is no window.
    @Test(arguments: [Duration.nanoseconds(1), .nanoseconds(50), .nanoseconds(99), .microseconds(1)])
    mutating func tinyResets(reset: Duration) throws {
        let route = observe("a")
        let permit = try start(route)
        core.report(permit, [ReportedQuota(quota: 60, remaining: 9, reset: reset)], of: route.route, at: now)
        core.finish(permit, at: now)
        #expect(core.snapshot(of: route.route, at: now).limit.hold >= .milliseconds(1))
    }

    /// How long a bucket may hold a request back holds wherever the request waits in the end.
    @Test mutating func waitLimitsFollow() throws {
        let route = observe("a")
        let permits = try (0..<3).map { _ in try start(route) }
        func named(_ name: String, remaining: Double? = nil) -> ReportedQuota {
            ReportedQuota(
                identity: BucketName(name: name), isWhole: true, remaining: remaining,
                reset: remaining.map { _ in .seconds(3000) })
        }
        refuse(permits[0], route, for: .seconds(60), [named("one")])
        let limits = [WaitLimits(route.route, quota: .seconds(600), gate: .seconds(600))]
        guard case .waiting(let ticket, _) = core.enter(draws(route), waitLimits: limits, at: now) else {
            throw Violation("it started")
        }
        core.report(permits[1], [named("two")], of: route.route, at: now)
        _ = core.takeEffects()
        // It waited for nothing any more, and has started.
        #expect(core.progress(of: ticket, at: now) == nil)
        refuse(permits[1], route, for: .seconds(60), [named("three")])
        guard case .waiting(let other, _) = core.enter(draws(route), waitLimits: limits, at: now) else {
            throw Violation("it started")
        }
        core.report(permits[2], [named("four", remaining: 0)], of: route.route, at: now)
        #expect(core.progress(of: other, at: now) == nil)
        let failed = core.takeEffects().outcomes.contains { if case .failed = $0.1 { $0.0 == other } else { false } }
        #expect(failed)
    }

    /// Routes that draw on each other's buckets are gone when their clients are, and nothing of them is in use.
    @Test mutating func routesThatKeepEachOther() throws {
        let (a, b) = (observe("a"), observe("b"))
        let (p, q) = (
            ReportedQuota(identity: BucketName(name: "p"), quota: 5, window: .seconds(10)),
            ReportedQuota(identity: BucketName(name: "q"), quota: 5, window: .seconds(10))
        )
        for (route, quotas) in [(a, [p]), (b, [q]), (a, [p, q]), (b, [q, p])] {
            let permit = try start(route)
            core.report(permit, quotas, of: route.route, at: now)
            core.finish(permit, at: now)
        }
        for bucket in [a.route, a.origin, b.route, b.origin] { core.forget(bucket, at: now) }
        now = now + .seconds(700)
        for number in 0..<20 {
            let other = observe("x\(number)", origin: "y")
            core.forget(other.route, at: now)
            core.forget(other.origin, at: now)
        }
        #expect(core.snapshot(at: now).allSatisfy { !["a", "b", "p", "q", "origin"].contains($0.name) })
    }
}
