import PacelineLimiter
import Testing

@Suite struct QueueTests {
    @Test func arrivalDecidesWithinAPriority() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(1)
        let first = try fixture.permit(Draw(bucket))
        let normal = try fixture.wait(Draw(bucket))
        let low = try fixture.wait(Draw(bucket), priority: .low)
        let later = try fixture.wait(Draw(bucket))
        let high = try fixture.wait(Draw(bucket), priority: .high)
        let again = try fixture.wait(Draw(bucket), position: .front)
        let againLater = try fixture.wait(Draw(bucket), position: .front)
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
        let used = [try fixture.permit(Draw(bucket, cost: 2)), try fixture.permit(Draw(bucket, cost: 2))]
        let heavy = try fixture.wait(Draw(bucket, cost: 4))
        let light = try fixture.wait(Draw(bucket, cost: 1))
        fixture.step { core, now in core.refund(used[0], at: now) }
        #expect(fixture.order.isEmpty)
        #expect(fixture.core.attempt(.one(Draw(bucket)), at: fixture.now).isObstructed)
        fixture.step { core, now in core.refund(used[1], at: now) }
        #expect(fixture.order == [heavy])
        fixture.step { core, now in core.cancel(light, at: now) }
        #expect(fixture.failed[light]?.code == .cancelled)
    }

    @Test func cancelledHeadLetsTheNextStart() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(4)
        _ = try fixture.permit(Draw(bucket, cost: 2))
        let heavy = try fixture.wait(Draw(bucket, cost: 4))
        let light = try fixture.wait(Draw(bucket, cost: 1))
        fixture.step { core, now in core.cancel(heavy, at: now) }
        #expect(fixture.order == [light])
        #expect(fixture.snapshot(bucket).waiting == 0)
    }

    @Test func urgentNewcomerStartsBeforeAHeavyHead() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(4)
        _ = try fixture.permit(Draw(bucket, cost: 2))
        _ = try fixture.wait(Draw(bucket, cost: 4))
        let urgent = try fixture.wait(Draw(bucket, cost: 1), priority: .high)
        #expect(fixture.order == [urgent])
    }

    @Test func allOrNone() throws {
        var fixture = CoreFixture()
        let (one, other) = (fixture.window(1, "one"), fixture.window(1, "other"))
        let used = try fixture.permit(Draw(other))
        let both = try fixture.wait(Draw(one), Draw(other))
        #expect(fixture.snapshot(one).free == 1)
        #expect(fixture.snapshot(one).waiting == 0 && fixture.snapshot(other).waiting == 1)
        fixture.step { core, now in core.refund(used, at: now) }
        #expect(fixture.order == [both])
        #expect(fixture.snapshot(one).free == 0 && fixture.snapshot(other).free == 0)
    }

    @Test func bucketNamedTwiceIsChargedTheSum() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(3)
        _ = try fixture.permit(Draw(bucket), Draw(bucket))
        #expect(fixture.snapshot(bucket).inFlight == 2)
        _ = try fixture.wait(Draw(bucket), Draw(bucket))
    }

    @Test func tooManyWaiters() throws {
        var fixture = CoreFixture(maximumWaiters: 1)
        let bucket = fixture.window(1)
        _ = try fixture.permit(Draw(bucket))
        _ = try fixture.wait(Draw(bucket))
        let admission = fixture.core.enter(.one(Draw(bucket)), at: .zero)
        #expect(admission.error?.code == .queueFull)
        #expect(admission.error?.bucketName == "window")
    }

    /// As many may wait of each API, and for each bucket: one that is crowded is no other's affair.
    @Test func queuesAreBoundedForEachAPIAndBucket() throws {
        var fixture = CoreFixture(maximumWaiters: 3)
        let limit = RateLimit.concurrency(1)
        let own = ["a", "b"].map { fixture.core.bucket(limit, name: "own", key: $0, api: "first", at: .zero) }
        let other = fixture.core.bucket(limit, name: "other", key: "", api: "second", at: .zero)
        for bucket in own + [other] { _ = try fixture.permit(Draw(bucket)) }
        for bucket in [own[0], own[1], own[0]] { _ = try fixture.wait(Draw(bucket)) }
        #expect(fixture.failure(Draw(own[1]))?.code == .queueFull)
        let waiter = try fixture.wait(Draw(other))
        _ = try fixture.wait(Draw(other), Draw(own[0]))
        #expect(fixture.failure(Draw(other), Draw(own[0]))?.bucketKey == "a", "three want something from it")
        fixture.step { core, now in core.cancel(waiter, at: now) }
        _ = try fixture.wait(Draw(other))
    }

    /// A group stands where its first is kept; when a better one comes first, who stood behind it goes on.
    @Test func betterFirstLetsThoseBehindStart() throws {
        var fixture = CoreFixture()
        let (shared, key) = (fixture.window(10, "shared"), fixture.window(2, "key", hold: .seconds(1)))
        _ = try fixture.permit(Draw(shared, cost: 6))
        let heavy = try fixture.wait(Draw(shared, cost: 5), Draw(key))
        let light = try fixture.wait(Draw(shared, cost: 3))
        #expect(fixture.order.isEmpty, "the heavy one holds the shared limit")
        _ = try fixture.permit(Draw(key, cost: 2))
        #expect(fixture.order.isEmpty, "a faster limit that keeps it, too, changes nothing")
        // The slow limit keeps the new first, and the shared one nobody.
        let urgent = try fixture.wait(Draw(shared), Draw(key), priority: .high)
        #expect(fixture.order == [light])
        fixture.step { core, now in core.cancel(urgent, at: now) }
        #expect(fixture.core.progress(of: heavy, at: fixture.now)?.bucketName == "shared")
    }

    /// What is kept for one whom another limit keeps, too, is let go as soon as that is so.
    @Test func lostRoomLetsThoseBehindStart() throws {
        var fixture = CoreFixture()
        let fast = fixture.window(10, "fast", hold: .seconds(1))
        let slow = fixture.window(2, "slow", hold: .seconds(5))
        _ = try fixture.permit(Draw(fast, cost: 7))
        let heavy = try fixture.wait(Draw(fast, cost: 5), Draw(slow))
        let light = try fixture.wait(Draw(fast))
        #expect(fixture.order.isEmpty)
        _ = try fixture.permit(Draw(slow, cost: 2))
        #expect(fixture.order == [light])
        #expect(fixture.core.progress(of: heavy, at: fixture.now)?.bucketName == "slow")
    }

    /// The same where the server shuts the slow limit.
    /// Whoever comes when room is due, and before the timer that is to say so, goes behind those who wait for it: these
    /// start, and the newcomer's place does not stop the timer.
    @Test(arguments: [0.0, 0.5]) func newcomerBeforeALateTimer(lateness: Double) throws {
        var fixture = CoreFixture()
        let (bucket, other) = (fixture.window(1), fixture.window(1, "other"))
        fixture.finish(try fixture.permit(Draw(bucket)))
        let waiter = try fixture.wait(Draw(bucket))
        fixture.now = .seconds(10 + lateness)
        let newcomer = try fixture.wait(Draw(bucket), Draw(other))
        #expect(fixture.order == [waiter])
        fixture.finish(try #require(fixture.granted[waiter]))
        fixture.advance(by: .seconds(10))
        #expect(fixture.order == [waiter, newcomer])
    }

    @Test func shutGateLetsThoseBehindStart() throws {
        var fixture = CoreFixture()
        let fast = fixture.window(10, "fast", hold: .seconds(1))
        let slow = fixture.window(2, "slow", hold: .seconds(5))
        let refused = try fixture.permit(Draw(slow))
        _ = try fixture.permit(Draw(fast, cost: 7))
        _ = try fixture.wait(Draw(fast, cost: 5), Draw(slow))
        let light = try fixture.wait(Draw(fast))
        fixture.step { core, now in
            core.refuse(refused, by: nil, for: .seconds(20), counted: false, jitter: 0, at: now)
        }
        #expect(fixture.order == [light])
    }

    /// Who has claimed its limits keeps nothing of one while another is behind a gate, be it shut or tried.
    @Test func claimsNothingBesideAGate() throws {
        var fixture = CoreFixture()
        let fast = fixture.window(1, "fast", hold: .seconds(1))
        let slow = fixture.window(1, "slow", hold: .seconds(2))
        let first = try fixture.permit(Draw(slow))
        let both = try fixture.wait(Draw(fast), Draw(slow))
        let second = try fixture.permit(Draw(fast))
        fixture.step { core, now in core.refund(first, at: now) }
        let third = try fixture.permit(Draw(slow))
        fixture.step { core, now in core.refund(second, at: now) }
        #expect(fixture.core.claimants == [both], "it was moved twice")
        let refused = try fixture.permit(Draw(fast))
        fixture.step { core, now in
            core.refuse(refused, by: nil, for: .seconds(1), counted: false, jitter: 0, at: now)
        }
        let probe = try fixture.wait(Draw(fast))
        let light = try fixture.wait(Draw(slow))
        fixture.advance(by: .seconds(1))
        #expect(fixture.order == [probe])
        fixture.step { core, now in core.refund(third, at: now) }
        #expect(fixture.order == [probe, light])
    }

    @Test func costAboveCapacity() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(1)
        #expect(fixture.core.enter(.one(Draw(bucket, cost: 2)), at: .zero).error?.code == .exceedsQuota)
    }

    /// Two buckets whose only units become free at different times and are taken at once by others: a request for both
    /// goes from queue to queue, but not for ever.
    @Test func nobodyMovesForEver() throws {
        var fixture = CoreFixture()
        let one = fixture.window(1, "one", hold: .seconds(2))
        let other = fixture.window(1, "other", hold: .seconds(2))
        fixture.finish(try fixture.permit(Draw(one)))
        fixture.advance(by: .seconds(1))
        fixture.finish(try fixture.permit(Draw(other)))
        let both = try fixture.wait(Draw(one), Draw(other))
        for _ in 0..<20 {
            _ = try fixture.wait(Draw(one))
            _ = try fixture.wait(Draw(other))
        }
        #expect(placeInOrder(of: both, in: &fixture) ?? .max <= 5)
    }

    /// Those who come from another queue would always leave too little for a heavy head; what it needs is kept for it.
    @Test func nobodyIsPassedForEver() throws {
        var fixture = CoreFixture()
        let own = fixture.window(1, "own", hold: .seconds(2))
        let shared = fixture.window(2, "shared", hold: .seconds(3))
        fixture.finish(try fixture.permit(Draw(own), Draw(shared)))
        let heavy = try fixture.wait(Draw(shared, cost: 2))
        for _ in 0..<20 { _ = try fixture.wait(Draw(own), Draw(shared)) }
        #expect(placeInOrder(of: heavy, in: &fixture) == 0)
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
        _ = try fixture.permit(Draw(bucket))
        let waiter = try fixture.wait(Draw(bucket))
        #expect(fixture.window(2) == bucket)
        #expect(fixture.order == [waiter])
    }

    @Test func smallerNumbersEndAHopelessWait() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(2)
        _ = try fixture.permit(Draw(bucket))
        let waiter = try fixture.wait(Draw(bucket, cost: 2))
        _ = fixture.window(1)
        #expect(fixture.failed[waiter]?.code == .exceedsQuota)
    }

    @Test func waiterIsToldWhereItStands() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(1)
        fixture.finish(try fixture.permit(Draw(bucket)))
        _ = try fixture.wait(Draw(bucket))
        _ = try fixture.wait(Draw(bucket), priority: .low)
        guard case .waiting(_, let info) = fixture.core.enter(.one(Draw(bucket)), at: .zero) else {
            throw Violation("does not wait")
        }
        #expect(info.bucketName == "window" && info.position == 1)
        #expect(info.expectedStart == .seconds(20))
    }
}

extension Decision {
    var isObstructed: Bool {
        if case .blocked = self { true } else { false }
    }
}

extension Admission {
    var error: RateLimitError? {
        if case .failed(let error) = self { error } else { nil }
    }
}
