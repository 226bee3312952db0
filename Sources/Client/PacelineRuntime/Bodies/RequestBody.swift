/// The body of a request: nothing, bytes in memory, a file, or a stream.
///
/// Files and streams are read while they are sent, so that their length does not matter to memory.
public struct RequestBody: Sendable {
    package enum Content: Sendable {
        case none
        case bytes([UInt8])
        /// Pieces that are sent one after the other.
        case pieces([Piece])
    }

    /// A part of a body that is not all in memory.
    package enum Piece: Sendable {
        case bytes([UInt8])
        case file(path: String)
        case stream(ChunkSource)
    }

    package let content: Content
    /// Told of each chunk that was sent, with the number of its bytes; of 0 where it was only read.
    private(set) var onSent: (@Sendable (Int) -> Void)?

    private init(_ content: Content) { self.content = content }

    /// No body.
    public static let none = RequestBody(.none)

    /// A body that is held in memory.
    public static func bytes(_ bytes: [UInt8]) -> RequestBody { RequestBody(.bytes(bytes)) }

    /// The contents of the regular file at `path`, as they are when the request is sent.
    public static func file(_ path: String) -> RequestBody { RequestBody(.pieces([.file(path: path)])) }

    /// Chunks that are made anew for each request of the call.
    ///
    /// - Parameters:
    ///   - length: The bytes of all chunks together; nil when that is not known beforehand. A stream of another length
    ///     fails.
    ///   - make: Begins the stream.
    public static func stream<Chunks: AsyncSequence & Sendable>(
        length: Int? = nil, make: @escaping @Sendable () async throws -> Chunks
    ) -> RequestBody where Chunks.Element == [UInt8] {
        RequestBody(.pieces([.stream(ChunkSource(length: length, make: make))]))
    }

    /// Chunks that can be read once only: once that has begun, the call is not repeated.
    ///
    /// - Parameters:
    ///   - length: The bytes of all chunks together; nil when that is not known beforehand. A stream of another length
    ///     fails.
    ///   - chunks: The stream.
    public static func stream<Chunks: AsyncSequence & Sendable>(
        length: Int? = nil, once chunks: Chunks
    ) -> RequestBody where Chunks.Element == [UInt8] {
        RequestBody(.pieces([.stream(ChunkSource(length: length, once: chunks))]))
    }

    /// The pieces one after the other.
    static func pieces(_ pieces: [Piece]) -> RequestBody { RequestBody(.pieces(pieces)) }
}

extension RequestBody {
    /// Whether there is no body.
    public var isNone: Bool { if case .none = content { true } else { false } }

    /// The bytes of a body that is held in memory; nil where there is no body, or one that is not.
    public var bytes: [UInt8]? { if case .bytes(let bytes) = content { bytes } else { nil } }

    /// Whether the body is read while it is sent.
    public var isStreamed: Bool { if case .pieces = content { true } else { false } }

    /// The path of the file that the whole body is; nil for any other.
    package var path: String? {
        if case .pieces(let pieces) = content, pieces.count == 1, case .file(let path) = pieces[0] { path } else { nil }
    }

    /// Whether another request could have the same body.
    var isRepeatable: Bool {
        guard case .pieces(let pieces) = content else { return true }
        return pieces.allSatisfy { if case .stream(let source) = $0 { !source.isSpent } else { true } }
    }

    /// The body's length in bytes as it is now; nil where it is not known. Throws ``BodyFailure`` when a file cannot be
    /// read.
    package func length() throws(BodyFailure) -> Int? {
        switch content {
        case .none: return 0
        case .bytes(let bytes): return bytes.count
        case .pieces(let pieces):
            var sum: Int? = 0
            for piece in pieces {
                let length = try piece.length()
                sum = length.flatMap { length in sum.map { $0 + length } }
            }
            return sum
        }
    }

    /// Has `onSent` told of each chunk that was sent, with the number of its bytes.
    func telling(_ onSent: @escaping @Sendable (Int) -> Void) -> RequestBody {
        var body = self
        let others = self.onSent
        body.onSent = { count in
            others?(count)
            onSent(count)
        }
        return body
    }

    /// Whether anybody wants to know of the chunks that were sent.
    package var isWatched: Bool { onSent != nil }

    /// So many more bytes were sent: for transports, which hand them to the system.
    package func sent(_ count: Int) { onSent?(count) }
}

extension RequestBody.Piece {
    fileprivate func length() throws(BodyFailure) -> Int? {
        switch self {
        case .bytes(let bytes): return bytes.count
        case .stream(let source): return source.length
        case .file(let path):
            do throws(FileProblem) { return try OpenFile(reading: path).length } catch { throw BodyFailure(error) }
        }
    }
}

extension TransportError {
    /// The body could not be read.
    package init(_ delivery: Delivery, _ failure: BodyFailure) {
        self.init(delivery, failure.description, underlying: failure)
    }
}

/// Why a body could not be sent: it could not be read.
package struct BodyFailure: Error, CustomStringConvertible {
    /// The reader's own error.
    package let error: any Error
    package let description: String

    package init(_ problem: FileProblem) {
        error = problem
        description = problem.description
    }

    init(of stream: any Error) {
        error = stream
        description = "the stream of the body failed: \(stream)"
    }

    /// The body had another length when it was sent than before.
    package static let otherLength = BodyFailure(FileProblem("the body has another length than was told"))

    /// What is sent is not as long as was said.
    init(length: Int, declared: Int) {
        let count = length < declared ? "\(length)" : "more than \(declared)"
        self.init(FileProblem("the body has \(count) bytes where \(declared) were told"))
    }
}
