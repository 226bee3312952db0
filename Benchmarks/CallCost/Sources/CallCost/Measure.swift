import Foundation

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What the process has used so far.
struct Usage {
    /// User and system time, in microseconds.
    var cpu = 0.0
    var switches = 0.0
    /// Calls of malloc and its like, and the bytes that they asked for; nil where they are not counted.
    var allocations: Double?
    var bytes: Double?

    static func now() -> Usage {
        var usage = rusage()
        #if canImport(Glibc)
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        #else
        getrusage(RUSAGE_SELF, &usage)
        #endif
        func microseconds(_ time: timeval) -> Double { Double(time.tv_sec) * 1e6 + Double(time.tv_usec) }
        return Usage(
            cpu: microseconds(usage.ru_utime) + microseconds(usage.ru_stime),
            switches: Double(usage.ru_nvcsw + usage.ru_nivcsw), allocations: counter("allocation_count"),
            bytes: counter("allocation_bytes"))
    }

    /// What was used since, for each of `count` calls.
    func used(until end: Usage, by count: Int) -> Usage {
        func each(_ end: Double?, _ start: Double?) -> Double? {
            end.flatMap { end in start.map { (end - $0) / Double(count) } }
        }
        return Usage(
            cpu: (end.cpu - cpu) / Double(count), switches: (end.switches - switches) / Double(count),
            allocations: each(end.allocations, allocations), bytes: each(end.bytes, bytes))
    }

    private static func counter(_ name: String) -> Double? {
        guard let symbol = dlsym(nil, name) else { return nil }
        return Double(unsafeBitCast(symbol, to: (@convention(c) () -> UInt64).self)())
    }
}

/// What each of `count` calls uses, made by so many tasks.
func measure(_ caller: Caller, count: Int, tasks: Int) async throws -> Usage {
    for _ in 0..<100 { try await caller.call() }
    let start = Usage.now()
    try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<tasks {
            group.addTask { for _ in 0..<(count / tasks) { try await caller.call() } }
        }
        try await group.waitForAll()
    }
    return start.used(until: .now(), by: count / tasks * tasks)
}

/// The memory that the process has in use, in bytes; 0 where it cannot be asked.
func residentBytes() -> Int {
    #if canImport(Glibc)
    let numbers = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
    return numbers.count > 1 ? (Int(numbers[1]) ?? 0) * sysconf(Int32(_SC_PAGESIZE)) : 0
    #else
    return 0
    #endif
}

extension [Double] {
    var median: Double { isEmpty ? .nan : sorted()[count / 2] }
}

extension Double {
    /// The number with so many digits after the point.
    func text(_ digits: Int) -> String {
        let factor = pow(10.0, Double(digits))
        return "\((self * factor).rounded() / factor)"
    }
}
