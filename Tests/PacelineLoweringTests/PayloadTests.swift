import PacelineLowering
import PacelineModel
import Testing

/// Bodies: which media types are one, which are several, and what they hold.
struct PayloadTests {
    private func loading(_ content: String) -> Loading {
        Loading(
            """
            components: { schemas: { Note: { type: object, properties: { text: { type: string }, file: { type: string, format: binary } } }, Plain: { type: object, properties: { text: { type: string } } } } }
            paths:
              /a:
                post:
                  operationId: a
                  requestBody:
                    content: { \(content) }
                  responses: { '204': { description: None } }
            """)
    }

    private func bodies(_ content: String) -> [Payload] {
        let loading = loading(content)
        #expect(loading.said == [])
        return loading.api?.operations.first?.bodies ?? []
    }

    private let plain = "{ schema: { $ref: '#/components/schemas/Plain' } }"
    private let note = "{ schema: { $ref: '#/components/schemas/Note' } }"
    private let plainType = TypeReference.named(TypeID("Plain"))

    @Test func jsonOfOneTypeUnderSeveralNames() {
        let bodies = bodies("application/merge-patch+json: \(plain), application/json: \(plain), text/json: \(plain)")
        #expect(bodies.map(\.mediaType) == ["application/json"])
        #expect(bodies.first?.otherMediaTypes == ["application/merge-patch+json", "text/json"])
    }

    @Test func theSameInAnotherNotationIsNoOtherBody() {
        let bodies = bodies(
            "application/xml: \(plain), application/x-www-form-urlencoded: \(plain), multipart/form-data: \(plain), "
                + "application/yaml: \(plain), application/vnd.protobuf: \(plain), application/json: \(plain)")
        #expect(bodies.map(\.content) == [.json(plainType)] && bodies.first?.otherMediaTypes == [])
    }

    @Test func aFormWithFilesIsAnotherBody() {
        let bodies = bodies("application/json: \(note), multipart/form-data: \(note)")
        #expect(bodies.count == 2)
        guard case .multipart(let parts, _)? = bodies.last?.content else { return #expect(Bool(false)) }
        #expect(parts.map(\.kind) == [.value(.string), .file(mediaType: "application/octet-stream")])
    }

    @Test func kinds() {
        #expect(bodies("text/csv: {}").map(\.content) == [.text])
        #expect(bodies("application/pdf: {}").map(\.content) == [.bytes])
        #expect(bodies("'image/*': {}").map(\.content) == [.bytes])
        #expect(bodies("'*/*': \(plain)").map(\.mediaType) == ["application/json"])
        #expect(bodies("application/yaml: \(plain)").map(\.content) == [.json(plainType)])
        #expect(bodies("multipart/form-data: {}").map(\.content) == [.anyParts])
        #expect(bodies("application/x-www-form-urlencoded: \(plain)").map(\.content) == [.form(plainType, [:])])
        #expect(bodies("application/x-www-form-urlencoded: {}").map(\.content) == [.form(.map(.string), [:])])
        #expect(bodies("image/png: {}, image/jpeg: {}").map(\.otherMediaTypes) == [["image/jpeg"]])
        #expect(bodies("").map(\.content) == [.bytes])
    }

    @Test func xmlAloneIsText() {
        let loading = loading("application/xml: \(plain)")
        #expect(loading.said == ["7:20 sent-as-text"])
        #expect(loading.api?.operations.first?.bodies.map(\.content) == [.text])
    }

    @Test func fieldsByTheirEncoding() {
        let encoding =
            "encoding: { text: { style: deepObject, explode: true }, file: { contentType: application/json }, x: { style: form } }"
        let content =
            "application/x-www-form-urlencoded: { schema: { $ref: '#/components/schemas/Note' }, \(encoding) }"
        let styles: [String: Serialization] = [
            "text": Serialization(style: .deepObject, explode: true),
            "file": Serialization(style: .json, explode: false),
        ]
        #expect(bodies(content).map(\.content) == [.form(.named(TypeID("Note")), styles)])
    }

    @Test func partsByTheirEncoding() {
        let loading = loading(
            "multipart/form-data: { schema: { type: object, properties: { a: { type: string }, b: { type: string, format: binary } } }, "
                + "encoding: { a: { contentType: 'text/x-a, text/y', headers: { X-A: { schema: {} } } }, b: { contentType: 'image/*' } } }"
        )
        #expect(loading.said.map { $0.split(separator: " ").last } == ["not-supported-yet"])
        guard case .multipart(let parts, _)? = loading.api?.operations.first?.bodies.first?.content else {
            return #expect(Bool(false))
        }
        #expect(
            parts.map(\.kind) == [
                .structure(.string, mediaType: "text/x-a"), .file(mediaType: "application/octet-stream"),
            ])
    }

    // MARK: Responses

    private func response(_ content: String, status: String = "200", method: String = "get") -> Response? {
        Loading(
            """
            components: { schemas: { Plain: { type: object, properties: { text: { type: string } } } } }
            paths: { /a: { \(method): { operationId: a, responses: { '\(status)': { description: A, content: { \(content) } } } } } }
            """
        ).api?.operations.first?.success
    }

    @Test func aFormOfAlternativesHasThePartsOfAll() throws {
        let bodies = bodies(
            "multipart/form-data: { schema: { allOf: [{ anyOf: [{ $ref: '#/components/schemas/Plain' }, "
                + "{ type: object, required: [file], properties: { file: { type: string, format: binary } } }] }, "
                + "{ type: object, required: [kind], properties: { kind: { type: string } } }] } }")
        guard case .multipart(let parts, _) = try #require(bodies.first).content else {
            Issue.record("no form")
            return
        }
        #expect(parts.map(\.name) == ["text", "file", "kind"])
        #expect(parts.map(\.isRequired) == [false, false, true])
    }

    @Test func answersOfSeveralMediaTypes() {
        let response = response("text/csv: {}, application/xml: \(plain), application/json: \(plain)")
        #expect(response?.payload?.content == .json(plainType))
        #expect(response?.otherMediaTypes == ["text/csv", "application/xml"])
    }

    @Test func aFileBesideAnotherAnswerIsLost() {
        let file = "{ schema: { type: string, format: binary } }"
        func said(_ content: String) -> [String] {
            Loading(
                """
                paths: { /a: { get: { operationId: a, responses: { '200': { description: Found, content: {
                  \(content) } } } } } }
                """
            ).said
        }
        #expect(said("application/json: { schema: {} }, application/pdf: \(file)") == ["2:37 not-asked-for"])
        #expect(said("image/*: \(file), application/json: { schema: {} }") == ["2:3 not-asked-for"])
        #expect(said("application/zip: \(file), application/pdf: \(file), text/csv: {}").count == 2)
        #expect(said("application/zip: \(file), application/octet-stream: \(file)") == [])
    }

    @Test func answersWithoutABody() {
        #expect(response("application/json: \(plain)", method: "head")?.payload == nil)
        #expect(response("application/json: \(plain)", status: "204")?.payload == nil)
        #expect(response("application/json: \(plain)", status: "205")?.payload == nil)
    }

    @Test func answersByRange() {
        #expect(response("'*/*': \(plain)")?.payload?.content == .json(plainType))
        #expect(response("'*/*': { schema: { type: string } }")?.payload?.content == .text)
        #expect(response("'*/*': {}")?.payload?.content == .bytes)
        #expect(
            response("text/event-stream: {}")?.payload?.content == .stream(ValueSequence(format: .events, element: nil))
        )
    }
}
