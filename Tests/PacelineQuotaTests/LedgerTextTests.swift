import Foundation
import PacelineLedger
import PacelineLimiter
import Testing

@testable import paceline_quota

/// What people and machines see of a ledger, at times of the test's own.
struct LedgerTextTests {
    private static let second: Int64 = 1_000_000
    private static let unit: Int64 = 1_000_000

    /// Makes steps of a ledger; times are seconds.
    private struct Steps {
        var state = LedgerState()
        var sequences: [String: Int64] = [:]

        mutating func step(
            _ session: String, at time: Double, wants: Int64 = 0, waited: Double = 0,
            _ change: (inout LedgerRequest.Bucket) -> Void = { _ in }, key: String = "per-minute|acme",
            rule: LedgerRequest.Rule = .init(capacity: 6 * unit, hold: 60 * second)
        ) {
            sequences[session, default: 0] += 1
            var bucket = LedgerRequest.Bucket(key: key, rule: rule, grace: 10 * second)
            change(&bucket)
            let age = Int64(waited * 1e6)
            let request = LedgerRequest(
                session: session, sequence: sequences[session] ?? 0, lease: 10 * second, quiet: 80 * second,
                horizon: 200_000, buckets: [bucket],
                wants: wants > 0
                    ? [.init(count: wants, age: age, laterAge: 0, parts: [.init(bucket: 0, cost: unit)])] : [])
            _ = state.exchange(request, at: Int64(time * 1e6))
        }

        func text(at time: Double, _ change: (inout LedgerReading) -> Void = { _ in }) -> String {
            var reading = LedgerReading(name: "acme", state: state, time: Int64(time * 1e6))
            change(&reading)
            return LedgerText.text(LedgerReport(reading))
        }
    }

    /// Two sessions, of which one waits, and buckets of each kind.
    private static func busy() -> Steps {
        var steps = Steps()
        steps.step("aaaaaaaa11", at: 100, wants: 5)
        steps.step("aaaaaaaa11", at: 104, { $0.settled = [.init(units: 2 * unit, age: second)] })
        steps.step(
            "aaaaaaaa11", at: 104.5, wants: 2, key: "downloads", rule: .init(capacity: 2 * unit, hold: 0))
        steps.step(
            "aaaaaaaa11", at: 105, wants: 3, key: "burst",
            rule: .init(capacity: 10 * unit, hold: 5 * second, isRefilled: true))
        steps.step(
            "aaaaaaaa11", at: 105.5, { $0.settled = [.init(units: 3 * unit, age: 0)] }, key: "burst",
            rule: .init(capacity: 10 * unit, hold: 5 * second, isRefilled: true))
        steps.step("bbbbbbbb22", at: 106, wants: 3, waited: 1.5)
        return steps
    }

