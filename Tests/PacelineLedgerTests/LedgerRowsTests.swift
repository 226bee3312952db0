import LedgerHistories
@testable import PacelineLedger
import PacelineLimiter
import Testing

/// A ledger that is kept in rows of bytes.
@Suite struct LedgerRowsTests {
    private struct Rows: LedgerRows {
        var rows: [String: [UInt8]] = [:]

        func load(_ name: String) -> [UInt8]? { rows[name] }
        mutating func save(_ name: String, _ bytes: [UInt8]) { rows[name] = bytes }
    }

    /// The same steps give the same replies, whether the ledger is a value or is read and written each time.
    @Test(arguments: [true, false]) func likeTheValue(isLeased: Bool) throws {
        for seed in Seeds.all(60) {
            var history = History(seed: seed)
            var (ledger, rows) = (LedgerState(), Rows())
            for _ in 0..<200 {
                let (request, time, dead) = history.next()
                var hasEnded: (@Sendable (String) -> Bool)?
                if !isLeased { hasEnded = { dead.contains($0) } }
                let expected = ledger.exchange(request, at: time, in: .init(hasEnded: hasEnded))
                let outcome = try rows.exchange(request, at: time, boot: "now", hasEnded: hasEnded)
                try #require(outcome == expected, "PACELINE_SEED=\(seed): \(request)")
                history.note(outcome.reply, to: request)
            }
        }
    }

    /// After the machine was started anew nobody lives, and every bucket is taken as full until what was on its way is
    /// over.
    @Test func anotherStart() throws {
        var rows = Rows()
        let bucket = LedgerFixture.bucket(10, hold: 2)
        func request(_ session: String) -> LedgerRequest {
            LedgerRequest(
                session: session, sequence: 1, lease: 1_000_000, quiet: 0, horizon: 0, buckets: [bucket],
                wants: [LedgerFixture.want(4)])
        }
        func granted(_ session: String, at time: Int64, boot: String) throws -> Int? {
            let reply = try rows.exchange(request(session), at: time, boot: boot) { _ in false }.reply
            guard case .made(let answer) = reply else { return nil }
            return answer.grants[0].starts.count
        }
        #expect(try granted("a", at: 900_000_000, boot: "first") == 4)
        // The grace is half a second.
        #expect(try granted("b", at: 2_400_000, boot: "second") == 0)
        #expect(try granted("c", at: 2_600_000, boot: "second") == 4)
    }

    /// Bytes of any kind are read or refused.
    @Test func damage() throws {
        var (history, rows) = (History(seed: 7), Rows())
        for _ in 0..<100 {
            let (request, time, _) = history.next()
            history.note(try rows.exchange(request, at: time, boot: "now", hasEnded: nil).reply, to: request)
        }
        var generator = SeededGenerator(seed: 11)
        var refused = 0
        for _ in 0..<20_000 {
            var damaged = rows
            guard let name = damaged.rows.keys.sorted().randomElement(using: &generator),
                var bytes = damaged.rows[name]
            else { continue }
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: bytes.indices, using: &generator)
                if generator.chance(0.2) { bytes.removeSubrange(place...) } else { bytes[place] = generator.byte }
                if bytes.isEmpty { break }
            }
            damaged.rows[name] = bytes
            let (request, time, _) = history.next()
            do { _ = try damaged.exchange(request, at: time, boot: "now", hasEnded: nil) } catch { refused += 1 }
        }
        #expect(refused > 5_000)
    }
}

extension SeededGenerator {
    fileprivate var byte: UInt8 {
        mutating get { UInt8.random(in: .min ... .max, using: &self) }
    }
}
