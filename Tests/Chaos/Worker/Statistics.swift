import Foundation
import PacelineLimiter
import Synchronization

/// What a worker counts, written to a file again and again.
final class Statistics: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    func count(_ name: String) { counts.withLock { $0[name, default: 0] += 1 } }

    /// Writes the counts at once, or not at all: the process may be killed at any moment.
    func write(to path: String) {
        let counts = counts.withLock { $0 }
        guard let data = try? JSONSerialization.data(withJSONObject: counts) else { return }
        _ = FileManager.default.createFile(atPath: path + ".tmp", contents: data)
        rename(path + ".tmp", path)
    }
}

/// A ledger whose exchanges are counted, and altered where the worker is broken on purpose.
struct CountedLedger<Base: Ledger>: Ledger {
    let base: Base
    let statistics: Statistics
    let order: Order

    var isLeased: Bool { base.isLeased }

    func exchange(_ request: LedgerRequest) async throws(LedgerError) -> LedgerReply {
        statistics.count("trips")
        guard let fault = order.fault else { return try await base.exchange(request) }
        return fault.altered(try await base.exchange(fault.altered(request, order)))
    }

    func news() -> AsyncStream<Void>? { base.news() }
    func close() async { await base.close() }
}
