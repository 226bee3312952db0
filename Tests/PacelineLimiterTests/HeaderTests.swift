import PacelineLimiter
import Testing

/// What responses say is left of a quota only ever lowers what may start.
@Suite struct HeaderTests {
    private func observe(
        _ permit: PermitID, _ remaining: Double, of bucket: BucketHandle, reset: Duration? = nil,
        in fixture: inout CoreFixture
    ) {
        fixture.step { core, now in
            core.response(permit, at: now)
            core.observe(permit, remaining: remaining, of: bucket, reset: reset, at: now)
        }
    }

    /// How many requests could start one after the other.
    private func free(_ bucket: BucketHandle, in fixture: CoreFixture) -> Int {
        var core = fixture.core
        var count = 0
        while case .granted = core.attempt(.one(Draw(bucket)), at: fixture.now) { count += 1 }
        return count
    }

    @Test func remainingLowersUntilTheReset() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(10)
        let permit = try fixture.permit(Draw(bucket))
        observe(permit, 3, of: bucket, reset: .seconds(4), in: &fixture)
        #expect(free(bucket, in: fixture) == 3)
        fixture.advance(by: .seconds(3.9))
        #expect(free(bucket, in: fixture) == 3)
        fixture.advance(by: .seconds(0.1))
        #expect(free(bucket, in: fixture) == 9)
    }

    @Test func withoutAResetItLastsOneHold() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(10)
        observe(try fixture.permit(Draw(bucket)), 0, of: bucket, in: &fixture)
        fixture.advance(by: .seconds(9.9))
        #expect(free(bucket, in: fixture) == 0)
        fixture.advance(by: .seconds(0.1))
        #expect(free(bucket, in: fixture) == 10)
    }

    @Test func absurdResetsLastOneHold() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(10)
        observe(try fixture.permit(Draw(bucket)), 0, of: bucket, reset: .seconds(1_700_000_000), in: &fixture)
        fixture.advance(by: .seconds(10))
        #expect(free(bucket, in: fixture) == 10)
    }

    @Test func whatStartedLaterIsSubtracted() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(10)
        let first = try fixture.permit(Draw(bucket))
        _ = try fixture.permit(Draw(bucket, cost: 2))
        observe(first, 5, of: bucket, in: &fixture)
        #expect(free(bucket, in: fixture) == 3)
    }

    @Test(arguments: [true, false]) func olderAnswersNeverRaise(olderLast: Bool) throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(10)
        let (older, newer) = (try fixture.permit(Draw(bucket)), try fixture.permit(Draw(bucket)))
        if !olderLast { observe(older, 9, of: bucket, in: &fixture) }
        observe(newer, 1, of: bucket, in: &fixture)
        if olderLast { observe(older, 9, of: bucket, in: &fixture) }
        #expect(free(bucket, in: fixture) == 1)
    }

    /// One that started earlier may have arrived later: nobody knows better how little is left.
    @Test(arguments: [true, false]) func olderAnswersThatTellLess(newerLast: Bool) throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(10)
        let permits = try (0..<5).map { _ in try fixture.permit(Draw(bucket)) }
        observe(permits[4], 3, of: bucket, reset: .seconds(8), in: &fixture)
        observe(permits[1], 1, of: bucket, reset: .seconds(8), in: &fixture)
        #expect(free(bucket, in: fixture) == 1)
        // What was told of another window is over with that.
        fixture.advance(by: .seconds(1))
        observe(permits[2], 0, of: bucket, reset: .seconds(2), in: &fixture)
        #expect(free(bucket, in: fixture) == 0)
        fixture.advance(by: .seconds(2))
        #expect(free(bucket, in: fixture) == 1)
        if newerLast {
            let newest = try fixture.permit(Draw(bucket))
            observe(newest, 4, of: bucket, reset: .seconds(5), in: &fixture)
            #expect(free(bucket, in: fixture) == 4)
        }
    }

    @Test(arguments: [Double.nan, .infinity, 1e300, 10, 9.5]) func neverMoreThanTheLimit(remaining: Double) throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(10)
        observe(try fixture.permit(Draw(bucket)), remaining, of: bucket, in: &fixture)
        #expect(free(bucket, in: fixture) == 9)
    }

    @Test func lessThanNothingIsNothing() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(10)
        observe(try fixture.permit(Draw(bucket)), -3, of: bucket, in: &fixture)
        #expect(free(bucket, in: fixture) == 0)
    }

    @Test func waitersAndDeadlinesKnowTheReset() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(10)
        observe(try fixture.permit(Draw(bucket)), 0, of: bucket, reset: .seconds(4), in: &fixture)
        let error = fixture.core.enter(.one(Draw(bucket)), deadline: .seconds(3), at: .zero).error
        #expect(error?.earliest == .seconds(4))
        let waiter = try fixture.wait(Draw(bucket))
        fixture.advance(by: .seconds(4))
        #expect(fixture.order == [waiter])
    }

    @Test func bucketsThatTheRequestDoesNotDrawOn() throws {
        var fixture = CoreFixture()
        let (own, other) = (fixture.window(10, "own"), fixture.window(10, "other"))
        _ = try fixture.permit(Draw(other))
        observe(try fixture.permit(Draw(own)), 4, of: other, in: &fixture)
        #expect(free(own, in: fixture) == 9)
        #expect(free(other, in: fixture) == 3, "the one that is in flight may not have been counted")
    }

    @Test func manyObservationsTakeLittleRoomAndEnd() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(10_000)
        for number in 0..<2000 {
            let permit = try fixture.permit(Draw(bucket))
            observe(permit, Double(5000 - number), of: bucket, in: &fixture)
            fixture.step { core, now in core.finish(permit, at: now) }
            fixture.advance(by: .milliseconds(1))
        }
        #expect(free(bucket, in: fixture) == 3001)
        fixture.advance(by: .seconds(10.2))
        #expect(free(bucket, in: fixture) == 10_000)
    }
}
