import HTTPTypes
@testable import PacelineRuntime
import PacelineURLs
import Testing

/// Bodies of `application/x-www-form-urlencoded`, and parts of a form that are no single texts, byte by byte.
struct FormBodyTests {
    private func sent(_ fill: (inout RequestBuilder) -> Void) throws -> (type: String, body: String) {
        var builder = RequestBuilder(OperationDescriptor(id: "send", method: .post, path: "/forms"), .default)
        fill(&builder)
        let server = try ServerURL("https://forms.example")
        let type = try builder.request(to: server).headerFields[.contentType] ?? ""
        guard let bytes = builder.body.bytes else { return (type, "") }
        return (type, String(decoding: bytes, as: UTF8.self))
    }

    @Test func fields() throws {
        let value: JSON = ["a b": "c+d & é~*", "list": [1, 2], "none": .null, "object": ["k": "v w"]]
        let (type, body) = try sent { $0.form(value) }
        #expect(type == "application/x-www-form-urlencoded")
        #expect(
            body == "a+b=c%2Bd+%26+%C3%A9%7E*&list=1&list=2&object=%7B%22k%22%3A%22v+w%22%7D")
    }

    @Test func fieldsWithStyles() throws {
        let value: JSON = ["deep": ["k": ["x y"]], "joined": [1, 2], "spaced": ["a", "b"], "url": "a/b c"]
        let (_, body) = try sent {
            $0.form(
                value,
                [
                    "deep": FieldStyle(.deepObject, explode: true), "joined": FieldStyle(.form),
                    "spaced": FieldStyle(.spaceDelimited), "url": FieldStyle(.form, allowsReserved: true),
                ])
        }
        #expect(body == "deep%5Bk%5D%5B%5D=x+y&joined=1,2&spaced=a+b&url=a/b%20c")
    }

    @Test func noFields() throws {
        #expect(try sent { $0.form([String: String]?.none) } == ("", ""))
        let error = #expect(throws: CallError.self) { try sent { $0.form(["a"]) } }
        #expect(error?.code == .encoding)
    }

    @Test func partsOfEveryShape() throws {
        let (type, body) = try sent { request in
            request.part("ids", json: [1, 2])
            request.part("object", json: ["k": "v"] as [String: String])
            request.part("note", json: "n", contentType: "text/markdown")
            request.part("quoted", json: "n", contentType: "application/json")
            request.part("absent", json: [Int]?.none)
            request.parts(
                "files", [FormFile([65], filename: "a"), FormFile([66], filename: "b")], contentType: "image/png")
            request.parts([FormPart("free", "text"), FormPart("raw", [67], contentType: "x/y")])
        }
        let boundary = try #require(type.split(separator: "=").last)
        let parts = body.split(separator: "--\(boundary)").map { $0.split(separator: "\r\n").joined(separator: "|") }
        let disposition = "Content-Disposition: form-data; name="
        #expect(
            parts == [
                #"\#(disposition)"ids"|1"#, #"\#(disposition)"ids"|2"#,
                #"\#(disposition)"object"|Content-Type: application/json|{"k":"v"}"#,
                #"\#(disposition)"note"|Content-Type: text/markdown|n"#,
                #"\#(disposition)"quoted"|Content-Type: application/json|"n""#,
                #"\#(disposition)"files"; filename="a"|Content-Type: image/png|A"#,
                #"\#(disposition)"files"; filename="b"|Content-Type: image/png|B"#,
                #"\#(disposition)"free"|text"#, #"\#(disposition)"raw"|Content-Type: x/y|C"#, "--",
            ])
    }
}
