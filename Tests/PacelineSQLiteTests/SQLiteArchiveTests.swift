#if SQLite
import Foundation
import PacelineLedger
import PacelineLimiter
import Testing

@testable import PacelineSQLite
@testable import paceline_quota

/// Ledgers in a real file, made by limiters that share them and read by somebody else.
@Suite(.timeLimit(.minutes(1))) struct SQLiteArchiveTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "quota #1? \(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private var path: String { folder.appending(path: "quota.db").path }
    private var archive: SQLiteArchive { SQLiteArchive(at: path) }

    /// All that lies in the folder, byte by byte, but the memory that processes share.
    private func contents() throws -> [String: Data] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        return try Dictionary(
            uniqueKeysWithValues: names.map { name in
                let data = try Data(contentsOf: folder.appending(path: name))
                return (name, name.hasSuffix("-shm") ? Data() : data)
            })
    }

    /// Two limiters: one has four units and is refused, the other waits.
    @Test func twoLimiters() async throws {
        let limiters = (0..<2).map { _ in RateLimiter(sharing: .sqlite(at: path, ledger: "acme")) }
        let buckets = limiters.map { $0.bucket(RateLimit(quota: 4, window: .seconds(60)), name: "m", key: "k") }
        let permit = try await limiters[0].acquire([Draw(buckets[0], cost: 4)])
        let waiter = Task { try await limiters[1].acquire([Draw(buckets[1])]).finish() }
        var report: LedgerReport?
        for _ in 0..<200 where report?.sessions.first?.waiting == nil {
            try await Task.sleep(for: .milliseconds(10))
            report = try await archive.ledger("acme").map(LedgerReport.init)
        }
        let before = try contents()
        report = try await archive.ledger("acme").map(LedgerReport.init)
        #expect(try contents() == before)
        #expect(try await archive.names() == ["acme"])
        let sessions = try #require(report?.sessions)
        #expect(sessions.map(\.life) == [.alive, .alive])
        #expect(sessions.map(\.inFlight) == [[:], ["m|k": 4]] && sessions[0].waiting?.place == 1)
        #expect(report?.buckets.map(\.capacity) == [4] && report?.buckets.first?.free == 0)
        waiter.cancel()
        _ = await waiter.result
        permit.finish()
    }

    /// Nobody has the file open any more: nothing is made beside it.
    @Test func aFileThatNobodyUses() async throws {
        do {
            let limiter = RateLimiter(sharing: .sqlite(at: path, ledger: "acme"))
            let bucket = limiter.bucket(RateLimit(quota: 4, window: .seconds(60)), name: "m")
            try await limiter.acquire([Draw(bucket)]).finish()
            await limiter.settle()
        }
        for _ in 0..<200 where try contents().keys.contains("quota.db-wal") {
            try await Task.sleep(for: .milliseconds(10))
        }
        let before = try contents()
        #expect(before.keys.sorted() == ["quota.db"])
        let report = try await archive.ledger("acme").map(LedgerReport.init)
        #expect(report?.sessions.map(\.life) == [.over] && report?.buckets.map(\.held) == [1])
        #expect(try contents() == before)
    }

    @Test func ledgersThatAreNotThere() async throws {
        let ledger = SQLiteLedger(at: path, name: "acme [1]*")
        _ = try await ledger.exchange(
            LedgerRequest(
                session: "s", sequence: 1, lease: 1, quiet: 1, horizon: 1,
                buckets: [.init(key: "x/ledger", rule: .init(capacity: 1_000_000, hold: 0), grace: 0)]))
        #expect(try await archive.ledger("acme") == nil)
        #expect(try await archive.names() == ["acme [1]*"])
        #expect(try await archive.ledger("acme [1]*").map { LedgerReport($0).buckets.map(\.key) } == ["x/ledger"])
    }

    private func problem(_ name: String? = nil) async -> String {
        do {
            if let name { _ = try await archive.ledger(name) } else { _ = try await archive.names() }
            return ""
        } catch { return "\(error)".replacing(path, with: "PATH") }
    }

    @Test func filesThatAreNone() async throws {
        #expect(await problem() == "PATH: there is no such file")
        #expect(try contents().isEmpty)
        try Data("a text of a few lines, and no database\n".utf8).write(to: URL(filePath: path))
        #expect(await problem() == "PATH: SQLite: file is not a database (file is not a database)")
        try Data().write(to: URL(filePath: path))
        #expect(await problem() == "PATH: the database is none of ledgers: it has no table `cell`")
        let folder = SQLiteArchive(at: folder.path)
        await #expect(throws: LedgerArchiveError("\(self.folder.path) is not a file")) { try await folder.names() }
    }

    @Test func rowsThatAreDamaged() async throws {
        let ledger = SQLiteLedger(at: path, name: "acme")
        let bucket = LedgerRequest.Bucket(key: "m", rule: .init(capacity: 1_000_000, hold: 0), grace: 0)
        _ = try await ledger.exchange(
            LedgerRequest(session: "s", sequence: 1, lease: 1, quiet: 1, horizon: 1, buckets: [bucket]))
        let file = try SQLiteFile(at: path, busyTimeout: 1_000)
        try file.transaction { rows throws(LedgerRowsError<SQLiteProblem>) in
            do throws(SQLiteProblem) { try rows.save("acme/b:m", [1, 2, 3]) } catch { throw .store(error) }
        }
        #expect(try await archive.ledger("acme").map { LedgerReport($0).damaged } == ["m"])
        try file.transaction { rows throws(LedgerRowsError<SQLiteProblem>) in
            do throws(SQLiteProblem) { try rows.save("acme/ledger", [1, 2, 3]) } catch { throw .store(error) }
        }
        #expect(await problem("acme") == "PATH: what is kept of the ledger acme is damaged")
    }

    /// A file of another machine, or of this one before it was started again.
    @Test func anEarlierStart() async throws {
        let ledger = SQLiteLedger(at: path, name: "acme")
        let bucket = LedgerRequest.Bucket(key: "m", rule: .init(capacity: 1_000_000, hold: 0), grace: 0)
        _ = try await ledger.exchange(
            LedgerRequest(session: "s", sequence: 1, lease: 1, quiet: 1, horizon: 1, buckets: [bucket]))
        let file = try SQLiteFile(at: path, busyTimeout: 1_000)
        try file.transaction { rows throws(LedgerRowsError<SQLiteProblem>) in
            do throws(SQLiteProblem) {
                for row in ["acme/ledger", "acme/b:m"] {
                    var bytes = try rows.load(row) ?? []
                    bytes[2] = bytes[2] == 0x30 ? 0x31 : 0x30
                    try rows.save(row, bytes)
                }
            } catch { throw .store(error) }
        }
        let report = try await archive.ledger("acme").map(LedgerReport.init)
        #expect(report?.isOfEarlierStart == true && report?.age == 0 && report?.buckets.first?.free == 1)
    }
}
#endif
