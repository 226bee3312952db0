import Foundation
import PacelineDiagnostics
import PacelineDocument
import PacelineLowering
import PacelineYAML

extension Mock {
    /// A mock of the OpenAPI document in the file.
    ///
    /// - Parameters:
    ///   - path: The document's file.
    ///   - limits: The file that declares the limits of a document which does not; nil for none.
    ///   - references: The folders below which the document may refer to files, besides its own and that of `limits`.
    ///   - options: How the server behaves.
    /// - Throws: ``Failure`` when the file cannot be read, when the document has errors, all of which are described
    ///   with place, line and caret, and when the log cannot be created.
    public convenience init(
        contentsOf path: String, limits: String? = nil, references: [String] = [], options: Options = Options()
    ) throws(Failure) {
        try self.init(contentsOf: path, limits: limits, references: references, options: options, time: .continuous())
    }

    /// The same, on a clock of its own.
    package convenience init(
        contentsOf path: String, limits: String?, references: [String], options: Options, time: MockTime
    ) throws(Failure) {
        var diagnostics = DiagnosticSink()
        let folders = [path, limits, options.configurationPath].compactMap { $0 }.map(SourcePath.folder(of:))
        let reader = SourceReader(folders: folders + references)
        let source = try Self.source(path, from: reader)
        var file: Source?
        if let limits { file = try Self.source(limits, from: reader) }
        var lowering = LoweringOptions()
        if let path = options.configurationPath {
            lowering.model.pagination = Self.convention(try Self.source(path, from: reader), &diagnostics)
        }
        let loaded = loadDocument(
            source, limits: file, loader: reader.loader, options: lowering, diagnostics: &diagnostics)
        guard let loaded, !diagnostics.hasErrors else {
            throw Failure(description: diagnostics.rendered().trimmingCharacters(in: .newlines))
        }
        try self.init(api: loaded.api, document: loaded.document, options: options, time: time)
    }

    /// What the configuration says of pages; nil where it says nothing, and where that is wrong.
    private static func convention(_ source: Source, _ diagnostics: inout DiagnosticSink) -> PaginationConvention? {
        diagnostics.register(source)
        let root = YAMLTree.read(source, diagnostics: &diagnostics)?.root
        guard let node = root?["pagination"], node.isMapping else { return nil }
        return PaginationConvention.read(node, &diagnostics)
    }

    private static func source(_ path: String, from reader: SourceReader) throws(Failure) -> Source {
        do throws(SourceProblem) { return try reader.source(at: path) } catch {
            throw Failure(description: "\(path): error: \(error.reason)")
        }
    }
}
