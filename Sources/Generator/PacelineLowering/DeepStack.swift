#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Runs a closure to its end on a thread with a stack of 256 MiB, of which only what is used takes memory.
///
/// What is nested in a document is read by recursion, to the bounds that the tree (1 000) and the lowering
/// (``Lowering/deepest``) have. Those are far above any real document, and in a debug build beyond the half megabyte
/// that some threads have. Where the system has no room for the thread, the closure runs on the caller's.
func withDeepStack<Result>(_ body: () -> Result) -> Result {
    withoutActuallyEscaping(body) { body in
        var result: Result?
        let work = Work { result = body() }
        if !work.isRunOnItsOwnThread(stackSize: 256 << 20) { work.run() }
        guard let result else { preconditionFailure("the work has been run") }
        return result
    }
}

/// A closure that a thread can be handed.
private final class Work {
    let run: () -> Void

    init(_ run: @escaping () -> Void) { self.run = run }

    /// Runs on a new thread and waits for its end; false where there is none to be had.
    func isRunOnItsOwnThread(stackSize: Int) -> Bool {
        var attributes = pthread_attr_t()
        guard pthread_attr_init(&attributes) == 0 else { return false }
        defer { pthread_attr_destroy(&attributes) }
        guard pthread_attr_setstacksize(&attributes, stackSize) == 0 else { return false }
        let argument = Unmanaged.passUnretained(self).toOpaque()
        #if canImport(Darwin)
        var thread: pthread_t?
        let code = pthread_create(&thread, &attributes, { Work.run($0) }, argument)
        guard code == 0, let thread else { return false }
        #else
        var thread = pthread_t()
        guard pthread_create(&thread, &attributes, { $0.flatMap { Work.run($0) } }, argument) == 0 else { return false }
        #endif
        return pthread_join(thread, nil) == 0
    }

    private static func run(_ argument: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        Unmanaged<Work>.fromOpaque(argument).takeUnretainedValue().run()
        return nil
    }
}
