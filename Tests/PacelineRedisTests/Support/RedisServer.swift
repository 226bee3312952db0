#if Redis
import Foundation
import NIOCore
import Synchronization

@testable import PacelineRedis

/// A real redis-server on a port of loopback and on a socket, with a folder of its own. It keeps nothing on its disk
/// unless its settings say so.
final class RedisServer: Sendable {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    let port: Int
    let folder: URL
    private let tool: Tool
    private let environment: [String]
    /// Nil while the server does not run.
    private let process = Mutex<ChildProcess?>(nil)

    /// The path of its socket.
    var socket: String { folder.appending(path: "socket").path() }
    private var log: URL { folder.appending(path: "log") }

    /// - Parameters:
    ///   - settings: Lines of `redis.conf`; `PORT` stands for the port.
    ///   - environment: What the process has of variables, as `NAME=VALUE`.
    private init(_ settings: [String], _ environment: [String], port: Int, folder: URL) throws {
        self.environment = environment
        self.port = port
        self.folder = folder
        tool = try Tool("redis-server")
        let defaults = [
            "port \(port)", "bind 127.0.0.1", "dir \(folder.path())", "unixsocket \(socket)", "logfile \(log.path())",
            "save \"\"", "appendonly no", "daemonize no",
        ]
        let lines = (defaults + settings).map { $0.replacing("PORT", with: "\(port)") }
        try Data(lines.joined(separator: "\n").utf8).write(to: folder.appending(path: "redis.conf"))
    }

    /// Starts a server and stops it when `body` has ended.
    static func run(
        _ settings: [String] = [], in folder: URL? = nil, environment: [String] = [],
        _ body: (RedisServer) async throws -> Void
    ) async throws {
        let folder = try folder ?? makeFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        // Below the ports that systems choose by themselves; one may be taken all the same.
        var failure: any Error = Failure(description: "no port was tried")
        for _ in 0..<5 {
            let server = try RedisServer(
                settings, environment, port: .random(in: 20_000..<30_000), folder: folder)
            defer { server.kill() }
            do {
                try await server.start()
            } catch {
                failure = error
                continue
            }
            return try await body(server)
        }
        throw failure
    }

    /// A folder whose path is short enough for a socket.
    static func makeFolder() throws -> URL {
        let folder = URL(filePath: "/tmp/paceline-redis-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        return folder
    }

    /// Starts the server after ``kill()``.
    ///
    /// - Parameter options: Further settings, as options of the command.
    /// - Parameter waits: Whether to wait until it has loaded its data.
    func start(_ options: [String] = [], waits: Bool = true) async throws {
        try? FileManager.default.removeItem(at: log)
        let child = try tool.start(
            [folder.appending(path: "redis.conf").path()] + options, environment: environment)
        process.withLock { $0 = child }
        let deadline = ContinuousClock.now + .seconds(30)
        while waits {
            let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
            if text.contains("eady to accept connections") { return }
            if child.hasEnded() {
                process.withLock { $0 = nil }
                throw Failure(description: "redis-server did not start: \(text)")
            }
            guard ContinuousClock.now < deadline else { throw Failure(description: "redis-server hangs: \(text)") }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Ends the server as a crash does.
    func kill() {
        guard let child = process.withLock({ $0.take() }) else { return }
        child.send(SIGKILL)
        child.waitForEnd()
    }

    /// Stops the process where it is; connections stand, and new ones are made by the kernel.
    func freeze() { process.withLock { $0?.send(SIGSTOP) } }

    /// Lets it go on.
    func thaw() { process.withLock { $0?.send(SIGCONT) } }
}

extension RedisServer {
    /// The server's address.
    ///
    /// - Parameter rest: What comes behind the port, such as `/2`.
    func address(_ credentials: String = "", _ rest: String = "") throws -> RedisAddress {
        try RedisAddress("redis://\(credentials)127.0.0.1:\(port)\(rest)")
    }

    /// A client of the server.
    func client() throws -> RedisClient { RedisClient(try address()) }

    /// Runs one command over a connection of its own.
    @discardableResult func command(_ parts: String..., credentials: String = "") async throws -> RESPValue {
        let connection = try await RedisConnector(address(credentials), name: "tests").connect()
        defer { connection.close() }
        return try await connection.call(RESPCommand(parts), until: NIODeadline.now() + .seconds(20))
    }

    /// How often a command has been run since the server started.
    func calls(of name: String) async throws -> Int {
        let text = try await command("INFO", "commandstats").text ?? ""
        let beginning = "cmdstat_\(name):calls="
        guard let line = text.split(separator: "\r\n").first(where: { $0.hasPrefix(beginning) }) else { return 0 }
        return Int(line.dropFirst(beginning.count).prefix { $0 != "," }) ?? 0
    }

    /// How many connections have this name.
    func connections(named name: String) async throws -> Int {
        let text = try await command("CLIENT", "LIST").text ?? ""
        return text.split(separator: "\n").count(where: { $0.contains(" name=\(name) ") })
    }
}
#endif
