#if canImport(FoundationNetworking)
import Foundation
import FoundationNetworking
#else
import Foundation
#endif
import PacelineRuntime

/// The file that a session reads a body from: the body's own, or one that it was written to, which goes with this.
final class UploadFile: Sendable {
    let url: URL
    /// What it was written to; nil for the body's own file.
    private let temporary: TemporaryFile?

    /// The file of a body, which is read as far as it is none. Throws where that fails.
    init(_ body: RequestBody) async throws(TransportError) {
        if let path = body.path {
            (url, temporary) = (URL(filePath: path), nil)
            return
        }
        do {
            let file = try TemporaryFile("upload")
            (url, temporary) = (file.url, file)
            let handle = try FileHandle(forWritingTo: url)
            defer { try? handle.close() }
            try await body.forEachChunk(isSending: false) { chunk in
                try Task.checkCancellation()
                try handle.write(contentsOf: Data(chunk))
            }
        } catch let failure as BodyFailure {
            throw TransportError(.notSent, failure)
        } catch is CancellationError {
            throw TransportError(.notSent, "the exchange was cancelled")
        } catch {
            throw TransportError(.notSent, "the body could not be written to a temporary file: \(error)")
        }
    }

    deinit { temporary?.remove() }
}
