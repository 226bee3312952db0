import ArgumentParser
import PacelineLedger
import PacelineRedis
import PacelineSQLite

/// Where ledgers are kept, as people write it.
enum Store {
    /// - Throws: `ValidationError` for what is no place of ledgers, or of a kind that this build cannot read. A URL is
    ///   not quoted: it may have a password.
    static func archive(_ text: String, trustRoots: String?) throws -> any LedgerArchive {
        guard text.contains("://") else {
            guard trustRoots == nil else { throw ValidationError("--trust-roots is for rediss:// alone.") }
            return try file(text)
        }
        return try server(text, trustRoots)
    }

    private static func file(_ path: String) throws -> any LedgerArchive {
        #if SQLite
        return SQLiteArchive(at: path)
        #else
        throw missing("An SQLite file", trait: "SQLite")
        #endif
    }

    private static func server(_ url: String, _ trustRoots: String?) throws -> any LedgerArchive {
        #if Redis
        do throws(RedisAddressError) {
            return RedisArchive(try RedisAddress(url, trustRoots: trustRoots))
        } catch {
            throw ValidationError("The URL is none of Redis: \(error.description).")
        }
        #else
        throw missing("A ledger in Redis", trait: "Redis")
        #endif
    }

    #if !SQLite || !Redis
    private static func missing(_ kind: String, trait: String) -> ValidationError {
        ValidationError(
            """
            \(kind) can be read only with the trait \(trait), without which this command was built. Enable it: \
            swift run --traits SQLite,Redis paceline-quota show …
            """)
    }
    #endif
}