    @Test func twoSessionsAndAWaiter() {
        #expect(
            Self.busy().text(at: 106) == """
                Ledger acme: its life began 6 s ago.

                2 sessions
                  bbbbbbbb  lease left: 10 s; in flight: per-minute|acme 1
                            waits for per-minute|acme 2 since 1.5 s ago; place 1 in the line, comes again in 56.8 s
                  aaaaaaaa  lease left: 9.5 s; in flight: downloads 2, per-minute|acme 3

                3 buckets
                  burst: 10, refilled in 5 s
                    0 in flight, 2 held, 8 free
                  downloads: 2 at a time
                    2 in flight, 0 free; the next when a response has ended
                  per-minute|acme: 6 in 60 s
                    4 in flight, 2 held, 0 free; the next in 57 s

                """)
    }

    /// The waiter did not come when it was told to, and the other session's lease is over.
    @Test func sessionsThatDoNotComeAnyMore() {
        var steps = Self.busy()
        steps.state.sessions["bbbbbbbb22"]?.waiting?.told = 110_000_000
        let text = steps.text(at: 115.9)
        #expect(text.contains("place in the line lost, should have come 5.9 s ago\n"))
        #expect(
            text.contains(
                "  aaaaaaaa  over for 400 ms; counts as answered a grace later: downloads 2, per-minute|acme 3\n"))
        // What it had in flight is held from one grace after its end on.
        #expect(text.contains("    1 in flight, 5 held, 0 free; the next in 47.1"))
        #expect(text.contains("  downloads: 2 at a time\n    0 in flight, 2 held, 0 free; the next in 9.6 s\n"))
    }

    @Test func gates() {
        var steps = Self.busy()
        steps.step("aaaaaaaa11", at: 107, { $0.gate = .init(told: 3 * Self.second, reopens: 4 * Self.second) })
        #expect(
            steps.text(at: 107.5).contains("    shut by a refusal for 3.5 s more, then one probe goes\n"))
        #expect(steps.text(at: 112).contains("    shut by a refusal; the next request is the probe\n"))
        steps.step("bbbbbbbb22", at: 112, { $0.returned = Self.unit })
        steps.step("bbbbbbbb22", at: 112, wants: 1)
        #expect(
            steps.text(at: 112).contains(
                "the next when the probe went through\n    shut by a refusal; a probe of bbbbbbbb is under way\n"))
    }

    @Test func wordsOfServers() {
        var steps = Self.busy()
        steps.step(
            "aaaaaaaa11", at: 107,
            {
                $0.ceilings = [.init(mark: 6 * Self.unit, remaining: 1_500_000, age: 0, length: 20 * Self.second)]
                $0.ends = [.init(through: 7 * Self.second, due: 30 * Self.second)]
            })
        let text = steps.text(at: 108)
        #expect(text.contains("    the server said: 1.5 left, for 19 s more\n"))
        #expect(text.contains("    the server's window is over in 29 s\n"))
    }

    @Test func aLedgerThatHasLostSomething() {
        var steps = Self.busy()
        steps.state.quietUntil = 206_000_000
        let text = steps.text(at: 106)
        #expect(
            text.hasPrefix(
                "Ledger acme: its life began 6 s ago. It has lost something: nobody starts for 100 s more.\n"))
        #expect(text.contains("  burst: 10, refilled in 5 s\n    0 in flight, 2 held, 8 free; the next in 100 s\n"))
    }

    @Test func whatLocksTell() {
        let text = Self.busy().text(at: 500) { $0.lives = ["aaaaaaaa11": .alive, "bbbbbbbb22": .over] }
        #expect(text.contains("  aaaaaaaa  alive, by its lock; in flight: downloads 2, per-minute|acme 3\n"))
        #expect(
            text.contains(
                "  bbbbbbbb  over, its process is gone; counts as answered a grace later: per-minute|acme 1\n"))
        #expect(!text.contains("waits for"))
        #expect(Self.busy().text(at: 500) { $0.lives = [:] }.contains("  aaaaaaaa  its lock may not be opened;"))
    }

    @Test func anEarlierStartOfTheMachine() {
        let text = Self.busy().text(at: 3) {
            $0.isOfEarlierStart = true
            $0.damaged = ["broken\u{1B}[31m"]
        }
        #expect(text.hasPrefix("Ledger acme: its life began 6 s ago.\nIt is of an earlier start of this machine"))
        #expect(text.contains("4 in flight, 2 held, 0 free"))
        #expect(text.hasSuffix("  broken\\u{1b}[31m: what is kept of it is damaged\n"))
    }

    @Test func anEmptyLedger() {
        #expect(
            Steps().text(at: 5) == "Ledger acme: when its life began is not known.\n\nNo sessions.\n\nNo buckets.\n"
                || Steps().text(at: 5).hasSuffix("No sessions.\n\nNo buckets.\n"))
    }

    /// Names that would clear the screen, or turn the order of what follows.
    @Test func hostileNames() throws {
        let hostile = "a\u{1B}[2Jb\nc\u{9B}d\u{202E}e"
        var steps = Steps()
        steps.step(hostile, at: 100, wants: 9, key: hostile)
        var reading = LedgerReading(name: hostile, state: steps.state, time: 100_000_000)
        reading.damaged = [hostile]
        let report = LedgerReport(reading)
        for text in [LedgerText.text(report), try LedgerJSON.text(report), try LedgerJSON.text([hostile])] {
            for scalar in text.unicodeScalars where scalar != "\n" {
                #expect(!["\u{1B}", "\u{9B}", "\u{202E}", "\u{7F}"].contains(scalar))
            }
            #expect(!text.contains("b\nc"))
        }
        let decoded = try JSONSerialization.jsonObject(with: Data(LedgerJSON.text(report).utf8)) as? [String: Any]
        #expect(decoded?["name"] as? String == hostile)
    }

    @Test func json() throws {
        let report = LedgerReport(LedgerReading(name: "acme", state: Self.busy().state, time: 106_000_000))
        let object = try JSONSerialization.jsonObject(with: Data(LedgerJSON.text(report).utf8)) as? [String: Any]
        #expect(object?["age"] as? Double == 6 && object?["quiet"] as? Double == 0)
        let sessions = try #require(object?["sessions"] as? [[String: Any]])
        #expect(sessions.map { $0["name"] as? String } == ["bbbbbbbb22", "aaaaaaaa11"])
        #expect((sessions[0]["waiting"] as? [String: Any])?["place"] as? Int == 1)
        #expect(sessions[1]["inFlight"] as? [String: Double] == ["downloads": 2, "per-minute|acme": 3])
        let buckets = try #require(object?["buckets"] as? [[String: Any]])
        #expect(buckets.map { $0["free"] as? Double } == [8, 0, 0])
        #expect(buckets[1]["next"] == nil && Words.time(buckets[2]["next"] as? Double ?? 0) == "57 s")
    }

    @Test(arguments: [
        (0.25, "250 ms"), (9, "9 s"), (599.52, "599.5 s"), (600, "10 min"), (5400, "90 min"), (7200, "2 h"),
        (172_800, "2 days"),
    ])
    func times(seconds: Double, text: String) { #expect(Words.time(seconds) == text) }

    @Test func lengths() { #expect(Words.length(60.606) == "60.606 s" && Words.length(0.505) == "505 ms") }

    /// Names that begin alike are told apart.
    @Test func shortNames() {
        let names = ShortNames(["12345678-a1", "12345678-b2"])
        #expect(names("12345678-a1") == "12345678-a" && ShortNames(["12345678-a1"])("12345678-a1") == "12345678")
    }
}
