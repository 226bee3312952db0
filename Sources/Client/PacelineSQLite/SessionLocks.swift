#if SQLite
#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The locks by which processes see whether a session lives: each holds the lock of a file of its own, which the kernel
/// frees when the process is gone, however it went. A process that is stopped keeps its lock.
///
/// A file is removed only by who holds its lock. So one who has got the lock of a file looks whether its name still
/// leads to it: it may have been removed in between.
final class SessionLocks {
    /// What the files' names begin with.
    private let prefix: String
    private var held: [String: Int32] = [:]

    /// - Parameter path: The ledger's file, beside which the locks lie.
    init(beside path: String) { prefix = path + "-session-" }

    deinit { for session in held.keys { release(session) } }

    private func path(of session: String) -> String { prefix + session }

    /// Takes the lock of a session that begins.
    func take(_ session: String) throws(SQLiteProblem) {
        guard held[session] == nil else { return }
        let path = path(of: session)
        let file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Self.problem("the lock \(path) cannot be made") }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw Self.problem("the lock \(path) cannot be taken")
        }
        held[session] = file
    }

    /// Gives up the lock of a session that is over.
    func release(_ session: String) {
        guard let file = held.removeValue(forKey: session) else { return }
        unlink(path(of: session))
        close(file)
    }

    /// Gives up the locks of all sessions but one.
    func releaseAll(but session: String) {
        for other in held.keys where other != session { release(other) }
    }

    /// Whether nobody holds the lock of a session. The file of such a one is removed.
    func isFree(_ session: String) -> Bool {
        if held[session] != nil { return false }
        let path = path(of: session)
        let file = open(path, O_RDWR | O_CLOEXEC)
        guard file >= 0 else { return errno == ENOENT }
        defer { close(file) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else { return false }
        var (mine, named) = (stat(), stat())
        if fstat(file, &mine) == 0, stat(path, &named) == 0, mine.st_ino == named.st_ino { unlink(path) }
        return true
    }

    /// Whether somebody holds the lock of a session; nil where that cannot be seen. Nothing is changed by it.
    ///
    /// It takes the lock for a moment, in which a step of another process takes a session for alive that is over.
    static func isHeld(_ session: String, beside path: String) -> Bool? {
        let file = open(path + "-session-" + session, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return errno == ENOENT ? false : nil }
        defer { close(file) }
        guard flock(file, LOCK_SH | LOCK_NB) != 0 else { return false }
        return errno == EWOULDBLOCK ? true : nil
    }

    private static func problem(_ what: String) -> SQLiteProblem {
        SQLiteProblem(description: "\(what): \(String(cString: strerror(errno)))", isPassing: errno == ENOSPC)
    }
}
#endif
