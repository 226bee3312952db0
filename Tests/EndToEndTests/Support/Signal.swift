/// Something that happens once, and that another task waits for.
struct Signal: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream() }

    func set() { continuation.yield() }

    func wait() async { _ = await stream.first { _ in true } }
}
