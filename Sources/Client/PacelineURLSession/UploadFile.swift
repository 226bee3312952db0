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
    private let isTemporary: Bool

    /// The file of a body, which is read as far as it is none. Throws where that fails.
    init(_ body: RequestBody) async throws(TransportError) {
        if let path = body.path {
            (url, isTemporary) = (URL(filePath: path), false)
            return
        }
        url = FileManager.default.temporaryDirectory.appending(path: "paceline-\(UUID().uuidString).upload")
        isTemporary = true
        do {
            try Data().write(to: url)
            let file = try FileHandle(forWritingTo: url)
            defer { try? file.close() }
            try await body.forEachChunk(isSending: false) { chunk in
                try Task.checkCancellation()
                try file.write(contentsOf: Data(chunk))
            }
        } catch let failure as BodyFailure {
            throw TransportError(.notSent, failure.description, underlying: failure)
        } catch is CancellationError {
            throw TransportError(.notSent, "the exchange was cancelled")
        } catch {
            throw TransportError(.notSent, "the body could not be written to a temporary file: \(error)")
        }
    }

    deinit { if isTemporary { try? FileManager.default.removeItem(at: url) } }
}
