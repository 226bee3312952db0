import PacelineLimiter
import Testing

/// After a refusal no more is used than the server had let through, and more again with time.
@Suite struct LearnedShareTests {
    /// A bucket of 60 in 10 s of which so many were admitted, and then one refused.
    private func refused(after admitted: Int, in fixture: inout CoreFixture) throws -> BucketHandle {
        let bucket = fixture.window(60)
        for _ in 0..<admitted { fixture.finish(try fixture.permit(Draw(bucket))) }
        refuse(try fixture.permit(Draw(bucket)), in: &fixture)
        return bucket
    }

    private func refuse(_ permit: PermitID, for wait: Duration? = .seconds(1), in fixture: inout CoreFixture) {
        fixture.step { core, now in
            core.refuse(permit, by: nil, for: wait, counted: true, jitter: 0, at: now)
        }
    }

    private func probe(_ bucket: BucketHandle, in fixture: inout CoreFixture) throws {
        fixture.finish(try fixture.permit(Draw(bucket)))
    }

    @Test(arguments: [(0, 1), (1, 1), (20, 20), (59, 59)] as [(Int, Double)])
    func whatWasAdmitted(admitted: Int, usable: Double) throws {
        var fixture = CoreFixture()
        let bucket = try refused(after: admitted, in: &fixture)
        #expect(fixture.snapshot(bucket).usable == usable)
        #expect(fixture.snapshot(bucket).capacity == 60)
    }

    /// Refused requests are no part of it, in whatever order responses come; a response whose hold began counts once.
    @Test func refusedOnesDoNotCount() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(60)
        let permits = try (0..<10).map { _ in try fixture.permit(Draw(bucket)) }
        for permit in permits.prefix(4) { fixture.finish(permit) }
        for permit in permits.suffix(6) {
            fixture.step { core, now in core.response(permit, at: now) }
            refuse(permit, in: &fixture)
        }
        #expect(fixture.snapshot(bucket).usable == 4)
        fixture.advance(by: .seconds(1))
        try probe(bucket, in: &fixture)
        #expect(fixture.snapshot(bucket).held == 11)
        // Another episode.
        fixture.advance(by: .seconds(9))
        let next = try (0..<3).map { _ in try fixture.permit(Draw(bucket)) }
        fixture.finish(next[0])
        refuse(next[1], in: &fixture)
        #expect(fixture.snapshot(bucket).usable == 2, "the probe and one more")
    }

    /// Nor do those of an earlier episode, as long as the server counts them.
    @Test func earlierRefusedOnesDoNotCount() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(60)
        for _ in 0..<20 { fixture.finish(try fixture.permit(Draw(bucket))) }
        fixture.advance(by: .seconds(9))
        fixture.finish(try fixture.permit(Draw(bucket)))
        refuse(try fixture.permit(Draw(bucket)), in: &fixture)
        #expect(fixture.snapshot(bucket).usable == 21)
        fixture.advance(by: .seconds(1))
        try probe(bucket, in: &fixture)
        fixture.advance(by: .seconds(1))
        for _ in 0..<5 { fixture.finish(try fixture.permit(Draw(bucket))) }
        refuse(try fixture.permit(Draw(bucket)), in: &fixture)
        #expect(fixture.snapshot(bucket).usable == 7, "one before the first refusal, the probe, and five")
    }

    /// 18 units are 60 again in 7 holds without a refusal: by 15 % and one unit each.
    @Test func growth() throws {
        var fixture = CoreFixture()
        let bucket = try refused(after: 18, in: &fixture)
        fixture.advance(by: .seconds(1))
        try probe(bucket, in: &fixture)
        var seen: [Double] = []
        for _ in 0..<8 {
            seen.append(fixture.snapshot(bucket).usable.rounded(.down))
            fixture.advance(by: .seconds(10))
        }
        #expect(seen == [18, 21, 25, 30, 36, 42, 50, 58])
        #expect(fixture.snapshot(bucket).usable == 60)
    }

    /// A refused probe keeps the share, and growth begins with the gate's opening.
    @Test func refusedProbe() throws {
        var fixture = CoreFixture()
        let bucket = try refused(after: 18, in: &fixture)
        fixture.advance(by: .seconds(1))
        for _ in 0..<2 {
            // The second time nothing is held any more.
            refuse(try fixture.permit(Draw(bucket)), for: .seconds(100), in: &fixture)
            fixture.advance(by: .seconds(100))
        }
        try probe(bucket, in: &fixture)
        #expect(fixture.snapshot(bucket).usable == 18)
        fixture.advance(by: .seconds(10))
        #expect(fixture.snapshot(bucket).usable.rounded(.down) == 21)
    }

    /// A refusal that comes late, of a request sent before the share was learned, shuts the bucket again: the share
    /// does not grow meanwhile.
    @Test func lateRefusal() throws {
        var fixture = CoreFixture()
        let bucket = fixture.window(60)
        let late = try fixture.permit(Draw(bucket))
        for _ in 0..<18 { fixture.finish(try fixture.permit(Draw(bucket))) }
        refuse(try fixture.permit(Draw(bucket)), in: &fixture)
        fixture.advance(by: .seconds(1))
        try probe(bucket, in: &fixture)
        fixture.advance(by: .seconds(1))
        refuse(late, for: .seconds(100), in: &fixture)
        fixture.advance(by: .seconds(100))
        try probe(bucket, in: &fixture)
        #expect(fixture.snapshot(bucket).usable == 18)
        fixture.advance(by: .seconds(10))
        #expect(fixture.snapshot(bucket).usable.rounded(.down) == 21)
    }

    /// It holds for those who wait, who start when it has grown; a request that costs more goes alone.
    @Test func waitersStartAsItGrows() throws {
        var fixture = CoreFixture()
        let bucket = try refused(after: 0, in: &fixture)
        let waiters = try (0..<5).map { _ in try fixture.wait(Draw(bucket)) }
        fixture.advance(by: .seconds(1))
        let probe = try #require(fixture.granted[waiters[0]])
        fixture.finish(probe)
        #expect(fixture.order == [waiters[0]])
        fixture.advance(by: .seconds(10))
        #expect(fixture.order == Array(waiters[...2]), "the probe's unit is free, and 2.15 are usable")
        fixture.advance(by: .seconds(10))
        #expect(fixture.order == Array(waiters[...3]), "two are in flight, and 3.47 are usable")
    }

    @Test func heavyRequestsGoAlone() throws {
        var fixture = CoreFixture()
        let bucket = try refused(after: 5, in: &fixture)
        fixture.advance(by: .seconds(1))
        try probe(bucket, in: &fixture)
        let heavy = try fixture.wait(Draw(bucket, cost: 50))
        fixture.advance(by: .seconds(9.9))
        #expect(fixture.order.isEmpty)
        fixture.advance(by: .seconds(0.1))
        #expect(fixture.order == [heavy])
    }

    /// A limit of requests at a time has no such share.
    @Test func concurrency() throws {
        var fixture = CoreFixture()
        let bucket = fixture.bucket(.concurrency(9))
        refuse(try fixture.permit(Draw(bucket)), in: &fixture)
        fixture.advance(by: .seconds(1))
        try probe(bucket, in: &fixture)
        #expect(fixture.snapshot(bucket).usable == 9)
    }
}
