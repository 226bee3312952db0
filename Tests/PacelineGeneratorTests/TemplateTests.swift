import Foundation
import Mustache
import PacelineDiagnostics
import PacelineGenerator
import PacelineSwiftViews
import PacelineTemplates
import Testing

/// What the type checker would say of templates, if there were one.
struct TemplateTests {
    private func lint(_ templates: [(name: String, text: String)] = TemplateCatalogue.all) -> TemplateLint {
        var lint = TemplateLint(templates)
        lint.walk("Client", ClientView.self)
        lint.walk("Limits", LimitsView.self)
        lint.walk("Source", SourceFileView.self)
        return lint
    }

    @Test func everyTagIsAFieldOfItsView() {
        #expect(lint().problems == [])
    }

    @Test func everyTemplateAndFieldIsUsed() {
        let lint = lint()
        #expect(lint.reached == Set(TemplateCatalogue.all.map(\.name)))
        #expect(lint.known.count >= 15)
        for (view, fields) in lint.known {
            #expect(fields.subtracting(lint.used[view] ?? []) == [], "\(view) has fields that no template prints")
        }
    }

    @Test(arguments: [
        ("{{.access}}", "{{.acess}}"), ("{{.access}}", "{{access}}"), ("{{.access}}", "{{{.access}}}"),
        ("{{>Policy}}", "{{>Polcy}}"), ("{{/.policies}}", ""), ("{{! view: LimitsView }}", "{{! view: LimitView }}"),
        ("{{%CONTENT_TYPE:TEXT}}", ""), ("{{.client}}", "{{.policies}}"),
    ])
    func aSlipIsFound(_ right: String, _ wrong: String) {
        let templates = TemplateCatalogue.all.map { name, text in
            (name: name, text: name == "Limits" ? text.replacing(right, with: wrong, maxReplacements: 1) : text)
        }
        #expect(!lint(templates).problems.isEmpty)
    }

    @Test func everyFileIsInTheCatalogue() throws {
        let names = try ["Files", "Partials"].flatMap { folder in
            try FileManager.default.contentsOfDirectory(
                atPath: Repository.root.appending(path: "Templates/\(folder)").path())
        }
        #expect(names.sorted() == TemplateCatalogue.all.map { $0.name + ".mustache" }.sorted())
    }

    @Test func everyTemplateParses() throws {
        for (_, text) in TemplateCatalogue.all { _ = try MustacheTemplate(string: text) }
    }

    /// An indented partial would indent its first line only, and a pragma that shares its line leaves a blank one.
    @Test func partialsAndPragmasStandAlone() {
        for (name, text) in TemplateCatalogue.all {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.first == "{{%CONTENT_TYPE:TEXT}}", "\(name)")
            #expect(lines[1].hasPrefix("{{! view: ") && lines[1].hasSuffix(" }}"), "\(name)")
            for line in lines where line.contains("{{>") {
                #expect(line.hasPrefix("{{>") && line.hasSuffix("}}"), "\(name)")
            }
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
