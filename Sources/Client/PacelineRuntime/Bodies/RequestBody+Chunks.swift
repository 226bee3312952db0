extension RequestBody {
    /// How many bytes of a file, or of what is in memory, are sent at a time.
    private static let chunkBytes = 128 << 10

    /// Reads the body from its start, in chunks.
    ///
    /// `take` takes each, none of them empty, and returns when there is room for the next one. Throws ``BodyFailure``
    /// when the body cannot be read or is not as long as was said, and what `take` throws.
    ///
    /// - Parameter isSending: Whether what was taken counts as sent.
    package func forEachChunk(isSending: Bool = true, _ take: ([UInt8]) async throws -> Void) async throws {
        let send = { (chunk: [UInt8]) async throws in
            try await take(chunk)
            sent(isSending ? chunk.count : 0)
        }
        switch content {
        case .none: break
        case .bytes(let bytes): try await Self.forEachChunk(of: bytes, send)
        case .pieces(let pieces):
            for piece in pieces {
                switch piece {
                case .bytes(let bytes): try await Self.forEachChunk(of: bytes, send)
                case .file(let path): try await Self.forEachChunk(ofFile: path, send)
                case .stream(let source): try await Self.forEachChunk(of: source, send)
                }
            }
        }
    }

    /// The whole body in memory; nil when it is longer than `limit` bytes. Throws when it cannot be read.
    package func collect(upTo limit: Int) async throws(TransportError) -> [UInt8]? {
        if let bytes { return bytes.count <= limit ? bytes : nil }
        struct TooLong: Error {}
        var bytes: [UInt8] = []
        do {
            try await forEachChunk { chunk in
                guard bytes.count + chunk.count <= limit else { throw TooLong() }
                bytes += chunk
            }
        } catch let failure as BodyFailure {
            throw TransportError(.notSent, failure)
        } catch {
            return nil
        }
        return bytes
    }

    private static func forEachChunk(of bytes: [UInt8], _ send: ([UInt8]) async throws -> Void) async throws {
        var start = 0
        while start < bytes.count {
            let end = min(start + chunkBytes, bytes.count)
            try await send(start == 0 && end == bytes.count ? bytes : Array(bytes[start..<end]))
            start = end
        }
    }

    private static func forEachChunk(ofFile path: String, _ send: ([UInt8]) async throws -> Void) async throws {
        let file: OpenFile
        do throws(FileProblem) { file = try OpenFile(reading: path) } catch { throw BodyFailure(error) }
        // A file that grows while it is sent is sent as long as it was.
        var rest = file.length
        while rest > 0 {
            let chunk: [UInt8]
            do throws(FileProblem) { chunk = try file.read(upTo: min(chunkBytes, rest)) } catch {
                throw BodyFailure(error)
            }
            guard !chunk.isEmpty else { throw BodyFailure(length: file.length - rest, declared: file.length) }
            rest -= chunk.count
            try await send(chunk)
        }
    }

    private static func forEachChunk(of source: ChunkSource, _ send: ([UInt8]) async throws -> Void) async throws {
        var count = 0
        let next: ChunkSource.Next
        do { next = try await source.begin() } catch { throw BodyFailure(of: error) }
        while true {
            let chunk: [UInt8]?
            do { chunk = try await next() } catch { throw BodyFailure(of: error) }
            guard let chunk else { break }
            count += chunk.count
            if let length = source.length, count > length { throw BodyFailure(length: count, declared: length) }
            if !chunk.isEmpty { try await send(chunk) }
        }
        if let length = source.length, count < length { throw BodyFailure(length: count, declared: length) }
    }
}
