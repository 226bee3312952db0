import Foundation
import PacelineDiagnostics
import PacelineLowering

extension MockServer {
    /// Serves the OpenAPI document in the file.
    ///
    /// - Parameters:
    ///   - path: The document's file.
    ///   - limits: The file that declares the limits of a document which does not; nil for none.
    ///   - options: How the server behaves.
    /// - Throws: ``Failure`` when the file cannot be read, when the document has errors, all of which are described with
    ///   place, line and caret, and when the log cannot be created.
    public convenience init(
        contentsOf path: String, limits: String? = nil, options: Options = Options()
    ) throws(Failure) {
        var diagnostics = DiagnosticSink()
        let source = Source(path: path, bytes: try Self.bytes(ofFile: path))
        var file: Source?
        if let limits { file = Source(path: limits, bytes: try Self.bytes(ofFile: limits)) }
        let loaded = loadDocument(source, limits: file, loader: .files, diagnostics: &diagnostics)
        guard let loaded, !diagnostics.hasErrors else {
            throw Failure(description: diagnostics.rendered().trimmingCharacters(in: .newlines))
        }
        try self.init(api: loaded.api, document: loaded.document, options: options)
    }

    private static func bytes(ofFile path: String) throws(Failure) -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw Failure(description: "\(path): error: cannot be read: \(error.localizedDescription)")
        }
    }
}

extension SourceLoader {
    /// Reads from the file system, plain files only: a device has no end.
    fileprivate static let files = SourceLoader { path in
        let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        let type = try? FileManager.default.attributesOfItem(atPath: url.path)[.type] as? FileAttributeType
        guard type == .typeRegular else { return nil }
        return FileManager.default.contents(atPath: url.path).map { [UInt8]($0) }
    }
}
