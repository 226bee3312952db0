#if Redis
import Foundation

/// A program of the system that the tests run.
struct Tool {
    /// The program is not installed.
    struct Missing: Error, CustomStringConvertible {
        var name: String
        var description: String { "\(name) is not installed: run bash scripts/setup redis-server openssl faketime" }
    }

    private let path: String

    /// Finds a program by its name.
    init(_ name: String) throws(Missing) {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        let paths = (folders + ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"]).map { "\($0)/\(name)" }
        guard let path = paths.first(where: { access($0, X_OK) == 0 }) else { throw Missing(name: name) }
        self.path = path
    }

    /// Starts it, with nothing to read and its output thrown away.
    ///
    /// - Parameter environment: All that it has, as `NAME=VALUE`.
    func start(_ arguments: [String], environment variables: [String] = []) throws -> ChildProcess {
        #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
        #else
        var actions = posix_spawn_file_actions_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
        defer { for word in words { free(word) } }
        words.append(nil)
        var environment: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) }
        defer { for variable in environment { free(variable) } }
        environment.append(nil)
        var pid: pid_t = 0
        let code = posix_spawn(&pid, path, &actions, nil, &words, &environment)
        guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO) }
        return ChildProcess(pid: pid)
    }

    /// Runs it to its end; returns whether it succeeded.
    func run(_ arguments: [String]) throws -> Bool { try start(arguments).waitForEnd() == 0 }
}

/// A program that was started.
struct ChildProcess: Sendable {
    let pid: pid_t

    /// Whether it has ended by itself. Afterwards it must not be asked or sent anything more.
    func hasEnded() -> Bool { waitpid(pid, nil, WNOHANG) != 0 }

    func send(_ signal: Int32) { kill(pid, signal) }

    /// Waits until it has ended; returns what `waitpid` says.
    @discardableResult func waitForEnd() -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) == -1, errno == EINTR {}
        return status
    }
}
#endif
