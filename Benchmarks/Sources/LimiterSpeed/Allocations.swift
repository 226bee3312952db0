import PacelineLimiter

#if canImport(Glibc)
import Glibc
#endif

/// Counts allocations of admitted requests, where `count-allocations.c` has been loaded before the program.
enum Allocations {
    static func run() {
        guard let count = counter() else { return }
        let limiter = RateLimiter()
        let one = limiter.bucket(FastPath.open, name: "open")
        let four = (0..<4).map { Draw(limiter.bucket(FastPath.open, name: "open \($0)")) }
        // The first rounds make room in the ledgers.
        for _ in 0..<1000 {
            FastPath.take(one, of: limiter)
            FastPath.take(four, of: limiter)
        }
        let rounds = 100_000
        let start = count()
        for _ in 0..<rounds { FastPath.take(one, of: limiter) }
        let afterOne = count()
        for _ in 0..<rounds { FastPath.take(four, of: limiter) }
        row("allocations in \(rounds) admitted requests, one bucket", "\(afterOne - start)")
        row("allocations in \(rounds) admitted requests, four buckets", "\(count() - afterOne)")
    }

    private static func counter() -> (() -> UInt64)? {
        #if canImport(Glibc)
        guard let symbol = dlsym(nil, "allocation_count") else { return nil }
        let function = unsafeBitCast(symbol, to: (@convention(c) () -> UInt64).self)
        return { function() }
        #else
        return nil
        #endif
    }
}
