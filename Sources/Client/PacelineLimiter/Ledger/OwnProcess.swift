#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The process in which a value was made. The child of a fork has a copy of all its parent has, of what a ledger granted
/// the parent, too.
struct OwnProcess: Sendable {
    private let number = getpid()

    /// Whether it is this process. One system call.
    var isThis: Bool { getpid() == number }
}
