#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// What a call sends as it is: a binary body, or the contents of a file in a form.
public struct UploadBody: Sendable {
    let content: RequestBody

    /// Bytes that are held in memory.
    public static func bytes(_ bytes: some Sequence<UInt8>) -> UploadBody {
        UploadBody(content: .bytes(Array(bytes)))
    }

    /// A text in UTF-8.
    public static func text(_ text: String) -> UploadBody { UploadBody(content: .bytes(Array(text.utf8))) }

    /// The contents of the regular file at `path`, read while they are sent.
    public static func file(_ path: String) -> UploadBody { UploadBody(content: .file(path)) }

    /// The contents of the regular file at `url`, read while they are sent.
    public static func file(_ url: URL) -> UploadBody { .file(url.path) }

    /// Chunks that are made anew for each request of the call. See ``RequestBody/stream(length:make:)``.
    public static func stream<Chunks: AsyncSequence & Sendable>(
        length: Int? = nil, make: @escaping @Sendable () async throws -> Chunks
    ) -> UploadBody where Chunks.Element == [UInt8] {
        UploadBody(content: .stream(length: length, make: make))
    }

    /// Chunks that can be read once only. See ``RequestBody/stream(length:once:)``.
    public static func stream<Chunks: AsyncSequence & Sendable>(
        length: Int? = nil, once chunks: Chunks
    ) -> UploadBody where Chunks.Element == [UInt8] {
        UploadBody(content: .stream(length: length, once: chunks))
    }
}

extension UploadBody: ExpressibleByArrayLiteral {
    /// The listed bytes.
    public init(arrayLiteral bytes: UInt8...) { self.init(content: .bytes(bytes)) }
}
