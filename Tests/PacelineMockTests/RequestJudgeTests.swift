import Foundation
@testable import PacelineMock
import PacelineModel
import Testing

/// Requests with mistakes are told so, with all of them and with the places where the document says otherwise.
@Suite struct RequestJudgeTests {
    private func response(
        parameters: String, _ target: String, _ fields: [MockRequest.Pair] = []
    ) async throws -> MockResponse {
        let document = try MockedDocument(
            """
            openapi: 3.1.0
            info: { title: T, version: "1" }
            paths:
              /items/{id}:
                get:
                  operationId: getItem
                  parameters:
                    - { name: id, in: path, required: true, schema: { type: integer } }
                    - \(parameters)
                  responses: { "204": { description: ok } }
            """)
        return try await document.server().response("GET", target, fields)
    }

    @Test(arguments: [
        ("{ name: limit, in: query, schema: { type: integer, maximum: 100 } }", "?limit=20", nil),
        (
            "{ name: limit, in: query, schema: { type: integer, maximum: 100 } }", "?limit=abc",
            #"Query parameter 'limit' should be an integer, not "abc"."#
        ),
        (
            "{ name: limit, in: query, schema: { type: integer, maximum: 100 } }", "?limit=101",
            "Query parameter 'limit' should be at most 100, not 101."
        ),
        ("{ name: on, in: query, schema: { type: boolean } }", "?on=true", nil),
        (
            "{ name: on, in: query, schema: { type: boolean } }", "?on=1",
            #"Query parameter 'on' should be a boolean, not "1"."#
        ),
        ("{ name: q, in: query, schema: { type: string } }", "?q=5", nil),
        (
            "{ name: q, in: query, schema: { type: string, minLength: 2 } }", "?q=5",
            "Query parameter 'q' should have at least 2 characters, not 1."
        ),
        ("{ name: q, in: query, schema: { type: [integer, string], maxLength: 2 } }", "?q=500", nil),
        (
            "{ name: s, in: query, schema: { enum: [a, b] } }", "?s=c",
            #"Query parameter 's' should be one of "a", "b", not "c"."#
        ),
        ("{ name: s, in: query, required: true, schema: { type: string } }", "", "Query parameter 's' is missing."),
        (
            "{ name: at, in: query, schema: { type: string, format: date-time } }", "?at=2025-01-15T09:30:00%2B01:00",
            nil
        ),
        (
            "{ name: at, in: query, schema: { type: string, format: date-time } }", "?at=now",
            #"Query parameter 'at' should be a date-time, not "now"."#
        ),
        ("{ name: ids, in: query, schema: { type: array, items: { type: integer } } }", "?ids=1&ids=2", nil),
        (
            "{ name: ids, in: query, schema: { type: array, items: { type: integer } } }", "?ids=1&ids=b",
            #"Query parameter 'ids' should be an integer, not "b"."#
        ),
        (
            "{ name: ids, in: query, explode: false, schema: { type: array, items: { type: integer }, minItems: 2 } }",
            "?ids=1,2", nil
        ),
        (
            "{ name: ids, in: query, explode: false, schema: { type: array, items: { type: integer }, minItems: 2 } }",
            "?ids=1", "Query parameter 'ids' should have at least 2 items, not 1."
        ),
        (
            "{ name: ids, in: query, style: pipeDelimited, schema: { type: array, items: { type: integer } } }",
            "?ids=1%7Cb", #"Query parameter 'ids' should be an integer, not "b"."#
        ),
        (
            "{ name: f, in: query, style: deepObject, schema: { type: object, properties: { n: { type: integer } } } }",
            "?f[n]=1", nil
        ),
        (
            "{ name: f, in: query, style: deepObject, schema: { type: object, properties: { n: { type: integer } } } }",
            "?f[n]=b", #"Query parameter 'f' should be an integer, not "b"."#
        ),
        (
            "{ name: f, in: query, required: true, schema: { type: object, properties: { n: { type: integer } } } }",
            "?n=b", #"Query parameter 'f' should be an integer, not "b"."#
        ),
        ("{ name: j, in: query, content: { application/json: { schema: { type: array } } } }", "?j=%5B1%5D", nil),
        (
            "{ name: j, in: query, content: { application/json: { schema: { type: array } } } }", "?j=%7B",
            "Query parameter 'j' is not JSON."
        ),
    ])
    func queries(parameter: String, query: String, expected: String?) async throws {
        let response = try await response(parameters: parameter, "/items/7\(query)")
        #expect(response.status == (expected == nil ? 204 : 400))
        #expect(expected == nil || response.text.contains(Sample.string(expected ?? "").jsonText), "\(response.text)")
    }

