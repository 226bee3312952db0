import PacelineDiagnostics
import PacelineGenerator
import Testing

/// Graphs of schemas as no person writes them: each ends in a client or an error, on a thread with half a megabyte.
@Suite(.serialized) struct GraphTests {
    /// A document of `count` schemas in which an operation answers with the first.
    private func document(_ count: Int, last: String = "{type: object}", _ schema: (Int) -> String) -> String {
        var text = """
            openapi: 3.1.0
            info: {title: X, version: "1"}
            paths:
              /a:
                get:
                  operationId: a
                  responses:
                    "200": {description: x, content: {application/json: {schema: {$ref: "#/components/schemas/S0"}}}}
            components:
              schemas:

            """
        for index in 0..<count { text += "    S\(index): \(index == count - 1 ? last : schema(index))\n" }
        return text
    }

    private func ref(_ index: Int) -> String { "{$ref: \"#/components/schemas/S\(index)\"}" }

    /// The generated files, or the codes of the errors.
    private func generate(_ text: String) -> (files: [GeneratedFile]?, errors: Set<String>) {
        var diagnostics = DiagnosticSink()
        let files = Pipeline.generate(
            Pipeline.Input(document: Source(path: "x.yaml", bytes: Array(text.utf8))), diagnostics: &diagnostics)
        let errors = diagnostics.diagnostics.filter { $0.severity == .error }.map(\.code)
        #expect((files == nil) == !errors.isEmpty)
        #expect(diagnostics.rendered().utf8.count < 100_000)
        return (files, Set(errors))
    }

    @Test func recordsLeadAnyWayFromOneToTheNext() throws {
        let count = 3000
        let text = document(count) {
            "{type: object, required: [p], properties: {p: \(ref($0 + 1)), q: \(ref($0 * 7 % count))}}"
        }
        let files = try #require(generate(text).files)
        let all = files.map(\.text).joined()
        for index in [0, 1, 63, 64, 65, 100, count - 2] { #expect(all.contains("struct S\(index): "), "\(index)") }
        // What is decided late is decided as well as what is decided at once.
        #expect(all.contains("p: S2998"))
    }

    @Test func aWayOfReferencesOrListsIsFollowedOrNamed() {
        #expect(generate(document(100, { ref($0 + 1) })).errors.isEmpty)
        #expect(generate(document(400, { "{type: array, items: \(ref($0 + 1))}" })).errors.isEmpty)
        #expect(generate(document(3000, { "{type: array, items: \(ref($0 + 1))}" })).errors.contains("too-deep"))
        let references = document(3000) { ref($0 + 1) }
        var diagnostics = DiagnosticSink()
        _ = Pipeline.generate(
            Pipeline.Input(document: Source(path: "x.yaml", bytes: Array(references.utf8))), diagnostics: &diagnostics)
        #expect(diagnostics.diagnostics.contains { $0.code == "long-reference" || $0.code == "too-deep" })
    }

    @Test func joinsAreJoinedOrNamed() throws {
        func joins(_ count: Int) -> String {
            document(count) { "{allOf: [\(ref($0 + 1)), {type: object, properties: {p\($0): {type: string}}}]}" }
        }
        let all = try #require(generate(joins(60)).files).map(\.text).joined()
        #expect(all.contains("p0: String?") && all.contains("p58: String?"))
        #expect(generate(joins(3000)).errors.contains("too-many-parts"))
    }

    @Test(.timeLimit(.minutes(1))) func alternativesInsideOneAnother() {
        let text = document(22) { "{oneOf: [\(ref($0 + 1)), {type: array, items: \(ref($0 + 1))}]}" }
        #expect(generate(text).errors.isEmpty)
    }

    /// A condition that leads back to its own schema.
    @Test func aConditionMayLeadBack() {
        let text =
            document(3) { index in
                "{type: object, properties: {a\(index): {type: string}}, if: true, then: \(ref(index + 1))}"
            } + "    Own: {type: object, properties: {x: {type: string}}, then: {$ref: '#/components/schemas/Own'}}\n"
        #expect(generate(text).errors.isEmpty)
    }

    @Test func policiesLikeOneAnother() {
        func policies(_ count: Int) -> String {
            let all = (0..<count).map { index in
                index == count - 1 ? "p\(index): {quota: 1, window: 1s}" : "p\(index): {like: p\(index + 1)}"
            }
            return """
                openapi: 3.1.0
                info: {title: X, version: "1"}
                paths: {/a: {get: {operationId: a, responses: {"204": {description: x}}}}}
                x-rate-limits: {policies: {\(all.joined(separator: ", "))}}
                """
        }
        #expect(generate(policies(200)).errors.isEmpty)
        #expect(generate(policies(400)).errors == ["long-like"])
    }
}
