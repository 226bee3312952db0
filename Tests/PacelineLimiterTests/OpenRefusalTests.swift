import PacelineLimiter
import Testing

/// A refusal that fits several limits alike shuts one of them.
@Suite struct OpenRefusalTests {
    private struct Limits {
        var fixture = CoreFixture()
        let minute, hour, day: BucketHandle

        init() {
            minute = fixture.window(60, "minute", hold: .seconds(60))
            hour = fixture.window(1800, "hour", hold: .seconds(3600))
            day = fixture.window(9000, "day", hold: .seconds(86_400))
        }

        var draws: [Draw] { [Draw(day), Draw(minute), Draw(hour)] }

        mutating func permit() throws -> PermitID {
            guard case .granted(let permit) = fixture.core.attempt(DrawList(draws), at: fixture.now) else {
                throw Violation("no permit")
            }
            return permit
        }

        /// Which one was shut.
        mutating func refuse(_ permit: PermitID, for wait: Duration? = nil) -> String? {
            let refusals = draws.map { Refusal($0.bucket, wait: wait) }
            var culprit: Int?
            fixture.step { core, now in
                culprit = core.refuse(permit, refusals, isOpen: true, jitter: 0, at: now)
            }
            return culprit.map { ["day", "minute", "hour"][$0] }
        }

        mutating func admit(_ count: Int) throws {
            for _ in 0..<count { fixture.finish(try permit()) }
        }

        mutating func isShut() -> [Bool] {
            [minute, hour, day].map { fixture.snapshot($0).gatedUntil != nil }
        }
    }

    @Test func theFullestIsShut() throws {
        var limits = Limits()
        try limits.admit(3)
        #expect(limits.refuse(try limits.permit()) == "minute")
        #expect(limits.isShut() == [true, false, false])
    }

    @Test func notTheMinuteWhenTheHourIsFuller() throws {
        var limits = Limits()
        for _ in 0..<10 {
            try limits.admit(50)
            limits.fixture.advance(by: .seconds(60))
        }
        try limits.admit(3)
        #expect(limits.refuse(try limits.permit()) == "hour")
    }

    @Test func ofEqualOnesTheShortest() throws {
        var limits = Limits()
        #expect(limits.refuse(try limits.permit()) == "minute")
    }

    /// Those that were under way at the first refusal tell nothing new.
    @Test func oneEpisode() throws {
        var limits = Limits()
        let permits = try (0..<20).map { _ in try limits.permit() }
        for permit in permits { #expect(limits.refuse(permit) == "minute") }
        #expect(limits.isShut() == [true, false, false])
    }

    @Test func theNextLongerAfterTheGate() throws {
        var limits = Limits()
        #expect(limits.refuse(try limits.permit()) == "minute")
        limits.fixture.advance(by: .seconds(60))
        #expect(limits.refuse(try limits.permit()) == "hour")
        limits.fixture.advance(by: .seconds(3600))
        #expect(limits.refuse(try limits.permit()) == "day")
    }

    /// A second refusal within the hold of the first is the next one's, even if a probe was accepted between.
    @Test(arguments: [(62, "hour"), (95, "minute")] as [(Double, String)])
    func withinItsHold(later: Double, shut: String) throws {
        var limits = Limits()
        try limits.admit(5)
        limits.fixture.advance(by: .seconds(30))
        #expect(limits.refuse(try limits.permit(), for: .seconds(31)) == "minute")
        limits.fixture.advance(by: .seconds(31))
        try limits.admit(1)
        #expect(limits.isShut() == [false, false, false])
        limits.fixture.advance(by: .seconds(later - 61))
        #expect(limits.refuse(try limits.permit()) == shut)
    }

    @Test func concurrencyOnlyWhenThereIsNoWindow() throws {
        var fixture = CoreFixture()
        let (parallel, window) = (fixture.bucket(.concurrency(1), "parallel"), fixture.window(60))
        let permit = try fixture.permit(Draw(parallel), Draw(window))
        fixture.step { core, now in
            core.refuse(permit, by: nil, for: .seconds(9), counted: true, jitter: 0, at: now)
        }
        #expect(fixture.snapshot(parallel).gatedUntil == nil)
        #expect(fixture.snapshot(window).gatedUntil == .seconds(9))
        let alone = try fixture.permit(Draw(parallel))
        fixture.step { core, now in
            core.refuse(alone, by: nil, for: .seconds(9), counted: true, jitter: 0, at: now)
        }
        #expect(fixture.snapshot(parallel).gatedUntil == .seconds(9))
    }
}
