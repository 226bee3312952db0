import Synchronization

/// A stream of somebody's own, begun anew for each request or only once.
package final class ChunkSource: Sendable {
    /// Reads the next chunk; nil at the end. For one reader.
    typealias Next = () async throws -> [UInt8]?

    private let start: @Sendable () async throws -> Next
    private let isOnce: Bool
    private let isBegun = Atomic(false)
    /// The bytes of all chunks together; nil when that is not known.
    let length: Int?

    init<Chunks: AsyncSequence & Sendable>(
        length: Int?, make: @escaping @Sendable () async throws -> Chunks
    ) where Chunks.Element == [UInt8] {
        self.length = length
        isOnce = false
        start = { Self.next(of: try await make()) }
    }

    init<Chunks: AsyncSequence & Sendable>(length: Int?, once chunks: Chunks) where Chunks.Element == [UInt8] {
        self.length = length
        isOnce = true
        start = { Self.next(of: chunks) }
    }

    private static func next<Chunks: AsyncSequence>(of chunks: Chunks) -> Next where Chunks.Element == [UInt8] {
        var iterator = chunks.makeAsyncIterator()
        return { try await iterator.next() }
    }

    /// Whether it can be read once only and has been begun.
    var isSpent: Bool { isOnce && isBegun.load(ordering: .acquiring) }

    /// Begins the stream.
    func begin() async throws -> Next {
        let wasBegun = isBegun.exchange(true, ordering: .acquiringAndReleasing)
        if isOnce, wasBegun { throw FileProblem("it can be sent only once") }
        return try await start()
    }
}
