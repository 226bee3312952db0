#if Redis
import NIOCore
package import PacelineLedger

/// The ledgers in Redis or Valkey, to be looked at. Nothing is written: a replica shows them as well as its primary.
package struct RedisArchive: LedgerArchive {
    private let address: RedisAddress
    /// How long each command may take.
    private let timeout: TimeAmount

    package init(_ address: RedisAddress, timeout: Duration = .seconds(5)) {
        (self.address, self.timeout) = (address, TimeAmount(timeout))
    }

    package func names() async throws(LedgerArchiveError) -> [String] {
        try await connected { connection throws(RedisError) in
            try await keys("pl1:{*}", over: connection).compactMap { key in
                let name = key.dropFirst("pl1:{".count).dropLast()
                // The key of a bucket may end as that of a ledger does.
                return name.contains("}:b:") ? nil : String(name)
            }
        }
    }

    package func ledger(_ name: String) async throws(LedgerArchiveError) -> LedgerReading? {
        let tag = "pl1:{\(name)}"
        let reply = try await connected { connection throws(RedisError) in
            let buckets = try await keys(Self.pattern(for: tag + ":b:") + "*", over: connection)
            let all = [tag, tag + ":s", tag + ":q"] + buckets
            let script = String(decoding: PackageResources.read_lua, as: UTF8.self)
            return try await call(["EVAL", script, "\(all.count)"] + all, over: connection)
        }
        guard reply.elements?.isEmpty != true else { return nil }
        do throws(LedgerWords.Damage) {
            return try LedgerWords.reading(reply, name: name)
        } catch {
            throw LedgerArchiveError("Redis at \(address): what is kept of the ledger \(name) is damaged")
        }
    }

    /// The keys of texts that match a pattern, in order.
    private func keys(_ pattern: String, over connection: RedisConnection) async throws(RedisError) -> [String] {
        var (found, cursor) = (Set<String>(), "0")
        repeat {
            let page = try await call(
                ["SCAN", cursor, "MATCH", pattern, "COUNT", "1000", "TYPE", "string"], over: connection)
            cursor = page.elements?.first?.text ?? "0"
            found.formUnion(page.elements?.last?.elements?.compactMap(\.text) ?? [])
        } while cursor != "0"
        return found.sorted()
    }

    private func call(
        _ parts: [String], over connection: RedisConnection
    ) async throws(RedisError) -> RESPValue {
        let reply = try await connection.call(RESPCommand(parts), until: .now() + timeout)
        if case .error(let error) = reply { throw RedisError(error) }
        return reply
    }

    private func connected<Value: Sendable>(
        _ body: (RedisConnection) async throws(RedisError) -> Value
    ) async throws(LedgerArchiveError) -> Value {
        do throws(RedisError) {
            let connection = try await RedisConnector(address, name: "paceline-quota").connect()
            defer { connection.close() }
            return try await body(connection)
        } catch {
            throw LedgerArchiveError(error.at(address).description)
        }
    }

    /// A pattern of Redis' that a text alone matches.
    private static func pattern(for text: String) -> String {
        text.reduce(into: "") { $0 += "*?[]\\".contains($1) ? "\\\($1)" : String($1) }
    }
}
#else
/// The ledgers in Redis or Valkey, which stand behind a trait.
@available(*, unavailable, message: "enable the trait Redis: .package(…, traits: [\"Redis\"])")
package struct RedisArchive {}
#endif
