import PacelineLimiter
import Testing

/// Priorities are head starts: nobody is overtaken for ever.
@Suite struct AgeingTests {
    /// Ten milliseconds for each point: a high priority is worth a second.
    private func fixture() -> CoreFixture { CoreFixture(ageing: .milliseconds(10)) }

    /// Lets them start one after the other, at once.
    private func drain(_ fixture: inout CoreFixture, from first: PermitID, count: Int) -> [Ticket] {
        fixture.step { core, now in core.refund(first, at: now) }
        for _ in 0..<count {
            if let last = fixture.order.last, let permit = fixture.granted[last] {
                fixture.step { core, now in core.refund(permit, at: now) }
            }
        }
        return fixture.order
    }

    @Test func headStartsDecide() throws {
        var fixture = fixture()
        let bucket = fixture.window(1)
        let first = try fixture.permit(Draw(bucket))
        let old = try fixture.wait(Draw(bucket))
        fixture.advance(by: .milliseconds(500))
        let recent = try fixture.wait(Draw(bucket))
        fixture.advance(by: .milliseconds(600))
        let urgent = try fixture.wait(Draw(bucket), priority: .high)
        #expect(drain(&fixture, from: first, count: 3) == [old, urgent, recent])
    }

    @Test func urgentOnesThatKeepComingDoNotStarveOthers() throws {
        var fixture = fixture()
        let bucket = fixture.window(1, hold: .seconds(1))
        fixture.finish(try fixture.permit(Draw(bucket)))
        let patient = try fixture.wait(Draw(bucket), priority: .low)
        for _ in 0..<20 {
            _ = try fixture.wait(Draw(bucket), priority: .high)
            fixture.advance(by: .seconds(1))
            if let last = fixture.order.last, let permit = fixture.granted[last] { fixture.finish(permit) }
        }
        #expect((fixture.order.firstIndex(of: patient) ?? .max) <= 3, "it is two seconds behind, no more")
    }

    @Test func withoutAgeingArrivalDecides() throws {
        var fixture = CoreFixture(ageing: .zero)
        let bucket = fixture.window(1)
        let first = try fixture.permit(Draw(bucket))
        let low = try fixture.wait(Draw(bucket), priority: .low)
        fixture.advance(by: .milliseconds(1))
        let high = try fixture.wait(Draw(bucket), priority: .high)
        #expect(drain(&fixture, from: first, count: 2) == [low, high])
    }

    @Test func enormousHeadStartsKeepStrictOrder() throws {
        var fixture = CoreFixture(ageing: .seconds(1e9))
        let bucket = fixture.window(1)
        let first = try fixture.permit(Draw(bucket))
        let low = try fixture.wait(Draw(bucket), priority: Priority(rawValue: .min))
        let normal = try fixture.wait(Draw(bucket))
        let high = try fixture.wait(Draw(bucket), priority: Priority(rawValue: .max))
        let higher = try fixture.wait(Draw(bucket), priority: Priority(rawValue: .max))
        #expect(drain(&fixture, from: first, count: 4) == [high, higher, normal, low])
    }

    @Test func thoseWhoComeBackGoBeforeTheirOwnPriorityOnly() throws {
        var fixture = fixture()
        let bucket = fixture.window(1)
        let first = try fixture.permit(Draw(bucket))
        let high = try fixture.wait(Draw(bucket), priority: .high)
        let normal = try fixture.wait(Draw(bucket))
        fixture.advance(by: .milliseconds(100))
        let again = try fixture.wait(Draw(bucket), position: .front)
        let againLater = try fixture.wait(Draw(bucket), position: .front)
        #expect(drain(&fixture, from: first, count: 4) == [high, again, againLater, normal])
    }

    @Test func progressIsExact() throws {
        var fixture = fixture()
        let bucket = fixture.window(1)
        let first = try fixture.permit(Draw(bucket))
        let (one, two) = (try fixture.wait(Draw(bucket)), try fixture.wait(Draw(bucket)))
        #expect(fixture.core.progress(of: two, at: fixture.now)?.position == 1)
        let urgent = try fixture.wait(Draw(bucket), priority: .high)
        #expect(fixture.core.progress(of: two, at: fixture.now)?.position == 2)
        #expect(fixture.core.waits(at: fixture.now).map(\.ticket) == [one, two, urgent])
        fixture.step { core, now in core.refund(first, at: now) }
        #expect(fixture.core.progress(of: two, at: fixture.now)?.position == 1)
        #expect(fixture.core.progress(of: urgent, at: fixture.now) == nil)
    }
}
