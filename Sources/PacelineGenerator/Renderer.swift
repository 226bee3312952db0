import PacelineDiagnostics
import PacelineSwiftViews
import PacelineTemplates
import PacelineTemplating

/// Prints views with the templates of their name.
struct Renderer: Sendable {
    private let client: Template<ClientView>
    private let limits: Template<LimitsView>
    private let source: Template<SourceFileView>

    /// A renderer with the templates that the binary holds, and others in the place of those of their names. Their
    /// mistakes go to `diagnostics`.
    init(replacing own: [String: Source] = [:], _ diagnostics: inout DiagnosticSink) {
        var library = TemplateLibrary(TemplateCatalogue.sources.merging(own) { _, own in own })
        client = library.template("Client", for: ClientView.self, &diagnostics)
        limits = library.template("Limits", for: LimitsView.self, &diagnostics)
        source = library.template("Source", for: SourceFileView.self, &diagnostics)
        for (name, source) in own.sorted(by: { $0.key < $1.key }) where !library.templates.contains(name) {
            diagnostics.untidy(
                "unused-template", "no template includes `\(name)`, and it replaces none",
                at: SourceLocation(path: source.path, line: 1, column: 1),
                hint: Suggestion.hint(for: name, among: TemplateCatalogue.sources.keys.sorted()))
        }
    }

    func render(_ view: ClientView) -> String { Tidy.text(client.render(view)) }
    func render(_ view: LimitsView) -> String { Tidy.text(limits.render(view)) }
    func render(_ view: SourceFileView) -> String { Tidy.text(source.render(view)) }
}

/// Evens out what sections leave behind.
enum Tidy {
    /// The text with at most one empty line in a row, none at its start, none before a closing brace, and one line
    /// break at its end.
    static func text(_ text: [UInt8]) -> String {
        text.withUnsafeBufferPointer { source in
            // Nothing becomes longer, but for the last line break.
            String(unsafeUninitializedCapacity: source.count + 1) { copy(source, into: $0) }
        }
    }

    /// Copies the lines that stay; returns how many bytes they are.
    private static func copy(
        _ source: UnsafeBufferPointer<UInt8>, into target: UnsafeMutableBufferPointer<UInt8>
    ) -> Int {
        var (start, count, emptyLines) = (0, 0, 0)
        while start < source.count {
            let rest = source[start...]
            let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? source.count
            defer { start = end + 1 }
            guard let first = source[start..<end].first(where: { $0 != UInt8(ascii: " ") }) else {
                emptyLines += 1
                continue
            }
            if emptyLines > 0, count > 0, first != UInt8(ascii: "}") {
                target[count] = UInt8(ascii: "\n")
                count += 1
            }
            emptyLines = 0
            _ = target[count...].update(fromContentsOf: source[start..<end])
            count += end - start + 1
            target[count - 1] = UInt8(ascii: "\n")
        }
        return count
    }
}
