#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Reads the clock of `ContinuousClock`. A limiter reads it twice for a request, which is half of what a request costs
/// it; where the clock's system call is known, it is called directly and the arithmetic of `Duration` is spared.
enum ContinuousTime {
    static func reader(since origin: ContinuousClock.Instant) -> @Sendable () -> Instant {
        #if canImport(Glibc) || canImport(Musl)
        let start = nanoseconds()
        return { Instant(nanoseconds: nanoseconds() - start) }
        #else
        return { Instant.zero + origin.duration(to: ContinuousClock.now) }
        #endif
    }

    /// The time of the day, from 1970 on.
    @Sendable static func wall() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    #if canImport(Glibc) || canImport(Musl)
    private static func nanoseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
    #endif
}
