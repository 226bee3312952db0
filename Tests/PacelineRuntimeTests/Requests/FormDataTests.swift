import HTTPTypes
import Testing

@testable import PacelineRuntime
import PacelineURLs

/// Bodies of `multipart/form-data`, byte by byte.
struct FormDataTests {
    private func sent(_ fill: (inout RequestBuilder) -> Void) throws -> (type: String, body: String) {
        var builder = RequestBuilder(OperationDescriptor(id: "send", method: .post, path: "/forms"), .default)
        fill(&builder)
        let server = try ServerURL("https://forms.example")
        let type = try builder.request(to: server).headerFields[.contentType] ?? ""
        guard let bytes = builder.body.bytes else { return (type, "") }
        return (type, String(decoding: bytes, as: UTF8.self))
    }

    @Test func partsInOrder() throws {
        let (type, body) = try sent { request in
            request.part("title", "A boat")
            request.part("year", nil as Int?)
            request.part("image", FormFile(Array("PNG".utf8), filename: "boat.png"), contentType: "image/png")
        }
        let boundary = try #require(type.split(separator: "=").last)
        #expect(type == "multipart/form-data; boundary=\(boundary)")
        #expect(
            body == """
                --\(boundary)\r
                Content-Disposition: form-data; name="title"\r
                \r
                A boat\r
                --\(boundary)\r
                Content-Disposition: form-data; name="image"; filename="boat.png"\r
                Content-Type: image/png\r
                \r
                PNG\r
                --\(boundary)--\r

                """)
    }

    /// A name cannot end its quotes or its line.
    @Test func hostileNames() throws {
        let (_, body) = try sent { request in
            let file = FormFile([], filename: "a\"\r\nX: 1", contentType: "text/csv\r\nX: 2")
            request.part("f", file, contentType: "text/plain")
        }
        #expect(body.contains(#"name="f"; filename="a%22%0D%0AX: 1""#))
        #expect(body.contains("Content-Type: text/csvX: 2\r\n"))
        #expect(!body.contains("\nX:"))
    }

    @Test func nothingGiven() throws {
        let (type, body) = try sent { $0.part("f", nil as FormFile?, contentType: "text/plain") }
        #expect(type == "" && body == "")
    }
}
