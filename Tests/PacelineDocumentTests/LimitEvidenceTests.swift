import PacelineDiagnostics
import Testing

@testable import PacelineDocument

/// What a document tells about limits that it does not declare, and the note about it.
struct LimitEvidenceTests {
    private static func read(_ text: String, path: String = "openapi.yaml") throws -> (Document, DiagnosticSink) {
        var diagnostics = DiagnosticSink()
        let source = Source(path: path, bytes: Array(text.utf8))
        let document = try #require(Document.read(source: source, diagnostics: &diagnostics))
        #expect(!diagnostics.hasErrors)
        return (document, diagnostics)
    }

    /// A document with responses at two operations.
    private static func document(
        _ first: String, _ second: String = "'204': { description: None }", rest: String = ""
    )
        -> String
    {
        """
        openapi: 3.1.0
        info: { title: Museum, version: 1.0.0 }
        paths:
          /rooms:
            get: { operationId: listRooms, responses: { \(first) } }
            post: { operationId: openRoom, responses: { \(second) } }
        \(rest)
        """
    }

    private static func note(_ text: String, path: String = "openapi.yaml") throws -> [Diagnostic] {
        var (document, diagnostics) = try read(text, path: path)
        document.noteUndeclaredLimits(&diagnostics)
        return diagnostics.diagnostics.filter { $0.code == .undeclaredLimits }
    }

