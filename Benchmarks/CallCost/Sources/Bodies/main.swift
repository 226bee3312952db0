import Foundation
import PacelineAsyncHTTPClient
import PacelineLimiter
import PacelineRuntime
import PacelineURLSession

// One transfer of a large body: Bodies serve, or Bodies URL TRANSPORT upload|download|bomb FILE.
// See Benchmarks/bodies, which runs it.

let arguments = Array(CommandLine.arguments.dropFirst())
if arguments == ["serve"] { try serve() }
guard arguments.count == 4 else {
    FileHandle.standardError.write(Data("usage: Bodies serve | URL TRANSPORT upload|download|bomb FILE\n".utf8))
    exit(64)
}
let transport: any Transport = arguments[1] == "url-session" ? .urlSession : .asyncHTTPClient
let policy = RateLimitPolicy(name: "at-a-time", numbers: .concurrency(1))
let core = ClientCore(
    api: APIDescriptor(generatedFor: .paceline0_2, id: "Bodies", policies: [policy]),
    server: ServerAddress(arguments[0]), credentials: CredentialSet(), transport: transport,
    options: ClientOptions(limiter: RateLimiter()))
let steps = Steps()
switch arguments[2] {
case "upload":
    let operation = OperationDescriptor(id: "upload", method: .put, path: "/body", limits: [AppliedLimit(policy)])
    var request = RequestBuilder(operation, CallOptions(onProgress: { steps.note($0) }))
    request.upload(.file(arguments[3]), contentType: "application/octet-stream")
    print("server", try await core.text(request), terminator: " ")
case "bomb":
    // Collected, it is more than the client reads; as a download, nobody reads more of it than its beginning.
    let operation = OperationDescriptor(id: "bomb", method: .get, path: "/bomb", limits: [AppliedLimit(policy)])
    do throws(CallError) { _ = try await core.text(RequestBuilder(operation, .default)) } catch {
        print(error.message, terminator: "; ")
    }
    let download = try await core.download(RequestBuilder(operation, .default))
    var chunks = download.makeAsyncIterator()
    let first = try await chunks.next()?.count ?? 0
    try await Task.sleep(for: .seconds(2))
    download.cancel()
    print("of the download \(first) bytes read;", terminator: " ")
default:
    let operation = OperationDescriptor(id: "download", method: .get, path: "/body", limits: [AppliedLimit(policy)])
    let download = try await core.download(RequestBuilder(operation, .default))
    try await download.write(to: arguments[3]) { steps.note($0) }
}
let open = core.limits.snapshot().map(\.inFlight).reduce(0, +)
print("progress", steps.last, "of", steps.total, "steps", steps.count, "open", Int(open), "peak", peakMegabytes())
