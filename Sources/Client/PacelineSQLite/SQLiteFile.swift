#if SQLite
import CSQLite
import PacelineLedger

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// An SQLite file that holds ledgers: one row for each bucket, and one for each ledger and its sessions. Used by one
/// thread at a time.
///
/// The file is written ahead (WAL), and a step is one transaction that locks it from its beginning. What a power loss
/// may take, the end of the log that was not on the disk yet, is of an earlier start of the machine, which the ledger
/// notices by itself.
final class SQLiteFile {
    private let path: String
    private let database: OpaquePointer
    private var loading: OpaquePointer?
    private var saving: OpaquePointer?
    private var versioning: OpaquePointer?
    /// The file as it was opened.
    private let identity: (device: UInt64, node: UInt64)

    /// - Parameter busyTimeout: How long a step waits for those of other processes, in milliseconds.
    init(at path: String, busyTimeout: Int32) throws(SQLiteProblem) {
        self.path = path
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(
            path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE,
            nil)
        guard code == SQLITE_OK, let opened else {
            let problem = SQLiteProblem(opened, code)
            sqlite3_close_v2(opened)
            throw problem
        }
        database = opened
        sqlite3_busy_timeout(database, busyTimeout)
        do throws(SQLiteProblem) {
            for statement in [
                "PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL",
                "CREATE TABLE IF NOT EXISTS cell(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
            ] { try SQLiteFile.run(statement, database) }
            loading = try SQLiteFile.prepare("SELECT value FROM cell WHERE name = ?1", database)
            saving = try SQLiteFile.prepare("REPLACE INTO cell(name, value) VALUES(?1, ?2)", database)
            versioning = try SQLiteFile.prepare("PRAGMA data_version", database)
            guard let identity = SQLiteFile.identity(of: path) else {
                throw SQLiteProblem(description: "the file \(path) is gone", isPassing: true)
            }
            self.identity = identity
        } catch {
            for statement in [loading, saving, versioning] { sqlite3_finalize(statement) }
            sqlite3_close_v2(database)
            throw error
        }
    }

    deinit {
        for statement in [loading, saving, versioning] { sqlite3_finalize(statement) }
        sqlite3_close_v2(database)
    }

    /// Whether the path names another file than the one that was opened: it was deleted, or replaced.
    var isReplaced: Bool { SQLiteFile.identity(of: path).map { $0 != identity } ?? true }

