import PacelineLimiter
import Testing

@Suite struct QueueTests {
    @Test func arrivalDecidesWithinAPriority() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(1)
        let first = try fixture.permit(Demand(bucket))
        let normal = try fixture.wait(Demand(bucket))
        let low = try fixture.wait(Demand(bucket), priority: .low)
        let later = try fixture.wait(Demand(bucket))
        let high = try fixture.wait(Demand(bucket), priority: .high)
        let again = try fixture.wait(Demand(bucket), position: .front)
        let againLater = try fixture.wait(Demand(bucket), position: .front)
        fixture.step { core, now in core.refund(first, at: now) }
        for _ in 0..<6 {
            if let last = fixture.order.last, let permit = fixture.granted[last] {
                fixture.step { core, now in core.refund(permit, at: now) }
            }
        }
        #expect(fixture.order == [high, again, againLater, normal, later, low])
    }

    @Test func heavyHeadIsNotOvertaken() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(4)
        let used = [try fixture.permit(Demand(bucket, cost: 2)), try fixture.permit(Demand(bucket, cost: 2))]
        let heavy = try fixture.wait(Demand(bucket, cost: 4))
        let light = try fixture.wait(Demand(bucket, cost: 1))
        fixture.step { core, now in core.refund(used[0], at: now) }
        #expect(fixture.order.isEmpty)
        #expect(fixture.core.attempt(.one(Demand(bucket)), at: fixture.now).isObstructed)
        fixture.step { core, now in core.refund(used[1], at: now) }
        #expect(fixture.order == [heavy])
        fixture.step { core, now in core.cancel(light, at: now) }
        #expect(fixture.failed[light]?.code == .cancelled)
    }

    @Test func cancelledHeadLetsTheNextStart() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(4)
        _ = try fixture.permit(Demand(bucket, cost: 2))
        let heavy = try fixture.wait(Demand(bucket, cost: 4))
        let light = try fixture.wait(Demand(bucket, cost: 1))
        fixture.step { core, now in core.cancel(heavy, at: now) }
        #expect(fixture.order == [light])
        #expect(fixture.snapshot(bucket).waiting == 0)
    }

    @Test func urgentNewcomerStartsBeforeAHeavyHead() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(4)
        _ = try fixture.permit(Demand(bucket, cost: 2))
        _ = try fixture.wait(Demand(bucket, cost: 4))
        let urgent = try fixture.wait(Demand(bucket, cost: 1), priority: .high)
        #expect(fixture.order == [urgent])
    }

    @Test func allOrNone() throws {
        var fixture = CoreFixture()
        let (one, other) = (fixture.window(1, "one"), fixture.window(1, "other"))
        let used = try fixture.permit(Demand(other))
        let both = try fixture.wait(Demand(one), Demand(other))
        #expect(fixture.snapshot(one).free == 1)
        #expect(fixture.snapshot(one).waiting == 0 && fixture.snapshot(other).waiting == 1)
        fixture.step { core, now in core.refund(used, at: now) }
        #expect(fixture.order == [both])
        #expect(fixture.snapshot(one).free == 0 && fixture.snapshot(other).free == 0)
    }

    @Test func bucketNamedTwiceIsChargedTheSum() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(3)
        _ = try fixture.permit(Demand(bucket), Demand(bucket))
        #expect(fixture.snapshot(bucket).inFlight == 2)
        _ = try fixture.wait(Demand(bucket), Demand(bucket))
    }

    @Test func tooManyWaiters() throws {
        var fixture = CoreFixture(maximumWaiters: 1)
        let bucket = fixture.window(1)
        _ = try fixture.permit(Demand(bucket))
        _ = try fixture.wait(Demand(bucket))
        let admission = fixture.core.enter(.one(Demand(bucket)), at: .zero)
        #expect(admission.error?.code == .queueFull)
        #expect(admission.error?.bucketName == "window")
    }

    @Test func costAboveCapacity() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(1)
        #expect(fixture.core.enter(.one(Demand(bucket, cost: 2)), at: .zero).error?.code == .exceedsCapacity)
    }

    /// Two buckets whose only units become free at different times and are taken at once by others: a request for both
    /// goes from queue to queue, but not for ever.
    @Test func nobodyMovesForEver() throws {
        var fixture = CoreFixture()
        let one = fixture.window(1, "one", hold: .seconds(2))
        let other = fixture.window(1, "other", hold: .seconds(2))
        fixture.finish(try fixture.permit(Demand(one)))
        fixture.advance(by: .seconds(1))
        fixture.finish(try fixture.permit(Demand(other)))
        let both = try fixture.wait(Demand(one), Demand(other))
        for _ in 0..<20 {
            _ = try fixture.wait(Demand(one))
            _ = try fixture.wait(Demand(other))
        }
        #expect(placeInOrder(of: both, in: &fixture) ?? .max <= 5)
    }

    /// Those who come from another queue always leave too little for a heavy head: they may take one capacity past it,
    /// then it is its turn.
    @Test func nobodyIsPassedForEver() throws {
        var fixture = CoreFixture()
        let own = fixture.window(1, "own", hold: .seconds(2))
        let shared = fixture.window(2, "shared", hold: .seconds(3))
        fixture.finish(try fixture.permit(Demand(own), Demand(shared)))
        let heavy = try fixture.wait(Demand(shared, cost: 2))
        for _ in 0..<20 { _ = try fixture.wait(Demand(own), Demand(shared)) }
        #expect(placeInOrder(of: heavy, in: &fixture) == 2)
    }

    /// Lets the time pass, with every request answered as soon as it has started.
    private func placeInOrder(of ticket: Ticket, in fixture: inout CoreFixture) -> Int? {
        var finished = 0
        for _ in 0..<40 {
            fixture.advance(by: .seconds(1))
            while finished < fixture.order.count {
                if let permit = fixture.granted[fixture.order[finished]] { fixture.finish(permit) }
                finished += 1
            }
        }
        return fixture.order.firstIndex(of: ticket)
    }

    @Test func otherNumbersLetWaitersStart() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(1)
        _ = try fixture.permit(Demand(bucket))
        let waiter = try fixture.wait(Demand(bucket))
        #expect(fixture.window(2) == bucket)
        #expect(fixture.order == [waiter])
    }

    @Test func smallerNumbersEndAHopelessWait() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(2)
        _ = try fixture.permit(Demand(bucket))
        let waiter = try fixture.wait(Demand(bucket, cost: 2))
        _ = fixture.window(1)
        #expect(fixture.failed[waiter]?.code == .exceedsCapacity)
    }

    @Test func waiterIsToldWhereItStands() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(1)
        fixture.finish(try fixture.permit(Demand(bucket)))
        _ = try fixture.wait(Demand(bucket))
        _ = try fixture.wait(Demand(bucket), priority: .low)
        guard case .waiting(_, let info) = fixture.core.enter(.one(Demand(bucket)), at: .zero) else {
            throw Violation("does not wait")
        }
        #expect(info.bucketName == "window" && info.position == 1)
        #expect(info.expectedStart == .seconds(20))
    }
}

extension Decision {
    var isObstructed: Bool {
        if case .obstructed = self { true } else { false }
    }
}

extension Admission {
    var error: RateLimitError? {
        if case .failed(let error) = self { error } else { nil }
    }
}
