import Foundation
import PacelineDiagnostics
import PacelineGenerator
import PacelineSwiftViews
import PacelineTemplates
import PacelineTemplating
import Testing

/// The templates that the binary holds.
struct TemplateTests {
    /// The library once all its files have been resolved, and what is said of them.
    private func resolved(_ change: (inout [String: Source]) -> Void = { _ in }) -> (TemplateLibrary, DiagnosticSink) {
        var sources = TemplateCatalogue.sources
        change(&sources)
        var library = TemplateLibrary(sources)
        var diagnostics = DiagnosticSink()
        _ = library.template("Client", for: ClientView.self, &diagnostics)
        _ = library.template("LimitedRequests", for: LimitedRequestsView.self, &diagnostics)
        _ = library.template("Limits", for: LimitsView.self, &diagnostics)
        _ = library.template("Source", for: SourceFileView.self, &diagnostics)
        return (library, diagnostics)
    }

    @Test func everyTagIsAFieldOfItsView() {
        #expect(resolved().1.rendered() == "")
    }

    @Test func everyFieldIsUsed() {
        let (library, _) = resolved()
        #expect(library.views.count >= 15)
        for (view, fields) in library.views where view != "String" {
            #expect(
                Set(fields.map(\.name)).subtracting(library.used[view] ?? []) == [],
                "\(view) has fields that no template prints")
        }
    }

    /// A template that nothing includes could be left out.
    @Test func everyTemplateIsUsed() {
        #expect(resolved().0.templates == Set(TemplateCatalogue.sources.keys))
    }

    @Test(arguments: [
        ("{{access}}", "{{acess}}"), ("{{access}}", "{{.access}}"), ("{{access}}", "{{{access}}}"),
        ("{{>Policy}}", "{{>Polcy}}"), ("{{/policies}}", ""), ("{{client}}", "{{policies}}"),
    ])
    func aSlipIsFound(_ right: String, _ wrong: String) {
        let (_, diagnostics) = resolved { sources in
            let text = String(decoding: sources["Limits"]?.bytes ?? [], as: UTF8.self)
            sources["Limits"]?.bytes = Array(text.replacing(right, with: wrong, maxReplacements: 1).utf8)
        }
        #expect(diagnostics.diagnostics.first?.location?.path == "Limits.mustache")
    }

    @Test func everyFileIsInTheCatalogue() throws {
        let names = try ["Files", "Partials"].flatMap { folder in
            try FileManager.default.contentsOfDirectory(
                atPath: Repository.root.appending(path: "Templates/\(folder)").path())
        }
        #expect(names.sorted() == TemplateCatalogue.sources.values.map(\.path).sorted())
    }

    /// The first line says which views a template prints.
    @Test func everyTemplateNamesItsView() throws {
        let (library, _) = resolved()
        for source in TemplateCatalogue.sources.values {
            let line = String(decoding: source.bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
            let names = try #require(line.wholeMatch(of: /\{\{! view: (\w+(, \w+)*) \}\}/)?.1, "\(source.path)")
            for name in names.split(separator: ", ") { #expect(library.views[String(name)] != nil, "\(source.path)") }
        }
    }

    @Test func nothingIsEscapedForHTML() {
        let awkward = #"a < b && c > d "quoted" 'single'"#
        let yaml = "'" + awkward.replacing("'", with: "''") + "'"
        let generation = Generation(
            """
            openapi: 3.1.0
            info: { title: T, version: \(yaml), description: \(yaml) }
            servers: [{ url: https://a.example, description: \(yaml) }]
            tags: [{ name: G, description: \(yaml) }]
            x-rate-limits: { policies: { p: { quota: 5, window: 1s, description: \(yaml), refusal: { message: 'a && b' } } } }
            components:
              securitySchemes: { key: { type: apiKey, in: header, name: K, description: \(yaml) } }
              schemas:
                R: { type: object, description: \(yaml), properties: { \(yaml): { type: string, description: \(yaml) } } }
                E: { enum: [\(yaml)], type: string }
                C: { oneOf: [{ type: string }, { type: array, items: { type: integer } }], description: \(yaml) }
            paths:
              /r:
                get:
                  operationId: r
                  tags: [G]
                  summary: \(yaml)
                  security: [{ key: [] }]
                  parameters: [{ name: \(yaml), in: query, description: \(yaml), schema: { type: string } }]
                  responses: { '200': { description: \(yaml), content: { text/plain: {} } } }
            """)
        #expect(generation.diagnostics.rendered() == "")
        #expect(generation.files.keys.sorted() == ["Client.swift", "G.swift", "Limits.swift", "SharedTypes.swift"])
        for entity in ["&lt;", "&gt;", "&amp;", "&quot;", "&#"] { #expect(!generation.text.contains(entity)) }
        #expect(generation.text.ranges(of: "a < b && c > d").count >= 14)
    }
}
