@testable import PacelineRuntime
import Testing

/// Files of zones: what they tell, and that no bytes do harm.
@Suite struct ZoneFileCalendarTests {
    private static let summer = ZoneFileBytes(
        changes: [-100, 0, 1_000], places: [1, 0, 2], kinds: [600, 1_200, -3_600],
        footer: "\n<-01>1<+00>,M3.5.0/0,M10.5.0/1\n")

    /// The first kind is that before all changes, the rule is that behind all of them.
    @Test func changesAndRule() throws {
        let file = try ZoneFile(Self.summer.bytes)
        let instants: [Int64] = [.min, -101, -100, -1, 0, 999, 1_000, 1_783_080_000, 1_768_478_400]
        #expect(instants.map { file.offset(at: $0) } == [600, 600, 1_200, 1_200, 600, 600, -3_600, 0, -3_600])
    }

    @Test func whereNoRuleIsTheLastChangeHolds() throws {
        var bytes = Self.summer
        bytes.footer = "\n\n"
        #expect(try [1_000, .max].map { try ZoneFile(bytes.bytes).offset(at: $0) } == [-3_600, -3_600])
        #expect(try ZoneFile(ZoneFileBytes(kinds: [60]).bytes).offset(at: 0) == 60)
        #expect(try ZoneFile(ZoneFileBytes(kinds: [60], footer: "\nAAA-2\n").bytes).offset(at: 0) == 7_200)
    }

    private static let wrong: [(String, ZoneFileBytes)] = [
        ("no times of 64 bits", ZoneFileBytes(version: 0)),
        ("no kind of local time", ZoneFileBytes(kinds: [])),
        ("no kind of local time", ZoneFileBytes(kinds: [Int32](repeating: 0, count: 257))),
        ("ends too early", ZoneFileBytes(told: (.max, 1))), ("ends too early", ZoneFileBytes(told: (0, .max))),
        ("ends too early", ZoneFileBytes(told: (10, 1))),
        ("kind of local time that is not there", ZoneFileBytes(changes: [0], places: [1])),
        ("order of time", ZoneFileBytes(changes: [5, 5], places: [0, 0])),
        ("order of time", ZoneFileBytes(changes: [.max, .min], places: [0, 0])),
        ("93600 seconds ahead", ZoneFileBytes(kinds: [93_600])), ("seconds ahead", ZoneFileBytes(kinds: [.min])),
        ("leap seconds", ZoneFileBytes(leaps: 1)), ("ends too early", ZoneFileBytes(footer: "")),
        ("no footer", ZoneFileBytes(footer: "\nUTC0")), ("no footer", ZoneFileBytes(footer: "UTC0\n")),
        ("rule `UTC` is none", ZoneFileBytes(footer: "\nUTC\n")),
    ]

    @Test(arguments: wrong.indices) func wrongPartsAreTold(index: Int) throws {
        let (reason, parts) = Self.wrong[index]
        let problem = try #require(throws: ZoneFileProblem.self) { try ZoneFile(parts.bytes) }
        #expect(problem.description.contains(reason))
    }

    @Test func changesAtTheEndsOfTime() throws {
        let parts = ZoneFileBytes(changes: [.min, .max], places: [1, 0], kinds: [0, 60], footer: "\nAAA-1\n")
        let file = try ZoneFile(parts.bytes)
        #expect([.min, 0, .max].map { file.offset(at: $0) } == [60, 60, 3_600])
    }

    /// A file that ends anywhere before its end is refused.
    @Test func everyTruncation() {
        let bytes = Self.summer.bytes
        #expect(throws: Never.self) { try ZoneFile(bytes) }
        for length in bytes.indices {
            #expect(throws: ZoneFileProblem.self) { try ZoneFile([UInt8](bytes.prefix(length))) }
        }
    }

    @Test(.enabled(if: ZoneFolder.isThere, "There are no zones on this machine."))
    func everyTruncationOfARealFile() throws {
        let bytes = try ZoneFolder.bytes(of: "America/Havana")
        for length in bytes.indices { #expect((try? ZoneFile([UInt8](bytes.prefix(length)))) == nil) }
    }

    /// Bytes that were changed at random are refused or understood, and then every question has some answer.
    @Test func flippedBytes() throws {
        var generator = SplitMix64(seed: 11)
        try expectAnswers(Self.summer.bytes, rounds: 2_000, &generator)
        guard ZoneFolder.isThere else { return }
        for name in ["Pacific/Apia", "America/Nuuk", "Africa/Casablanca"] {
            try expectAnswers(try ZoneFolder.bytes(of: name), rounds: 200, &generator)
        }
    }

    private func expectAnswers(_ bytes: [UInt8], rounds: Int, _ generator: inout SplitMix64) throws {
        var understood = 0
        for _ in 0..<rounds {
            var bytes = bytes
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: bytes.indices, using: &generator)
                bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            }
            guard let file = try? ZoneFile(bytes) else { continue }
            understood += 1
            let clock = ZoneClock(name: "Mars/Phobos", source: .file(file))
            for seconds in [Int64.min, -1 << 40, 0, 1_800_000_000, 1 << 40, .max] {
                #expect(abs(file.offset(at: seconds)) < 93_600)
            }
            let instant = Double.random(in: -3e9...6e9, using: &generator)
            for period in [CalendarPeriod.partOfDay(seconds: 7_200), .day, .months(3)] {
                #expect(period.end(after: instant, in: clock) > instant)
            }
        }
        #expect(understood > rounds / 20)
    }
}
