@testable import PacelineRuntime
import Testing

/// The rules of POSIX for the changes of each year.
@Suite struct ZoneRuleCalendarTests {
    private static func rule(_ text: String) -> ZoneRule? { ZoneRule([UInt8](text.utf8)[...]) }

    /// The instants at which offsets change in 2026 by a rule, worked out by hand.
    ///
    /// - From left to right: the rule, the offset before the first change of the year, then change and offset.
    @Test(
        arguments: [
            // 29 March 01:00 UTC, 25 October 01:00 UTC.
            ("CET-1CEST,M3.5.0,M10.5.0/3", 3_600, [(1_774_746_000, 7_200), (1_792_890_000, 3_600)]),
            // Summer time is the standard of Ireland, and winter's is an hour behind it.
            ("IST-1GMT0,M10.5.0,M3.5.0/1", 0, [(1_774_746_000, 3_600), (1_792_890_000, 0)]),
            // Nuuk at the same instants, one hour before the day and at its beginning: 28 March 23:00 there.
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", -7_200, [(1_774_746_000, -3_600), (1_792_890_000, -7_200)]),
            // Santiago: summer time ends on 5 April 03:00 UTC and begins on 6 September 04:00 UTC.
            ("<-04>4<-03>,M9.1.6/24,M4.1.6/24", -10_800, [(1_775_358_000, -14_400), (1_788_667_200, -10_800)]),
            // Half an hour: 4 April 15:00 UTC, 3 October 15:30 UTC.
            ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", 39_600, [(1_775_314_800, 37_800), (1_791_041_400, 39_600)]),
            // 1 March is the 60th day with and without J, 29 February not being there in 2026.
            ("AAA0BBB,J60/0,J61/0", 0, [(1_772_323_200, 3_600), (1_772_406_000, 0)]),
            ("AAA0BBB,59/0,60/0", 0, [(1_772_323_200, 3_600), (1_772_406_000, 0)]),
            // 50 hours after the first Friday of March, as in Gaza once: 8 March 02:00, and 1 November 02:00.
            ("EST5EDT,M3.1.5/50,M11.1.0", -18_000, [(1_772_953_200, -14_400), (1_793_512_800, -18_000)]),
            // New Year by these clocks is on 31 December 14:00 UTC.
            ("AAA-10BBB,0/0,J180/0", 39_600, [(1_782_651_600, 36_000), (1_798_725_600, 39_600)]),
            // All year but a day: each summer time begins and ends a week after the years before it.
            ("AAA0BBB,J365/167,J364/167", 3_600, [(1_767_650_400, 0), (1_767_740_400, 3_600)]),
            ("AAA3", -10_800, []), ("<+0545>-5:45", 20_700, []), ("AAA+1:02:03", -3_723, []),
            // Summer time that lasts all year (RFC 9636, section 3.3.1).
            ("XXX3EDT4,0/0,J365/23", -14_400, []),
        ] as [(String, Int64, [(Int64, Int64)])])
    func changesOf2026(text: String, offset: Int64, changes: [(Int64, Int64)]) throws {
        let rule = try #require(Self.rule(text))
        var offset = offset
        #expect(rule.offset(at: 1_767_225_600) == offset, "on 1 January")
        for (instant, next) in changes {
            #expect(rule.offset(at: instant - 1) == offset, "before \(instant)")
            #expect(rule.offset(at: instant) == next, "at \(instant)")
            offset = next
        }
        #expect(rule.offset(at: 1_798_761_599) == offset, "on 31 December")
    }

    /// In the leap year 2028, 1 March is still J60, but 60 days after 1 January.
    @Test func leapYears() throws {
        let (julian, plain) = try (#require(Self.rule("AAA0BBB,J60/0,J300/0")), #require(Self.rule("AAA0BBB,60/0,300")))
        for rule in [julian, plain] {
            #expect([1_835_481_599, 1_835_481_600].map { rule.offset(at: $0) } == [0, 3_600])
        }
    }

    @Test(arguments: ["AAA0", "AAA0BBB,M3.5.0,M10.5.0", "XXX3EDT4,0/0,J365/23", "AAA24BBB-24,J1/-167,365/167"])
    func everyInstantHasAnOffset(text: String) throws {
        let rule = try #require(Self.rule(text))
        for seconds in [Int64.min, -1 << 50, -1, 0, 1 << 50, .max] { #expect(abs(rule.offset(at: seconds)) < 93_600) }
    }

    @Test(arguments: [
        "", "A", "AA0", "AAA", "AAA25", "AAA0:60", "AAA0:0:60", "AAA-", "AAA--1", "AAA1234", "<AAA0", "<A>0", "<A;A>0",
        "AAA0 ", "AAA0BBB", "AAA0BBB1", "AAA0BBB,", "AAA0BBB,M3.5.0", "AAA0BBB,M3.5.0,", "AAA0BBB,M3.5.0,M10.5.0,",
        "AAA0BBB,M0.5.0,M10.5.0", "AAA0BBB,M13.5.0,M10.5.0", "AAA0BBB,M3.0.0,M10.5.0", "AAA0BBB,M3.6.0,M10.5.0",
        "AAA0BBB,M3.5.7,M10.5.0", "AAA0BBB,J0,J1", "AAA0BBB,J366,J1", "AAA0BBB,366,1", "AAA0BBB,M3.5.0/168,M10.5.0",
        "AAA0BBB,M3.5.0/,M10.5.0", "AAA0BBB,M3.5,M10.5.0", "AAA0BBB,99999999999999999999,1", "AAA0BBB,-1,1", ":AAA0",
        "AAÄ0", "AAA0\0",
    ])
    func whatIsNoRuleIsNil(text: String) {
        #expect(Self.rule(text) == nil)
    }
}
