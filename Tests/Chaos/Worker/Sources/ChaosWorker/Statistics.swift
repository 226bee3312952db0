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
        FileManager.default.createFile(atPath: path + ".tmp", contents: data)
        rename(path + ".tmp", path)
    }
}

/// A ledger whose exchanges are counted.
struct CountedLedger<Base: Ledger>: Ledger {
    let base: Base
    let statistics: Statistics

    var isLeased: Bool { base.isLeased }

    func exchange(_ request: LedgerRequest) async throws(LedgerError) -> LedgerReply {
        statistics.count("trips")
        return try await base.exchange(request)
    }

    func news() -> AsyncStream<Void>? { base.news() }
    func close() async { await base.close() }
}

/// Hands a permit from one task to another.
final class PermitBox: Sendable {
    private let permit = Mutex<Permit?>(nil)

    func put(_ new: consuming Permit) {
        var new: Permit? = new
        permit.withLock { $0 = new.take() }
    }

    /// Whether its request may still be sent.
    func mayStart() -> Bool { permit.withLock { $0?.mayStart() ?? false } }

    func take() -> Permit? { permit.withLock { $0.take() } }
}
