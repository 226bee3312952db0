import Foundation
import Synchronization

/// Whether the user, or whoever started the process, wants it to end.
enum Interruption {
    private static let flag = Atomic(false)

    static var hasCome: Bool { flag.load(ordering: .relaxed) }

    /// From now on SIGINT and SIGTERM no longer end the process: they set ``hasCome``.
    static func expect() {
        // Made here, since a signal handler must not be the first to use it.
        flag.store(false, ordering: .relaxed)
        var numbers = sigset_t()
        sigemptyset(&numbers)
        for number in [SIGINT, SIGTERM] {
            sigaddset(&numbers, number)
            signal(number) { _ in Interruption.flag.store(true, ordering: .relaxed) }
        }
        // Who starts the process may have blocked them, and a process inherits that.
        pthread_sigmask(SIG_UNBLOCK, &numbers, nil)
    }
}
