#if SQLite
import Foundation
import PacelineLedger
import PacelineLimiter
import PacelineSQLite
import Testing

/// A ledger in a real file.
@Suite(.timeLimit(.minutes(1))) struct SQLiteLedgerTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private var path: String { folder.appending(path: "quota.db").path }

    private func request(
        _ session: String, _ sequence: Int64, wants: Int64 = 0, _ change: (inout LedgerRequest) -> Void = { _ in }
    ) -> LedgerRequest {
        var request = LedgerRequest(
            session: session, sequence: sequence, lease: 10_000_000, quiet: 3_000_000, horizon: 0,
            buckets: [.init(key: "m", rule: .init(capacity: 10_000_000, hold: 2_000_000), grace: 500_000)],
            wants: wants > 0
                ? [.init(count: wants, age: 0, laterAge: 0, parts: [.init(bucket: 0, cost: 1_000_000)])] : [])
        change(&request)
        return request
    }

    private func granted(_ reply: LedgerReply) -> Int? {
        guard case .made(let answer) = reply else { return nil }
        return answer.grants.first?.starts.count ?? 0
    }

    /// Two ledgers of one file are one, two names are two.
    @Test func oneFile() async throws {
        let (first, second) = (SQLiteLedger(at: path, name: "acme"), SQLiteLedger(at: path, name: "acme"))
        let other = SQLiteLedger(at: path, name: "other")
        #expect(granted(try await first.exchange(request("a", 1, wants: 7))) == 7)
        #expect(granted(try await second.exchange(request("b", 1, wants: 7))) == 3)
        #expect(granted(try await other.exchange(request("c", 1, wants: 7))) == 7)
    }

    /// Who waits hears of room that it could not foresee, and of refusals.
    @Test(arguments: [false, true]) func news(isRefusal: Bool) async throws {
        let (first, second) = (SQLiteLedger(at: path, name: "acme"), SQLiteLedger(at: path, name: "acme"))
        let news = try #require(second.news())
        #expect(granted(try await first.exchange(request("a", 1, wants: 10))) == 10)
        #expect(granted(try await second.exchange(request("b", 1, wants: 1))) == 0)
        _ = try await first.exchange(request("a", 2))
        _ = try await first.exchange(
            request("a", 3) { request in
                if isRefusal {
                    request.buckets[0].gate = .init(told: 1_000_000, reopens: 1_000_000)
                } else {
                    request.buckets[0].returned = 3_000_000
                }
            })
        for await _ in news { break }
        #expect(granted(try await second.exchange(request("b", 2, wants: 5))) == (isRefusal ? 0 : 3))
        await second.close()
        for await _ in news { Issue.record("it is closed") }
    }

    /// A process that is gone has given up its lock: what it had counts as answered one grace later.
    @Test func sessionsThatEnd() async throws {
        let second = SQLiteLedger(at: path, name: "acme")
        do {
            let first = SQLiteLedger(at: path, name: "acme")
            #expect(granted(try await first.exchange(request("a", 1, wants: 7))) == 7)
            #expect(granted(try await second.exchange(request("b", 1, wants: 1))) == 1)
        }
        guard case .made(let answer) = try await second.exchange(request("b", 2, wants: 9)) else {
            Issue.record("it is not known")
            return
        }
        #expect(answer.grants[0].starts.count == 2)
        #expect(answer.buckets[0].held == 7_000_000)
        #expect(answer.buckets[0].inFlight == 3_000_000)
    }

    /// A file that is deleted while it is open: nobody goes on by what is gone.
    @Test func deletedFiles() async throws {
        let ledger = SQLiteLedger(at: path, name: "acme")
        #expect(granted(try await ledger.exchange(request("a", 1, wants: 7))) == 7)
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
        #expect(granted(try await ledger.exchange(request("a", 2, wants: 1))) == nil)
    }

    /// What is no ledger's is said, and nothing is overwritten.
    @Test func otherFiles() async throws {
        try Data("a text of a few lines, and no database\n".utf8).write(to: URL(filePath: path))
        let ledger = SQLiteLedger(at: path, name: "acme")
        await #expect(throws: LedgerError.self) { try await ledger.exchange(request("a", 1)) }
        #expect(try Data(contentsOf: URL(filePath: path)).count == 39)
    }

    @Test func foldersThatDoNotExist() async throws {
        let ledger = SQLiteLedger(at: "/nowhere/at/all/quota.db", name: "acme")
        do {
            _ = try await ledger.exchange(request("a", 1))
            Issue.record("it was opened")
        } catch { #expect("\(error)".contains("unable to open")) }
    }

    /// Two limiters on one file keep within one quota.
    @Test func limiters() async throws {
        let limit = RateLimit(quota: 10, window: .milliseconds(300))
        let log = Log()
        try await withThrowingTaskGroup { group in
            for _ in 0..<2 {
                let limiter = RateLimiter(sharing: .sqlite(at: path, ledger: "acme"))
                let bucket = limiter.bucket(limit, name: "m")
                for _ in 0..<20 {
                    group.addTask {
                        let permit = try await limiter.acquire([Draw(bucket)])
                        await log.add(limiter.time.now())
                        permit.finish()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(await log.most(within: .milliseconds(300)) <= 10)
        #expect(await log.times.count == 40)
    }

    private actor Log {
        private(set) var times: [Instant] = []

        func add(_ time: Instant) { times.append(time) }

        func most(within window: Duration) -> Int {
            times.map { time in times.count { $0 >= time && $0 - time < window } }.max() ?? 0
        }
    }
}
#endif