    private static func identity(of path: String) -> (device: UInt64, node: UInt64)? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return (UInt64(truncatingIfNeeded: status.st_dev), UInt64(status.st_ino))
    }

    /// Another number when another process has written; nil where it cannot be told.
    var version: Int64? {
        defer { sqlite3_reset(versioning) }
        return sqlite3_step(versioning) == SQLITE_ROW ? sqlite3_column_int64(versioning, 0) : nil
    }

    /// How much news there has been, and the last of it; read outside of transactions.
    func news(_ row: String) throws(SQLiteProblem) -> (count: UInt64, text: String) { try Rows(file: self).news(row) }

    /// Runs `body` in one transaction, which is undone if it throws.
    func transaction<Result>(
        _ body: (inout Rows) throws(LedgerRowsError<SQLiteProblem>) -> Result
    ) throws(LedgerRowsError<SQLiteProblem>) -> Result {
        do throws(SQLiteProblem) { try run("BEGIN IMMEDIATE") } catch { throw .store(error) }
        do throws(LedgerRowsError<SQLiteProblem>) {
            var rows = Rows(file: self)
            let result = try body(&rows)
            do throws(SQLiteProblem) { try run("COMMIT") } catch { throw .store(error) }
            return result
        } catch {
            // It may have been undone already, by the error itself.
            _ = try? run("ROLLBACK")
            throw error
        }
    }

    private func run(_ statement: String) throws(SQLiteProblem) { try SQLiteFile.run(statement, database) }

    private static func run(_ statement: String, _ database: OpaquePointer) throws(SQLiteProblem) {
        let code = sqlite3_exec(database, statement, nil, nil, nil)
        guard code == SQLITE_OK else { throw SQLiteProblem(database, code) }
    }

    private static func prepare(
        _ statement: String, _ database: OpaquePointer
    ) throws(SQLiteProblem) -> OpaquePointer? {
        var prepared: OpaquePointer?
        let code = sqlite3_prepare_v3(
            database, statement, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard code == SQLITE_OK else { throw SQLiteProblem(database, code) }
        return prepared
    }

    /// What the names of a ledger's rows begin with: the ledger's name, in which a slash and a percent sign are encoded,
    /// and a slash.
    static func prefix(of ledger: String) -> String {
        ledger.replacing("%", with: "%25").replacing("/", with: "%2F") + "/"
    }

    /// The ledger whose rows begin so.
    static func ledger(ofPrefix prefix: some StringProtocol) -> String {
        String(prefix).replacing("%2F", with: "/").replacing("%25", with: "%")
    }

    /// The rows within a transaction.
    struct Rows: LedgerRows {
        fileprivate let file: SQLiteFile

        func load(_ name: String) throws(SQLiteProblem) -> [UInt8]? {
            let statement = file.loading
            defer { sqlite3_reset(statement) }
            SQLiteFile.bind(name, to: statement)
            let code = sqlite3_step(statement)
            guard code != SQLITE_DONE else { return nil }
            guard code == SQLITE_ROW else { throw SQLiteProblem(file.database, code) }
            return SQLiteFile.bytes(statement)
        }

        /// How much news there has been, and the last of it.
        func news(_ name: String) throws(SQLiteProblem) -> (count: UInt64, text: String) {
            let bytes = try load(name) ?? []
            let count = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
            return (count, String(decoding: bytes.dropFirst(8), as: UTF8.self))
        }

        /// Keeps them.
        func save(_ name: String, count: UInt64, _ text: String) throws(SQLiteProblem) {
            try save(name, withUnsafeBytes(of: count.bigEndian, Array.init) + Array(text.utf8))
        }

        func save(_ name: String, _ bytes: [UInt8]) throws(SQLiteProblem) {
            let statement = file.saving
            defer { sqlite3_reset(statement) }
            SQLiteFile.bind(name, to: statement)
            _ = bytes.withUnsafeBytes {
                sqlite3_bind_blob(statement, 2, $0.baseAddress, Int32($0.count), SQLiteFile.copied)
            }
            let code = sqlite3_step(statement)
            guard code == SQLITE_DONE else { throw SQLiteProblem(file.database, code) }
        }
    }

    /// The bytes in the first column of a row.
    static func bytes(_ statement: OpaquePointer?) -> [UInt8] {
        let count = Int(sqlite3_column_bytes(statement, 0))
        guard count > 0, let bytes = sqlite3_column_blob(statement, 0) else { return [] }
        return Array(UnsafeRawBufferPointer(start: bytes, count: count))
    }

    private static func bind(_ name: String, to statement: OpaquePointer?) {
        sqlite3_bind_text(statement, 1, name, -1, copied)
    }

    /// SQLite makes a copy of what is bound (`SQLITE_TRANSIENT`, a macro that Swift does not see).
    static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}

/// What SQLite refused to do, in words.
struct SQLiteProblem: Error {
    let description: String
    /// Whether it may go by itself.
    let isPassing: Bool

    init(description: String, isPassing: Bool) { (self.description, self.isPassing) = (description, isPassing) }

    init(_ database: OpaquePointer?, _ code: Int32) {
        let message = String(cString: sqlite3_errmsg(database) ?? sqlite3_errstr(code))
        description = "SQLite: \(message) (\(String(cString: sqlite3_errstr(code))))"
        isPassing = [SQLITE_BUSY, SQLITE_LOCKED, SQLITE_FULL, SQLITE_IOERR, SQLITE_NOMEM].contains(code & 0xFF)
    }
}
#endif
