#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension Download {
    /// Writes the body to the file at `path` while it arrives.
    ///
    /// The bytes go to a file beside it, which takes its name when all have come: what was at `path` stays until then,
    /// and stays for good when the download fails.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - progress: Told of each part that was written, on any thread.
    /// - Throws: ``CallError``: with the code `transport` or `timeout` when the body breaks off, with `file` when the
    ///   file cannot be written, with `cancelled` when the task is.
    public func write(
        to path: String, progress: (@Sendable (TransferProgress) -> Void)? = nil
    ) async throws(CallError) {
        let temporary = "\(path).\(String(UInt64.random(in: .min ... .max), radix: 36)).partial"
        var isWhole = false
        defer { if !isWhole { OpenFile.remove(temporary) } }
        do {
            try await writeAll(to: temporary, like: path, progress)
            try OpenFile.rename(temporary, to: path)
            isWhole = true
        } catch let error as CallError {
            throw error
        } catch {
            cancel()
            throw failure(.file, "\(error)", error)
        }
    }

    /// Writes the body to the file at `url` while it arrives, as to one at a path.
    public func write(
        to url: URL, progress: (@Sendable (TransferProgress) -> Void)? = nil
    ) async throws(CallError) {
        try await write(to: url.path, progress: progress)
    }

    private func writeAll(
        to path: String, like other: String, _ progress: (@Sendable (TransferProgress) -> Void)?
    ) async throws {
        let file = try OpenFile(creating: path, like: other)
        let meter = progress.map { TransferMeter(.received, total: expectedLength, $0) }
        while let chunk = try await next() {
            try file.write(chunk)
            meter?.add(chunk.count)
        }
    }
}