    @Test(arguments: [
        (document("'429': { description: No }"), "1 operation documents 429"),
        (document("'429': { description: No }", "429: { description: No }"), "2 operations document 429"),
        (
            document("'200': { description: Yes, headers: { X-RateLimit-Limit: { schema: { type: integer } } } }"),
            "1 operation documents the header field `X-RateLimit-Limit`"
        ),
        (document("'200': { description: Limited to 5 requests per minute. }"), "descriptions state a limit"),
        (
            document("'200': { description: Limited to 5 requests per minute and 9 requests per hour. }"),
            "descriptions state 2 limits"
        ),
        (
            document("'204': { description: None }", rest: "x-api-quota: { a: 1 }"),
            "`x-api-quota` seems to declare limits"
        ),
    ])
    func oneNoteSaysTheWeightiest(_ text: String, _ words: String) throws {
        let notes = try Self.note(text)
        #expect(
            notes.map(\.message) == [
                "\(words) and no limits are declared; `paceline limits openapi.yaml --suggest` writes a start"
            ])
        #expect(notes.allSatisfy { $0.severity == .note && $0.location != nil })
    }

    @Test(arguments: [
        // Nothing is told, or not of limits.
        document("'200': { description: Yes }"),
        document("4XX: { description: No }", "default: { description: No }"),
        document("'503': { description: Later, headers: { Retry-After: { schema: { type: integer } } } }"),
        // Limits are declared.
        document(
            "'429': { description: No }",
            rest: "x-rate-limits: { policies: { calls: { quota: 5, window: 1s } } }"),
    ])
    func noNoteWhereNothingIsMissing(_ text: String) throws { #expect(try Self.note(text).isEmpty) }

    /// Only a 429 is a documented 429, wherever its response stands.
    @Test func whatIsDocumentedAs429() throws {
        let text = Self.document(
            "4XX: { description: No }, default: { description: No }", "'429': { $ref: '#/components/responses/no' }",
            rest: "components: { responses: { no: { description: No } } }")
        #expect(LimitEvidence(of: try Self.read(text).0).refusing == [1])
    }

    /// The file is named as the user gave it, as a word of a command line.
    @Test(arguments: [
        ("../api/openapi.json", "../api/openapi.json"), ("my api.yaml", "'my api.yaml'"),
        ("it's.yaml", #"'it'\''s.yaml'"#),
    ])
    func theFileIsNamedAsGiven(_ path: String, _ argument: String) throws {
        let notes = try Self.note(Self.document("'429': { description: No }"), path: path)
        #expect(notes.first?.message.contains("`paceline limits \(argument) --suggest`") == true)
        #expect(notes.first?.location?.path == path)
    }

    @Test(arguments: [
        ("X-RateLimit-Limit", "limit"), ("x-rate-limit-remaining", "remaining"), ("X-Quota-Used", "used"),
        ("RateLimit-Reset", "reset"), ("X-RateLimit-Reset-After", "reset delta"),
        ("X-Rate-Limit-Reset-In", "reset delta"),
        ("X-RateLimit-Reset-Timestamp", "reset epoch"), ("RateLimit", "structured"), ("ratelimit-policy", "structured"),
        ("Retry-After", "retry"), ("X-RateLimit-Bucket", "other"), ("X-Rate-Limit", "bare"), ("X-Total-Count", "none"),
        ("X-Limit", "none"), ("X-RateLimit \"Limit", "none"), ("ETag", "none"),
    ])
    func namesOfFields(_ name: String, _ role: String) {
        let found =
            switch QuotaFieldName(name)?.role {
            case .limit: "limit"
            case .remaining: "remaining"
            case .used: "used"
            case .reset(let form): form.map { "reset \($0.rawValue)" } ?? "reset"
            case .structured: "structured"
            case .retryAfter: "retry"
            case .bare: "bare"
            case .other: "other"
            case nil: "none"
            }
        #expect(found == role)
    }

    @Test func fieldsOfOneFamilyAreOfOneQuota() {
        let family = { QuotaFieldName($0)?.family }
        #expect(family("X-RateLimit-Limit") == family("x-rate-limit-reset-after"))
        #expect(family("X-RateLimit-Limit-Day") == family("X-RateLimit-Remaining-Day"))
        #expect(family("X-RateLimit-Limit-Day") != family("X-RateLimit-Limit-Minute"))
    }

    /// The form of a time is what the document tells, and nothing where it does not.
    @Test(arguments: [
        ("description: A unix timestamp in seconds at which the window resets", "epoch"),
        ("description: UTC epoch milliseconds", "epoch-ms"),
        ("description: 'Seconds until the window resets'", "delta"),
        ("description: The number of seconds to wait", "delta"), ("description: An HTTP-date", "date"),
        ("description: An ISO 8601 time", "rfc3339"), ("schema: { type: string, format: date-time }", "rfc3339"),
        ("example: 1590701888", "epoch"), ("schema: { type: integer, example: 1590701888000 }", "epoch-ms"),
        ("schema: { examples: ['1590701888'] }", "epoch"), ("example: 30", "nothing"), ("example: 1e11", "nothing"),
        ("description: The time when the quota is whole", "nothing"), ("description: In milliseconds", "nothing"),
    ])
    func formsOfTimes(_ header: String, _ form: String) throws {
        let text = Self.document("'200': { description: Yes, headers: { X-RateLimit-Reset: { \(header) } } }")
        let field = try #require(LimitEvidence(of: try Self.read(text).0).fields.first)
        guard case .reset(let found) = field.role else { throw Failure.notAReset }
        #expect(found?.rawValue ?? "nothing" == form)
    }

    private enum Failure: Error { case notAReset }

    /// Where a description stands decides for whom its limit is; a sentence that names paths, more narrowly.
    @Test func scopes() throws {
        let text = """
            openapi: 3.1.0
            info: { title: Museum, version: 1.0.0, description: Limited to 1 request per second. }
            tags:
              - { name: Rooms, description: Limited to 2 requests per second. }
              - { name: A chapter, description: 'Limited to 3 requests per second, 4 `GET` requests to `/v1/rooms/:id` per second.' }
            paths:
              /rooms/{name}:
                description: Limited to 5 requests per second.
                get: { operationId: a, tags: [Rooms], description: Limited to 6 requests per second., responses: {} }
                put: { operationId: b, responses: { '429': { description: 7 per second } } }
              /doors:
                get: { operationId: c, tags: [Rooms], description: Limited to 6 requests per second., responses: {} }
            components: { schemas: { Load: { type: object, description: Limited to 8 requests per second. } } }
            """
        let stated = LimitEvidence(of: try Self.read(text).0).stated
        let scopes = stated.map { limit in
            guard case .quota(let quota, _) = limit.limit.numbers else { return "" }
            let numbers =
                switch limit.scope {
                case .all: "all"
                case .some(let numbers): numbers.map(String.init).joined(separator: "+")
                }
            return "\(Int(quota)): \(numbers) \(limit.paths.templates.joined()) \(limit.paths.methods.joined())"
        }
        #expect(
            scopes == [
                "1: all  ", "2: 0+2  ", "3: all /rooms/{name} GET", "4: all /rooms/{name} GET", "5: 0+1  ", "6: 0+2  ",
                "7: 1  ",
            ])
        #expect(stated.first { $0.descriptions.count == 2 }?.limit.quote == "Limited to 6 requests per second.")
    }
}
