#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The process in which a value was made. The child of a fork has a copy of all its parent has, of what a ledger
/// granted the parent, too.
package struct OwnProcess: Sendable {
    private let number = getpid()

    /// The process that runs now.
    package init() {}

    /// Whether it is this process. One system call.
    package var isThis: Bool { getpid() == number }
}
