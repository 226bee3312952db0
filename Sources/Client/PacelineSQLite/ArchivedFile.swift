#if SQLite
import CSQLite

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// An SQLite file of ledgers that is only read, as it stands at one moment.
///
/// While any process has the file open, its log (`-wal`) lies beside it, and SQLite reads both. Where none does, SQLite
/// would make the log to read the file, and leave it behind: then the file is read alone.
final class ArchivedFile {
    private let database: OpaquePointer

    init(at path: String) throws(SQLiteProblem) {
        let hasLog = access(path + "-wal", F_OK) == 0
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(
            "file:\(Self.encoded(path))\(hasLog ? "" : "?immutable=1")", &opened,
            SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, nil)
        guard code == SQLITE_OK, let opened else {
            let problem = SQLiteProblem(opened, code)
            sqlite3_close_v2(opened)
            throw problem
        }
        database = opened
        sqlite3_busy_timeout(database, 1_000)
        do throws(SQLiteProblem) {
            try begin()
        } catch {
            sqlite3_close_v2(database)
            throw error
        }
    }

    deinit { sqlite3_close_v2(database) }

    /// All that follows is of one moment.
    private func begin() throws(SQLiteProblem) {
        let code = sqlite3_exec(database, "BEGIN", nil, nil, nil)
        guard code == SQLITE_OK else { throw SQLiteProblem(database, code) }
        let tables = try rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name = ?1", "cell", Self.text)
        guard !tables.isEmpty else {
            throw SQLiteProblem(
                description: "the database is none of ledgers: it has no table `cell`", isPassing: false)
        }
    }

    /// The names of the rows that match a pattern of `GLOB`, in order.
    func names(like pattern: String) throws(SQLiteProblem) -> [String] {
        try rows("SELECT name FROM cell WHERE name GLOB ?1 ORDER BY name", pattern, Self.text)
    }

    /// What is kept under a name; nil when nothing is.
    func load(_ name: String) throws(SQLiteProblem) -> [UInt8]? {
        try rows("SELECT value FROM cell WHERE name = ?1", name, SQLiteFile.bytes).first
    }

    private static func text(_ statement: OpaquePointer?) -> String {
        sqlite3_column_text(statement, 0).map { String(cString: $0) } ?? ""
    }

    private func rows<Row>(
        _ query: String, _ argument: String, _ row: (OpaquePointer?) -> Row
    ) throws(SQLiteProblem) -> [Row] {
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        var code = sqlite3_prepare_v2(database, query, -1, &statement, nil)
        guard code == SQLITE_OK else { throw SQLiteProblem(database, code) }
        sqlite3_bind_text(statement, 1, argument, -1, SQLiteFile.copied)
        var rows: [Row] = []
        code = sqlite3_step(statement)
        while code == SQLITE_ROW {
            rows.append(row(statement))
            code = sqlite3_step(statement)
        }
        guard code == SQLITE_DONE else { throw SQLiteProblem(database, code) }
        return rows
    }

    /// A path in a URI: SQLite takes `%`, `?` and `#` for its own.
    private static func encoded(_ path: String) -> String {
        let absolute = path.hasPrefix("/") ? path : "./" + path
        return absolute.reduce(into: "") { encoded, character in
            switch character {
            case "%": encoded += "%25"
            case "?": encoded += "%3f"
            case "#": encoded += "%23"
            default: encoded.append(character)
            }
        }
    }
}
#endif
