#if SQLite
import CSQLite
package import PacelineLedger

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The ledgers in an SQLite file, to be looked at. Neither the file nor what lies beside it is changed or made.
package struct SQLiteArchive: LedgerArchive {
    private let path: String

    package init(at path: String) { self.path = path }

    package func names() async throws(LedgerArchiveError) -> [String] {
        try reading { file throws(SQLiteProblem) in
            // The key of a bucket may end as the name of a ledger's row does.
            try file.names(like: "*/ledger").map { $0.dropLast("/ledger".count) }.filter { !$0.contains("/") }
                .map(SQLiteFile.ledger)
        }
    }

    package func ledger(_ name: String) async throws(LedgerArchiveError) -> LedgerReading? {
        let beginning = SQLiteFile.prefix(of: name) + "b:"
        let read = try reading { file throws(SQLiteProblem) in
            let keys = try file.names(like: Self.pattern(for: beginning) + "*").map {
                String($0.dropFirst(beginning.count))
            }
            return Result { () throws(LedgerRowsError<SQLiteProblem>) in
                var rows = ArchivedRows(file: file, name: name)
                return try rows.read(name, buckets: keys, at: MachineClock.now, boot: MachineClock.boot)
            }
        }
        do throws(LedgerRowsError<SQLiteProblem>) {
            guard var reading = try read.get() else { return nil }
            let sessions = reading.state.sessions.keys
            reading.lives = sessions.reduce(into: [:]) { $0[$1] = life(of: $1) }
            return reading
        } catch {
            switch error {
            case .store(let problem): throw LedgerArchiveError("\(path): \(problem.description)")
            case .damaged: throw LedgerArchiveError("\(path): what is kept of the ledger \(name) is damaged")
            }
        }
    }

    private func life(of session: String) -> LedgerReading.Life {
        switch SessionLocks.isHeld(session, beside: path) {
        case true?: .alive
        case false?: .over
        case nil: .unknown
        }
    }

    /// Reads in one transaction.
    private func reading<Value>(
        _ body: (ArchivedFile) throws(SQLiteProblem) -> Value
    ) throws(LedgerArchiveError) -> Value {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw LedgerArchiveError(
                "\(path): \(errno == ENOENT ? "there is no such file" : String(cString: strerror(errno)))")
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw LedgerArchiveError("\(path) is not a file") }
        guard access(path, R_OK) == 0 else { throw LedgerArchiveError("\(path): \(String(cString: strerror(errno)))") }
        do throws(SQLiteProblem) {
            return try body(ArchivedFile(at: path))
        } catch {
            throw LedgerArchiveError("\(path): \(error.description)")
        }
    }

    /// A pattern of SQLite's `GLOB` that a text alone matches.
    private static func pattern(for text: String) -> String {
        text.reduce(into: "") { $0 += "*?[".contains($1) ? "[\($1)]" : String($1) }
    }
}

/// The rows of one of the ledgers in a file that is only read.
private struct ArchivedRows: LedgerRows {
    let file: ArchivedFile
    let name: String

    func load(_ row: String) throws(SQLiteProblem) -> [UInt8]? { try file.load(SQLiteFile.prefix(of: name) + row) }

    func save(_ row: String, _ bytes: [UInt8]) throws(SQLiteProblem) {
        throw SQLiteProblem(description: "the file is only read", isPassing: false)
    }
}
#else
/// The ledgers in an SQLite file, which stand behind a trait.
@available(*, unavailable, message: "enable the trait SQLite: .package(…, traits: [\"SQLite\"])")
package struct SQLiteArchive {}
#endif
