import PacelineLimiter
import Testing

@Suite struct GateTests {
    private func refuse(
        _ permit: PermitID, by buckets: [BucketHandle]? = nil, for wait: Duration?, counted: Bool = true,
        jitter: Double = 0, in fixture: inout CoreFixture
    ) {
        fixture.step { core, now in
            core.refuse(permit, by: buckets, for: wait, counted: counted, jitter: jitter, at: now)
        }
    }

    @Test func nothingStartsBeforeTheTimeTold() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(5)
        refuse(try fixture.permit(Draw(bucket)), for: .seconds(30), in: &fixture)
        let waiter = try fixture.wait(Draw(bucket))
        fixture.advance(by: .seconds(29.9))
        #expect(fixture.order.isEmpty)
        fixture.advance(by: .seconds(0.1))
        #expect(fixture.order == [waiter])
    }

    /// A request that takes nothing is a probe like any other: it does not take the turn of one who came before.
    @Test func whoTakesNothingDoesNotProbeFirst() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(5)
        let other = fixture.window(5, "other")
        refuse(try fixture.permit(Draw(bucket)), for: .seconds(30), in: &fixture)
        let waiter = try fixture.wait(Draw(bucket))
        // The time has come, and the timer has not fired yet.
        fixture.now = .seconds(30)
        let free = try fixture.wait(Draw(bucket, cost: 0), Draw(other))
        fixture.advance(by: .seconds(1))
        #expect(fixture.order == [waiter])
        let probe = try #require(fixture.granted[waiter])
        fixture.step { core, now in core.accept(probe, at: now) }
        #expect(fixture.order == [waiter, free])
    }

    @Test func withoutATimeItIsOneHoldFromReceipt() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(5)
        let permit = try fixture.permit(Draw(bucket))
        fixture.advance(by: .seconds(7))
        refuse(permit, for: nil, in: &fixture)
        #expect(fixture.snapshot(bucket).gatedUntil == .seconds(17))
    }

    @Test func jitterAddsUpToATenthOfTheWait() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(5)
        fixture.advance(by: .seconds(100))
        refuse(try fixture.permit(Draw(bucket)), for: .seconds(30), jitter: 0.5, in: &fixture)
        #expect(fixture.snapshot(bucket).gatedUntil == .seconds(131.5))
    }

    @Test func jitterIsBounded() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(5, hold: .seconds(28_800))
        refuse(try fixture.permit(Draw(bucket)), for: nil, jitter: 1, in: &fixture)
        #expect(fixture.snapshot(bucket).gatedUntil == .seconds(28_805))
    }

    /// A time beyond reason: a probe is due after the hold or 10 minutes, and whoever does not wait so long knows the
    /// time.
    @Test(arguments: [(10, nil, 600), (1000, nil, 1000), (10, 30, 30)] as [(Double, Double?, Double)])
    func absurdTimes(hold: Double, within: Double?, due: Double) throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(5, hold: .seconds(hold))
        let permit = try fixture.permit(Draw(bucket))
        let years = Duration.seconds(300_000_000)
        let refusal = Refusal(bucket, wait: years, probeWithin: within.map { .seconds($0) })
        fixture.step { core, now in core.refuse(permit, [refusal], jitter: 0, at: now) }
        let draws = DrawList.one(Draw(bucket))
        let waitLimits = [WaitLimits(bucket, gate: .seconds(600))]
        let failed = fixture.core.enter(draws, waitLimits: waitLimits, at: fixture.now)
        #expect(failed.error?.code == .exhausted)
        #expect(failed.error?.earliest == Instant.seconds(300_000_000))
        fixture.advance(by: .seconds(due - 0.1))
        #expect(fixture.snapshot(bucket).gatedUntil == .seconds(due))
        fixture.advance(by: .seconds(0.1))
        let probe = try fixture.permit(Draw(bucket))
        #expect(fixture.core.enter(draws, waitLimits: waitLimits, at: fixture.now).error?.code == .exhausted)
        // A sound time after the absurd one holds.
        refuse(probe, for: .seconds(20), in: &fixture)
        #expect(fixture.snapshot(bucket).gatedUntil == .seconds(due + 20))
    }

    @Test func reopened() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(5)
        let permit = try fixture.permit(Draw(bucket))
        fixture.step { core, now in core.observe(permit, remaining: 0, of: bucket, reset: nil, at: now) }
        refuse(permit, for: .seconds(30), in: &fixture)
        let waiters = [try fixture.wait(Draw(bucket)), try fixture.wait(Draw(bucket))]
        fixture.step { core, now in core.reopen(bucket, at: now) }
        #expect(fixture.order == waiters)
        #expect(fixture.snapshot(bucket).usable == 5)
    }

    /// A response that says nothing of the limits opens nothing: another probe goes.
    @Test func answeredWithoutBeingAccepted() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(5)
        try admit(3, bucket, in: &fixture)
        refuse(try fixture.permit(Draw(bucket)), for: .seconds(30), in: &fixture)
        fixture.advance(by: .seconds(30))
        let probe = try fixture.permit(Draw(bucket))
        let waiters = [try fixture.wait(Draw(bucket)), try fixture.wait(Draw(bucket))]
        fixture.step { core, now in core.finish(probe, accepted: false, at: now) }
        #expect(fixture.order == [waiters[0]])
        #expect(fixture.snapshot(bucket).gatedUntil == .seconds(30))
    }

    @Test func laterRefusalsOnlyMoveItLater() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(5)
        let permits = [
            try fixture.permit(Draw(bucket)), try fixture.permit(Draw(bucket)), try fixture.permit(Draw(bucket)),
        ]
        refuse(permits[0], for: .seconds(30), in: &fixture)
        refuse(permits[1], for: .seconds(5), jitter: 0.9, in: &fixture)
        #expect(fixture.snapshot(bucket).gatedUntil == .seconds(30))
        refuse(permits[2], for: .seconds(40), in: &fixture)
        #expect(fixture.snapshot(bucket).gatedUntil == .seconds(40))
    }

    /// A server that has let enough through before it refuses, so that the share of the quota is no matter.
    private func admit(_ count: Int, _ bucket: BucketHandle, in fixture: inout CoreFixture) throws {
        for _ in 0..<count { fixture.finish(try fixture.permit(Draw(bucket))) }
    }

    @Test func oneProbeThenTheQueueInOrder() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(5)
        try admit(3, bucket, in: &fixture)
        refuse(try fixture.permit(Draw(bucket)), for: .seconds(30), in: &fixture)
        let waiters = [
            try fixture.wait(Draw(bucket)), try fixture.wait(Draw(bucket)), try fixture.wait(Draw(bucket)),
        ]
        fixture.advance(by: .seconds(30))
        #expect(fixture.order == [waiters[0]])
        let probe = try #require(fixture.granted[waiters[0]])
        fixture.step { core, now in core.response(probe, at: now) }
        #expect(fixture.order == [waiters[0]])
        fixture.finish(probe)
        #expect(fixture.order == waiters)
        #expect(fixture.snapshot(bucket).gatedUntil == nil)
    }

    @Test func acceptedProbeOpensBeforeItsBodyEnds() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(5)
        try admit(2, bucket, in: &fixture)
        refuse(try fixture.permit(Draw(bucket)), for: .seconds(30), in: &fixture)
        fixture.advance(by: .seconds(30))
        let probe = try fixture.permit(Draw(bucket))
        let waiter = try fixture.wait(Draw(bucket))
        fixture.step { core, now in core.accept(probe, at: now) }
        #expect(fixture.order == [waiter])
    }

    @Test(arguments: [true, false]) func failedProbeLetsAnotherTry(isLost: Bool) throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(5)
        refuse(try fixture.permit(Draw(bucket)), for: .seconds(30), in: &fixture)
        fixture.advance(by: .seconds(30))
        let probe = try fixture.permit(Draw(bucket))
        let waiters = [try fixture.wait(Draw(bucket)), try fixture.wait(Draw(bucket))]
        fixture.step { core, now in
            isLost ? core.lose(probe, grace: .seconds(60), at: now) : core.refund(probe, at: now)
        }
        #expect(fixture.order == [waiters[0]])
    }

    @Test func refusedProbeShutsAgain() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(5)
        refuse(try fixture.permit(Draw(bucket)), for: .seconds(30), in: &fixture)
        fixture.advance(by: .seconds(30))
        refuse(try fixture.permit(Draw(bucket)), for: .seconds(30), in: &fixture)
        let waiter = try fixture.wait(Draw(bucket))
        fixture.advance(by: .seconds(29.9))
        #expect(fixture.order.isEmpty)
        fixture.advance(by: .seconds(0.1))
        #expect(fixture.order == [waiter])
    }

    /// What was sent before the refusal says nothing about the time after it.
    @Test func olderAnswersDoNotOpen() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(5)
        let older = try fixture.permit(Draw(bucket))
        refuse(try fixture.permit(Draw(bucket)), for: .seconds(30), in: &fixture)
        fixture.finish(older)
        #expect(fixture.snapshot(bucket).gatedUntil == .seconds(30))
    }

    @Test func onlyTheNamedBucketsShut() throws {
        var fixture = CoreFixture()
        let (one, other, foreign) = (fixture.window(5, "one"), fixture.window(5, "other"), fixture.window(5, "foreign"))
        refuse(
            try fixture.permit(Draw(one), Draw(other)), by: [other, foreign], for: .seconds(30), in: &fixture)
        #expect(fixture.snapshot(one).gatedUntil == nil)
        #expect(fixture.snapshot(other).gatedUntil == .seconds(30))
        #expect(fixture.snapshot(foreign).gatedUntil == .seconds(30))
    }

    @Test func eachBucketShutsForItsOwnTime() throws {
        var fixture = CoreFixture()
        let (one, other, foreign) = (fixture.window(5, "one"), fixture.window(5, "other"), fixture.window(5, "foreign"))
        let permit = try fixture.permit(Draw(one), Draw(other))
        fixture.step { core, now in
            core.refuse(
                permit, [Refusal(one, wait: .seconds(3)), Refusal(foreign, wait: .seconds(40)), Refusal(other)],
                jitter: 0, at: now)
        }
        #expect(fixture.snapshot(one).gatedUntil == .seconds(3))
        #expect(fixture.snapshot(foreign).gatedUntil == .seconds(40))
        #expect(fixture.snapshot(other).gatedUntil == .seconds(10), "without a time it is one hold")
    }

    @Test func coldProbeGoesAlone() throws {
        var fixture = CoreFixture()
        let bucket = fixture.bucket(
            RateLimit(quota: 3, window: .seconds(10), clockMargin: .none, coldStart: .probe))
        let probe = try fixture.permit(Draw(bucket))
        let waiters = [try fixture.wait(Draw(bucket)), try fixture.wait(Draw(bucket))]
        fixture.advance(by: .seconds(60))
        #expect(fixture.order.isEmpty)
        fixture.step { core, now in core.accept(probe, at: now) }
        #expect(fixture.order == waiters)
    }

    @Test func refusedColdProbeShuts() throws {
        var fixture = CoreFixture()
        let bucket = fixture.bucket(
            RateLimit(quota: 3, window: .seconds(10), clockMargin: .none, coldStart: .probe))
        let probe = try fixture.permit(Draw(bucket))
        let waiters = [try fixture.wait(Draw(bucket)), try fixture.wait(Draw(bucket))]
        refuse(probe, for: .seconds(7), in: &fixture)
        fixture.advance(by: .seconds(6.9))
        #expect(fixture.order.isEmpty)
        fixture.advance(by: .seconds(0.1))
        #expect(fixture.order == [waiters[0]])
    }

    @Test(arguments: [true, false]) func refusedRequestsAreHeldIfTheyCount(counted: Bool) throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(5)
        refuse(try fixture.permit(Draw(bucket)), for: .seconds(30), counted: counted, in: &fixture)
        #expect(fixture.snapshot(bucket).held == (counted ? 1 : 0))
        #expect(fixture.snapshot(bucket).inFlight == 0)
    }
}
