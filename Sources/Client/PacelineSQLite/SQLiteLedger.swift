#if SQLite
import Dispatch
import PacelineLedger
public import PacelineLimiter
import Synchronization

/// A ledger in an SQLite file, for the processes of one machine, and for one process that is restarted: what was used
/// before a crash or a redeployment counts on.
///
/// It is exact, whatever crashes, stops or restarts: nothing in it goes by the wall clock, and whether a process lives,
/// a lock tells that the kernel frees. The file must not lie on a network file system. Beside it lie SQLite's own files
/// and one small file for each process (`…-session-…`).
public final class SQLiteLedger: Ledger {
    private struct State {
        var file: SQLiteFile?
        let locks: SessionLocks
        var listeners: [AsyncStream<Void>.Continuation] = []
        var news: SQLiteNews?
    }

    private let path: String
    private let name: String
    /// What the names of the ledger's rows begin with.
    private let prefix: String
    private let busyTimeout: Duration
    /// One step at a time, on a thread of its own: SQLite waits for others while it holds the thread.
    private let queue = DispatchQueue(label: "paceline.sqlite-ledger")
    private let process = OwnProcess()
    private let state: Mutex<State>

    /// A session is over when its process is.
    public let isLeased = false

    /// - Parameters:
    ///   - path: The file, which is made if there is none. Its folder must exist.
    ///   - name: The ledger's name: one for each account of an API. All buckets that a request draws on together lie in
    ///     one ledger.
    ///   - busyTimeout: How long a step waits for those of other processes.
    public init(at path: String, name: String, busyTimeout: Duration = .seconds(5)) {
        self.path = path
        self.name = name
        prefix = SQLiteFile.prefix(of: name)
        self.busyTimeout = busyTimeout
        state = Mutex(State(locks: SessionLocks(beside: path)))
    }

    /// Makes one step, in one transaction.
    /// - Throws: ``LedgerError`` where the file cannot be opened, read or written, or others hold it for too long.
    public func exchange(_ request: LedgerRequest) async throws(LedgerError) -> LedgerReply {
        // In the child of a fork no other thread runs, and so no queue.
        guard process.isThis else { throw .forked }
        let result: Result<LedgerReply, LedgerError> = await withCheckedContinuation { continuation in
            queue.async { [self] in continuation.resume(returning: step(request)) }
        }
        return try result.get()
    }

    /// Looks every 5 ms while somebody waits.
    public func news() -> AsyncStream<Void>? {
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        state.withLock { state in
            state.listeners.append(continuation)
            state.news = SQLiteNews(state.listeners, on: queue) { [weak self] in self?.look() }
        }
        return stream
    }

    private func look() {
        state.withLock { state in
            guard let file = state.file else { return }
            state.news?.look(at: file, prefix + "news")
        }
    }

    /// Closes the file. What is in flight then counts as answered one grace later.
    public func close() async {
        await withCheckedContinuation { continuation in
            queue.async { [self] in
                state.withLock { state in
                    state.file = nil
                    state.locks.releaseAll(but: "")
                    for listener in state.listeners { listener.finish() }
                    (state.listeners, state.news) = ([], nil)
                }
                continuation.resume()
            }
        }
    }

    private func step(_ request: LedgerRequest) -> Result<LedgerReply, LedgerError> {
        state.withLock { state in
            do throws(LedgerRowsError<SQLiteProblem>) {
                return .success(try step(request, &state))
            } catch {
                state.file = nil
                return .failure(self.error(error))
            }
        }
    }

    private func error(_ error: LedgerRowsError<SQLiteProblem>) -> LedgerError {
        switch error {
        case .store(let problem): LedgerError(problem.description, isPassing: problem.isPassing)
        case .damaged(let row):
            LedgerError(
                "the row \(row) of the ledger \(name) in \(path) is damaged: delete the file to begin anew",
                isPassing: false)
        }
    }

