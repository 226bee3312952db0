import PacelineLimiter

#if canImport(Glibc)
import Glibc
#endif

/// Many keys: what each costs in memory.
enum Keys {
    static func run(_ count: Int) {
        let limiter = RateLimiter()
        let limit = RateLimit(quota: 60, window: .seconds(3600))
        let names = (0..<count).map { "account-\($0)" }
        let before = residentBytes()
        for name in names {
            FastPath.take(limiter.bucket(limit, name: "per-hour", key: name), of: limiter)
        }
        let each = Double(residentBytes() - before) / Double(count)
        row("\(count) keys with one unit held, bytes for each key", each.short)
    }

    /// The memory that the process has in use (`/proc/self/statm`); 0 where there is no such file.
    private static func residentBytes() -> Int {
        #if canImport(Glibc)
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var text = [UInt8](repeating: 0, count: 128)
        let length = fread(&text, 1, text.count, file)
        let parts = String(decoding: text[..<length], as: UTF8.self).split(separator: " ")
        return parts.count > 1 ? (Int(parts[1]) ?? 0) * Int(getpagesize()) : 0
        #else
        return 0
        #endif
    }
}
