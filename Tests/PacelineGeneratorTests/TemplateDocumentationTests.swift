import Foundation
import PacelineDiagnostics
import PacelineGenerator
import PacelineSwiftViews
import PacelineTemplates
import PacelineTemplating
import Testing

/// `docs/templates.md` lists the fields of all views. Recorded with `RECORD=1`.
struct TemplateDocumentationTests {
    /// The views that a template says it prints: `{{! view: ClientView, LimitsView }}`.
    private static func views(of template: Source) -> [Substring] {
        let line = String(decoding: template.bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        return line.dropFirst("{{! view: ".count).dropLast(" }}".count).split(separator: ", ")
    }

    @Test func listsAllFields() throws {
        var library = TemplateLibrary(TemplateCatalogue.sources)
        var diagnostics = DiagnosticSink()
        _ = library.template("Client", for: ClientView.self, &diagnostics)
        _ = library.template("LimitedRequests", for: LimitedRequestsView.self, &diagnostics)
        _ = library.template("Limits", for: LimitsView.self, &diagnostics)
        _ = library.template("Source", for: SourceFileView.self, &diagnostics)
        var tables = ""
        for (view, fields) in library.views.sorted(by: { $0.key < $1.key }) where view != "String" {
            let templates = TemplateCatalogue.sources.filter { Self.views(of: $0.value).contains(view[...]) }
            let names = templates.keys.sorted().map { "`\($0)`" }.joined(separator: ", ")
            tables += "\n### \(view)\n\n" + (names.isEmpty ? "" : "Printed by \(names).\n\n")
            tables += "| field | |\n|---|---|\n"
            for field in fields { tables += "| `\(field.name)` | \(field.kind) |\n" }
        }
        let file = Repository.root.appending(path: "docs/templates.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let end = try #require(text.range(of: "which tag is gone.\n")).upperBound
        let expected = text[..<end] + tables
        if ProcessInfo.processInfo.environment["RECORD"] != nil { try Data(expected.utf8).write(to: file) }
        #expect(text == expected)
    }
}
