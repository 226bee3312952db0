import Foundation
import PacelineDiagnostics
import PacelineLowering

extension MockServer {
    /// Serves the OpenAPI document in the file.
    ///
    /// - Throws: ``Failure`` when the file cannot be read, when the document has errors, all of which are described with
    ///   place, line and caret, and when the log cannot be created.
    public convenience init(contentsOf path: String, options: Options = Options()) throws(Failure) {
        var diagnostics = DiagnosticSink()
        let source = Source(path: path, bytes: try Self.bytes(ofFile: path))
        guard let api = load(source, diagnostics: &diagnostics), !diagnostics.hasErrors else {
            throw Failure(description: diagnostics.rendered().trimmingCharacters(in: .newlines))
        }
        try self.init(api: api, options: options)
    }

    private static func bytes(ofFile path: String) throws(Failure) -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw Failure(description: "\(path): error: cannot be read: \(error.localizedDescription)")
        }
    }
}
