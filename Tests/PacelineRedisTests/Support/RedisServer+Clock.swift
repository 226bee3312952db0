#if Redis
import Foundation

extension RedisServer {
    /// Runs a server whose clock can be set, by the library `faketime`: to so many seconds after the true time.
    static func withClock(
        _ body: (_ server: RedisServer, _ set: (Int) throws -> Void) async throws -> Void
    ) async throws {
        let folder = try makeFolder()
        let offset = folder.appending(path: "offset")
        try Data("+0\n".utf8).write(to: offset)
        let folders = ["x86_64-linux-gnu", "aarch64-linux-gnu"].map { "/usr/lib/\($0)/faketime/libfaketime.so.1" }
        guard let library = folders.first(where: FileManager.default.fileExists) else {
            throw Failure(description: "faketime is not installed: run bash scripts/setup faketime")
        }
        // The allocator that Debian links redis-server with asks for the time before the library is ready.
        let environment = [
            "LD_PRELOAD=\(library) libc.so.6", "FAKETIME_TIMESTAMP_FILE=\(offset.path())", "FAKETIME_NO_CACHE=1",
            "FAKETIME_DONT_FAKE_MONOTONIC=1", "DONT_FAKE_MONOTONIC=1",
        ]
        try await run(in: folder, environment: environment) { server in
            try await body(server) { seconds in
                // At once: the server reads it at any moment.
                try Data("\(seconds < 0 ? "" : "+")\(seconds)\n".utf8).write(to: offset, options: .atomic)
            }
        }
    }
}
#endif
