#if SQLite && canImport(Glibc)
import Foundation
import Glibc
import PacelineLimiter
import PacelineSQLite
import Testing

/// The child of a fork has a copy of its parent's limiter, and may use nothing of it.
@Suite(.timeLimit(.minutes(1))) struct ForkTests {
    private final class Held {
        var permit: Permit?

        func keep(_ new: consuming Permit) { permit = consume new }

        func mayStart() -> Bool { permit?.mayStart() ?? false }
    }

    /// Runs something in a child; returns its exit code, or nil where it did not come to its end.
    private func inChild(_ body: () -> Int32) throws -> Int32? {
        typealias Fork = @convention(c) () -> pid_t
        let symbol = try #require(dlsym(UnsafeMutableRawPointer(bitPattern: 0), "fork"))
        let pid = unsafeBitCast(symbol, to: Fork.self)()
        if pid == 0 {
            alarm(10)
            _exit(body())
        }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) == -1, errno == EINTR {}
        return status & 0x7f == 0 ? (status >> 8) & 0xff : nil
    }

    @Test func whatIsGrantedIsTheParents() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let limiter = RateLimiter(
            sharing: .sqlite(at: folder.appending(path: "quota.db").path, ledger: "acme"),
            ledger: LedgerOptions(spare: 2))
        let bucket = limiter.bucket(RateLimit(quota: 10, window: .seconds(60)), name: "m")
        try await limiter.acquire([Draw(bucket)]).finish()
        // What is to be in stock comes with the next exchange: one of it is started, one stays.
        let first = Held()
        while !first.mayStart() {
            if case .permit(let permit) = limiter.tryAcquire(bucket) { first.keep(permit) }
            await Task.yield()
        }
        let code = try inChild {
            guard !first.mayStart() else { return 1 }
            guard case .wait(until: nil) = limiter.tryAcquire(bucket) else { return 2 }
            guard case .unreachable(_, let error)? = limiter.ledger, !error.isPassing else { return 3 }
            return error.description.contains("forked") ? 0 : 4
        }
        #expect(code == 0)
        // The parent goes on as if nothing had been.
        #expect(first.mayStart())
        first.permit.take()?.finish()
        try await limiter.acquire([Draw(bucket)]).finish()
    }
}
#endif
