#if SQLite
import Foundation
import PacelineLedger
import PacelineLimiter
import Synchronization
import Testing

@testable import PacelineSQLite

/// What goes wrong with a ledger in a file: what callers see, and that the quota is kept through it and afterwards.
@Suite(.timeLimit(.minutes(1))) struct SQLiteFailureTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // One who has no rights makes the same things in it.
        chmod(folder.path, 0o777)
    }

    private var path: String { folder.appending(path: "quota.db").path }

    private static let quota = 5
    private static let window = Duration.milliseconds(300)

    /// Two limiters on one file spend a quota while something happens; returns when which requests started.
    private func spend(
        _ happening: () async throws -> Void
    ) async throws -> (starts: [ContinuousClock.Instant], events: [String]) {
        // After a loss all pause for a lease, a grace and a hold.
        var options = LedgerOptions()
        options.lease = .milliseconds(500)
        let limiters = (0..<2).map { _ in RateLimiter(sharing: .sqlite(at: path, ledger: "acme"), ledger: options) }
        let log = Log()
        let end = ContinuousClock.now + .milliseconds(2500)
        for limiter in limiters {
            limiter.grace = .milliseconds(100)
            Task {
                for await event in limiter.events where ["ledgerLost", "declaredAnew"].contains("\(event.kind)") {
                    log.events.withLock { $0.append("\(event)") }
                }
            }
        }
        try await withThrowingTaskGroup { group in
            for limiter in limiters {
                let bucket = limiter.bucket(RateLimit(quota: Double(Self.quota), window: Self.window), name: "m")
                for _ in 0..<3 {
                    group.addTask {
                        while ContinuousClock.now < end {
                            let deadline = limiter.time.now() + .milliseconds(500)
                            guard let permit = try? await limiter.acquire([Draw(bucket)], deadline: deadline) else {
                                continue
                            }
                            log.starts.withLock { $0.append(.now) }
                            permit.finish()
                        }
                    }
                }
            }
            try await Task.sleep(for: .milliseconds(700))
            try await happening()
            try await group.waitForAll()
        }
        return (log.starts.withLock { $0.sorted() }, log.events.withLock { $0 })
    }

    private final class Log: Sendable {
        let starts = Mutex<[ContinuousClock.Instant]>([])
        let events = Mutex<[String]>([])
    }

    private func most(_ starts: [ContinuousClock.Instant]) -> Int {
        starts.indices.map { first in starts[first...].prefix { $0 - starts[first] < Self.window }.count }.max() ?? 0
    }

    @Test(arguments: [false, true])
    func theFileIsGone(isReplaced: Bool) async throws {
        var mended = ContinuousClock.now
        let (starts, events) = try await spend {
            for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
            if isReplaced { _ = try SQLiteFile(at: path, busyTimeout: 1_000) }
            mended = .now
        }
        #expect(most(starts) <= Self.quota)
        #expect(starts.contains { $0 > mended + .milliseconds(500) }, "\(events)")
        #expect(events.count { $0.hasPrefix("declaredAnew") } <= 3, "\(events)")
        if starts.first.map({ $0 < mended }) ?? false {
            #expect(events.contains { $0.hasPrefix("declaredAnew") }, "\(events)")
        }
    }

    /// A process is stopped within a step: its transaction stays open.
    @Test func othersHoldTheFile() async throws {
        let ledger = SQLiteLedger(at: path, name: "acme", busyTimeout: .milliseconds(100))
        let limiter = RateLimiter(sharing: ledger)
        let bucket = limiter.bucket(RateLimit(quota: 5, window: .milliseconds(300)), name: "m")
        try await limiter.acquire([Draw(bucket)]).finish()
        let holder = try Holder(of: path)
        defer { holder.release() }
        let clock = ContinuousClock()
        for _ in 0..<2 {
            let took = await clock.measure {
                do throws(RateLimitError) {
                    try await limiter.acquire([Draw(bucket)], deadline: limiter.time.now() + .milliseconds(250))
                        .finish()
                    Issue.record("it started")
                } catch { #expect(error.code == .deadline) }
            }
            #expect(took < .seconds(2), "\(took)")
        }
        guard case .unreachable(_, let error)? = limiter.ledger else {
            Issue.record("\(String(describing: limiter.ledger))")
            return
        }
        #expect(error.isPassing && error.description.contains("database is locked"), "\(error)")
        holder.release()
        try await limiter.acquire([Draw(bucket)]).finish()
    }

    /// Holds the file in a transaction of its own, on a thread of its own.
    private final class Holder: Sendable {
        private let isHeld = DispatchSemaphore(value: 0)
        private let isOver = DispatchSemaphore(value: 0)

        init(of path: String) throws {
            let (isHeld, isOver) = (isHeld, isOver)
            Thread {
                guard let file = try? SQLiteFile(at: path, busyTimeout: 1_000) else { return }
                try? file.transaction { _ throws(LedgerRowsError<SQLiteProblem>) in
                    isHeld.signal()
                    isOver.wait()
                }
            }.start()
            isHeld.wait()
        }

        func release() { isOver.signal() }
    }

    /// Nothing can be written any more, and then it can again.
    @Test func theDiskIsFull() async {
        await #expect(processExitsWith: .success) { [path = path as String] in
            signal(SIGXFSZ, SIG_IGN)
            let ledger = SQLiteLedger(at: path, name: "acme")
            var request = LedgerRequest(
                session: "a", sequence: 0, lease: 10_000_000, quiet: 0, horizon: 0,
                buckets: [.init(key: "m", rule: .init(capacity: 10_000_000, hold: 2_000_000), grace: 0)])
            var limit = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            var low = limit
            low.rlim_cur = 100_000
            var problem: LedgerError?
            for sequence in 1...100 where problem == nil {
                request.sequence = Int64(sequence)
                if sequence == 5 { setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &low) }
                do throws(LedgerError) { _ = try await ledger.exchange(request) } catch { problem = error }
            }
            #expect(problem?.isPassing == true && request.sequence > 5, "\(String(describing: problem))")
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            // The same request again: it is the next one still.
            guard case .made = try await ledger.exchange(request) else {
                Issue.record("the step before is lost")
                return
            }
        }
    }

    /// A file that the process may read and not write.
    @Test func theFileIsReadOnly() async throws {
        _ = try await SQLiteLedger(at: path, name: "acme").exchange(
            LedgerRequest(session: "a", sequence: 1, lease: 1, quiet: 0, horizon: 0))
        chmod(path, 0o444)
        await #expect(processExitsWith: .success) { [path = path as String] in
            if getuid() == 0 { #expect(setuid(65_534) == 0) }
            var options = LedgerOptions()
            options.whenUnreachable = .wait
            let limiter = RateLimiter(sharing: .sqlite(at: path, ledger: "acme"), ledger: options)
            let bucket = limiter.bucket(RateLimit(quota: 5, window: .seconds(1)), name: "m")
            do throws(RateLimitError) {
                try await limiter.acquire([Draw(bucket)]).finish()
                Issue.record("it started")
            } catch {
                #expect(error.code == .ledgerUnavailable && error.ledger?.isPassing == false)
                #expect(error.ledger?.description.contains("readonly") == true, "\(String(describing: error.ledger))")
            }
        }
    }
}
#endif
