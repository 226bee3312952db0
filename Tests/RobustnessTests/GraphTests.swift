import PacelineDiagnostics
import PacelineGenerator
import Testing

/// Graphs of schemas as no person writes them: each ends in a client or an error, on a thread with half a megabyte.
@Suite(.serialized) struct GraphTests {
    /// A document of `count` schemas in which an operation responses with the first.
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
        let errors = diagnostics.diagnostics.filter { $0.severity == .error }.map(\.code.rawValue)
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
        #expect(!generate(document(1100, { ref($0 + 1) })).errors.contains("too-many-parts"))
        #expect(generate(document(400, { "{type: array, items: \(ref($0 + 1))}" })).errors.isEmpty)
        #expect(generate(document(3000, { "{type: array, items: \(ref($0 + 1))}" })).errors.contains("too-deep"))
        let references = document(3000) { ref($0 + 1) }
        var diagnostics = DiagnosticSink()
        _ = Pipeline.generate(
            Pipeline.Input(document: Source(path: "x.yaml", bytes: Array(references.utf8))), diagnostics: &diagnostics)
        #expect(diagnostics.diagnostics.contains { $0.code == .longReference || $0.code == .tooDeep })
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

    /// Few schemas, and more ways through them than could be followed: each layer leads to all of the next.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            { "{oneOf: [\($0.joined(separator: ", "))]}" },
            { "{oneOf: [\($0.map { "{type: array, items: \($0)}" }.joined(separator: ", "))]}" },
            { below in
                let properties = below.enumerated().map { "p\($0): \($1)" }.joined(separator: ", ")
                return "{oneOf: [{type: object, properties: {\(properties)}}, {type: string}]}"
            },
            { "{allOf: [\($0.joined(separator: ", "))]}" },
        ] as [@Sendable ([String]) -> String])
    func layersThatLeadToAllOfTheNext(_ schema: @Sendable ([String]) -> String) {
        let (width, count) = (10, 100)
        let text = document(count) { index in
            let below = (0..<width).map { ref((index / width + 1) * width + $0) }
            return index < count - width ? schema(below) : "{type: object, properties: {p\(index): {type: string}}}"
        }
        #expect(generate(text).errors.isSubset(of: ["too-many-alternatives"]))
    }

    /// A union of unions has the shapes of all, whatever way leads to them, each once.
    @Test func layersOfChoicesAreToldApart() throws {
        let text = document(7, last: "{type: string}") { index in
            let below = index < 4 ? (index / 2 * 2 + 2..<index / 2 * 2 + 4).map(ref) : []
            return index < 4
                ? "{oneOf: [\(below.joined(separator: ", "))]}"
                : "{type: object, required: [p\(index)], properties: {p\(index): {type: string}}}"
        }
        let files = try #require(generate(text).files)
        let union = try #require(files.map(\.text).joined().split(separator: "enum S0").dropFirst().first)
        #expect(union.contains("p4") && union.contains("p5"))
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

    @Test(.timeLimit(.minutes(1)), arguments: [(50, 50, false), (1, 1001, true), (1100, 500, true)])
    func policiesOfManyOperations(_ operations: Int, _ policies: Int, _ isTooMany: Bool) {
        let paths = (0..<operations).map { "/p\($0): {get: {operationId: o\($0), responses: {}}}" }
        let all = (0..<policies).map { "p\($0): {quota: \($0 + 1), window: \($0 + 1)s}" }
        let text = """
            openapi: 3.1.0
            info: {title: X, version: "1"}
            paths: {\(paths.joined(separator: ", "))}
            x-rate-limits: {policies: {\(all.joined(separator: ", "))}}
            """
        #expect(generate(text).errors == (isTooMany ? ["too-many-limits"] : []))
    }

    /// What is said of a document on one line costs no more than of one on many.
    @Test(.timeLimit(.minutes(1))) func mistakesOnOneLine() {
        let members = (0..<20_000).map { "\"wrong\($0)\": 1" }.joined(separator: ",")
        let text = "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"X\",\"version\":\"1\"},\"paths\":{},\(members)}"
        var diagnostics = DiagnosticSink()
        _ = Pipeline.generate(
            Pipeline.Input(document: Source(path: "x.json", bytes: Array(text.utf8))), diagnostics: &diagnostics)
        let clock = ContinuousClock()
        var lines = 0
        let time = clock.measure { lines = diagnostics.rendered(all: true).utf8.count { $0 == UInt8(ascii: "^") } }
        #expect(lines >= 20_000)
        #expect(time < .seconds(20))
    }
}
