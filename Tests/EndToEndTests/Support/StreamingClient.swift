import Foundation
import PacelineLimiter
import PacelineRuntime
import Testing

/// A client whose bodies are not held in memory, under a window and a limit of requests at a time.
struct StreamingClient {
    let core: ClientCore

    init(
        _ port: Int, _ kind: TransportKind, time: TimeSource = .continuous,
        _ change: (inout ClientOptions) -> Void = { _ in }
    ) {
        let backoff = Backoff(base: .milliseconds(1), minimum: .milliseconds(1))
        var options = ClientOptions(
            limiter: RateLimiter(time: time),
            retry: RetryOptions(attempts: 2, backoff: backoff, throttledBackoff: backoff, refusals: 1))
        change(&options)
        core = ClientCore(
            api: APIDescriptor(generatedFor: .paceline0_2, id: "Streams", policies: OperationKind.policies),
            server: ServerAddress("http://127.0.0.1:\(port)"), credentials: CredentialSet(), transport: kind.make(),
            options: options)
    }

    func download(_ options: CallOptions = .default) async throws(CallError) -> Download {
        try await core.download(RequestBuilder(OperationKind.get.descriptor, options))
    }

    func upload(
        _ body: UploadBody, _ method: OperationDescriptor.Method = .put, _ options: CallOptions = .default
    ) async throws(CallError) -> String {
        let operation = OperationDescriptor(
            id: "upload", method: method, path: "/things", limits: OperationKind.policies.map { AppliedLimit($0) })
        var request = RequestBuilder(operation, options)
        request.upload(body, contentType: "application/octet-stream")
        return try await core.text(request)
    }

    /// Requests in flight, by the limiter: each ends once.
    var inFlight: Double { core.limits.snapshot().map(\.inFlight).reduce(0, +) }
    /// The units of the window that are used.
    var held: Double { core.limits.snapshot().first?.held ?? 0 }
}

/// A folder for one test.
final class TemporaryFolder: Sendable {
    let url = FileManager.default.temporaryDirectory.appending(path: "streams-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// The names of the files in it.
    var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
    }

    func path(_ name: String) -> String { url.appending(path: name).path }

    /// A file with these bytes.
    func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: url.appending(path: name))
        return path(name)
    }

    func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: url.appending(path: name))) }
}

/// Bytes of which no two neighbouring stretches are alike.
func pattern(_ count: Int) -> [UInt8] {
    let stretch = (0..<65_537).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    var bytes: [UInt8] = []
    while bytes.count < count { bytes += stretch.prefix(count - bytes.count) }
    return bytes
}

extension Result where Failure == any Error {
    /// What `body` returns or throws.
    init(catching body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