    @Test func pathsFieldsAndCookies() async throws {
        let any = "{ name: x, in: query, schema: {} }"
        let path = try await response(parameters: any, "/items/seven")
        #expect(path.text.contains(#"Path parameter 'id' should be an integer, not \"seven\"."#))
        let header = "{ name: X-Count, in: header, schema: { type: array, items: { type: integer } } }"
        #expect(try await response(parameters: header, "/items/7", [.init("x-count", "1, 2")]).status == 204)
        #expect(try await response(parameters: header, "/items/7", [.init("x-count", "1, b")]).status == 400)
        let cookie = "{ name: c, in: cookie, required: true, schema: { type: integer } }"
        #expect(try await response(parameters: cookie, "/items/7", [.init("Cookie", "a=x; c=5")]).status == 204)
        #expect(try await response(parameters: cookie, "/items/7", [.init("Cookie", "a=x; c=b")]).status == 400)
        // OpenAPI: such a parameter is ignored.
        let accept = "{ name: Accept, in: header, required: true, schema: { type: integer } }"
        #expect(try await response(parameters: accept, "/items/7").status == 204)
    }

    /// All mistakes at once, each with the line of the document.
    @Test func allMistakesAtOnce() async throws {
        let response = try await response(
            parameters: "{ name: s, in: query, required: true, schema: { type: string } }", "/items/x")
        let json = try #require(try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any])
        let errors = try #require(json["errors"] as? [[String: String]])
        #expect(errors.map { $0["parameter"] } == ["id", "s"])
        #expect(errors.map { $0["declared"] } == ["openapi.yaml:8:65", "openapi.yaml:9:11"])
        #expect((json["detail"] as? String)?.hasSuffix(" There are 2 such mistakes.") == true)
    }

    private func send(_ content: String, isRequired: Bool = true, _ type: String?, _ body: String) async throws
        -> MockResponse
    {
        let document = try MockedDocument(
            """
            openapi: 3.1.0
            info: { title: T, version: "1" }
            paths:
              /items:
                post:
                  operationId: addItem
                  requestBody: { required: \(isRequired), content: \(content) }
                  responses: { "204": { description: ok } }
            """)
        return try await document.server().response(
            "POST", "/items", type.map { [.init("Content-Type", $0)] } ?? [], body: body)
    }

    @Test(arguments: [
        ("application/json", #"{"name":"a","tags":["b"]}"#, 204, ""),
        ("application/json; charset=utf-8", #"{"name":"a"}"#, 204, ""), (nil, #"{"name":"a"}"#, 204, ""),
        ("application/json", #"{"name":"a","tags":["b",2]}"#, 400, "The body's /tags/1 should be a string, not 2."),
        ("application/json", #"{"tags":[]}"#, 400, "The body should have `name`."),
        ("application/json", "{", 400, "The body is not JSON."), ("application/json", "", 400, "is missing."),
        ("text/plain", "a", 415, "The body is text/plain; it should be application/json."),
    ])
    func bodies(type: String?, body: String, status: Int, detail: String) async throws {
        let content =
            "{ application/json: { schema: { type: object, required: [name], properties: { name: { type: string }, tags: { type: array, items: { type: string } } } } } }"
        let response = try await send(content, type, body)
        #expect(response.status == status)
        #expect(detail.isEmpty || response.text.contains(detail), "\(response.text)")
        #expect(status != 400 || body.count < 5 || response.text.contains(##""pointer":"#"##))
    }

    @Test func formsAndOtherBodies() async throws {
        let form =
            "{ application/x-www-form-urlencoded: { schema: { type: object, required: [n], properties: { n: { type: integer }, l: { type: array, items: { type: string } } } } } }"
        let type = "application/x-www-form-urlencoded"
        #expect(try await send(form, type, "n=1&l=a&l=b").status == 204)
        #expect(
            try await send(form, type, "n=x").text.contains(#"The form's field 'n' should be an integer, not \"x\"."#))
        #expect(try await send(form, type, "l=a").text.contains("The form's field 'n' is missing."))
        let image = "{ image/*: { schema: { type: string, format: binary } } }"
        #expect(try await send(image, "image/png", "x").status == 204)
        #expect(try await send(image, "text/plain", "x").status == 415)
        #expect(try await send(image, isRequired: false, nil, "").status == 204)
    }
}