    private func step(
        _ request: LedgerRequest, _ state: inout State
    ) throws(LedgerRowsError<SQLiteProblem>) -> LedgerReply {
        if state.file?.isReplaced ?? false { state.file = nil }
        if state.file == nil { state.file = try open() }
        guard let file = state.file else { throw .store(SQLiteProblem(description: "no file", isPassing: true)) }
        do throws(SQLiteProblem) { try state.locks.take(request.session) } catch { throw .store(error) }
        // A session that went on in another's place is the only one of its limiter.
        if !request.former.isEmpty { state.locks.release(request.former) }
        let locks = state.locks
        let prefix = prefix
        let (reply, count) = try file.transaction { rows throws(LedgerRowsError<SQLiteProblem>) in
            var own = NamedRows(rows: rows, prefix: prefix)
            // The clock is read only here: an instant from before the lock would be behind those of others' steps, which
            // the ledger takes for a clock that was set back.
            let outcome = try own.exchange(
                request, at: MachineClock.now, boot: MachineClock.boot, hasEnded: locks.isFree)
            do throws(SQLiteProblem) {
                return (outcome.reply, try own.count(outcome.news))
            } catch { throw .store(error) }
        }
        state.news?.noteStep(count, of: request.session, isWaiting: reply.isOpen)
        return reply
    }

    private func open() throws(LedgerRowsError<SQLiteProblem>) -> SQLiteFile {
        let (seconds, attoseconds) = busyTimeout.components
        let milliseconds = Int32(clamping: seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
        do throws(SQLiteProblem) {
            return try SQLiteFile(at: path, busyTimeout: milliseconds)
        } catch { throw .store(error) }
    }
}

/// The rows of one of the ledgers in a file.
private struct NamedRows: LedgerRows {
    let rows: SQLiteFile.Rows
    let prefix: String

    func load(_ row: String) throws(SQLiteProblem) -> [UInt8]? { try rows.load(prefix + row) }
    func save(_ row: String, _ bytes: [UInt8]) throws(SQLiteProblem) { try rows.save(prefix + row, bytes) }

    /// How much news there has been, with this one.
    func count(_ news: LedgerNews) throws(SQLiteProblem) -> UInt64 {
        let count = try rows.news(prefix + "news").count
        guard let text = news.text else { return count }
        try rows.save(prefix + "news", count: count &+ 1, text)
        return count &+ 1
    }
}

extension LedgerReply {
    /// Whether not all that was wanted has been granted.
    fileprivate var isOpen: Bool {
        if case .made(let answer) = self { answer.grants.contains { $0.next != nil } } else { false }
    }
}

extension Ledger where Self == SQLiteLedger {
    /// A ledger in an SQLite file, for the processes of one machine.
    /// - Parameters:
    ///   - path: The file, which is made if there is none.
    ///   - ledger: The ledger's name: one for each account of an API.
    public static func sqlite(at path: String, ledger: String) -> SQLiteLedger {
        SQLiteLedger(at: path, name: ledger)
    }
}
#else
public import PacelineLimiter

/// A ledger in an SQLite file, which stands behind a trait.
@available(*, unavailable, message: "enable the trait SQLite: .package(…, traits: [\"SQLite\"])")
public struct SQLiteLedger: Ledger {
    /// A ledger in an SQLite file, which stands behind a trait.
    public init(at path: String, name: String, busyTimeout: Duration = .seconds(5)) {}
    /// Never called.
    public var isLeased: Bool { false }
    /// Never called.
    public func exchange(_ request: LedgerRequest) async throws(LedgerError) -> LedgerReply { .gone(epoch: 0) }
}

@available(*, unavailable, message: "enable the trait SQLite: .package(…, traits: [\"SQLite\"])")
extension Ledger where Self == SQLiteLedger {
    /// A ledger in an SQLite file, which stands behind a trait.
    public static func sqlite(at path: String, ledger: String) -> SQLiteLedger { SQLiteLedger(at: path, name: ledger) }
}
#endif
