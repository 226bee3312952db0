#if SQLite
import Dispatch
import PacelineLedger

/// Looks, while somebody waits, whether another process has made room that nobody could foresee.
///
/// Steps that do so count up a row of their ledger. Whether anybody has written at all SQLite tells by a number in its
/// shared memory; only then the row is read. Used on the ledger's queue alone.
final class SQLiteNews {
    private let listeners: [AsyncStream<Void>.Continuation]
    private let queue: DispatchQueue
    private let look: @Sendable () -> Void
    private var timer: (any DispatchSourceTimer)?
    private var version: Int64?
    /// How often room had been made at the last step of this process, or the last look.
    private var count: UInt64 = 0
    private var session = ""

    /// How often it is looked.
    private static let interval = DispatchTimeInterval.milliseconds(5)

    /// - Parameter look: Is called on `queue` every 5 ms while somebody waits.
    init(_ listeners: [AsyncStream<Void>.Continuation], on queue: DispatchQueue, look: @escaping @Sendable () -> Void) {
        (self.listeners, self.queue, self.look) = (listeners, queue, look)
    }

    deinit { timer?.cancel() }

    /// This process has made a step, in which it saw all that had happened.
    /// - Parameter isWaiting: Whether somebody waits since.
    func noteStep(_ count: UInt64, of session: String, isWaiting: Bool) {
        (self.count, self.session) = (count, session)
        guard isWaiting, !listeners.isEmpty else {
            timer?.cancel()
            timer = nil
            return
        }
        guard timer == nil else { return }
        let timer = DispatchSource.makeTimerSource(queue: queue)
        timer.schedule(deadline: .now() + Self.interval, repeating: Self.interval, leeway: .milliseconds(1))
        timer.setEventHandler { [look] in look() }
        timer.resume()
        self.timer = timer
    }

    /// Looks at the file.
    func look(at file: SQLiteFile, _ row: String) {
        guard let version = file.version, version != self.version else { return }
        self.version = version
        guard let news = try? file.news(row), news.count != count else { return }
        // Of several only the last can be read.
        let isMeant = news.count != count &+ 1 || LedgerNews.concerns(session, news.text)
        count = news.count
        guard isMeant else { return }
        for listener in listeners { listener.yield() }
    }
}
#endif
