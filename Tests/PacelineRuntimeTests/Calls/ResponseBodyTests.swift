import HTTPTypes
@testable import PacelineRuntime
import PacelineTesting
import Testing

/// Bodies by what the response says of them: media types and charsets.
struct ResponseBodyTests {
    private func response(_ body: [UInt8], _ contentType: String?) -> Response {
        var fields = HTTPFields()
        fields[.contentType] = contentType
        return Response(status: 200, headerFields: fields, body: body)
    }

    private static let latin1: [UInt8] = [0x63, 0x61, 0x66, 0xE9]

    @Test(
        arguments: [
            (latin1, "text/plain; charset=ISO-8859-1", "café"), (latin1, "text/csv;charset=\"latin1\"", "café"),
            (latin1, "text/plain; header=present; Charset=iso-8859-15", "café"),
            ([0xA4, 0x20, 0xBD], "text/plain; charset=iso-8859-15", "€ œ"),
            ([0x93, 0x80, 0x94], "text/plain; charset=Windows-1252", "“€”"),
            ([0xFF, 0xFE, 0xE9, 0x00], "text/plain; charset=utf-16", "é"),
            ([0xFE, 0xFF, 0x00, 0xE9], "text/plain; charset=utf-16", "é"),
            ([0x00, 0xE9], "text/plain; charset=UTF-16BE", "é"),
            ([0x3D, 0xD8, 0x00, 0xDE], "text/plain; charset=utf-16le", "😀"),
            (Array("café".utf8), "text/plain; charset=utf-8", "café"), (Array("café".utf8), "text/plain", "café"),
            (Array("café".utf8), nil, "café"), (Array("plain".utf8), "text/plain; charset=us-ascii", "plain"),
        ] as [([UInt8], String?, String)])
    func text(bytes: [UInt8], contentType: String?, expected: String) throws {
        #expect(try response(bytes, contentType).text() == expected)
    }

    @Test(
        arguments: [
            (latin1, "text/plain", "the response is not UTF-8 text"),
            (latin1, "text/plain; charset=utf-8", "the response is not utf-8 text"),
            (latin1, "text/plain; charset=us-ascii", "the response is not us-ascii text"),
            ([0x00], "text/plain; charset=utf-16", "the response is not utf-16 text"),
            (latin1, "text/plain; charset=koi8-r", "the charset koi8-r is not known"),
        ] as [([UInt8], String, String)])
    func noText(bytes: [UInt8], contentType: String, message: String) {
        let error = #expect(throws: JSONError.self) { try response(bytes, contentType).text() }
        #expect(error?.message == message)
    }

    /// Each byte of the charsets of one byte is a character, and the first half of all is ASCII.
    @Test(arguments: ["iso-8859-1", "iso-8859-15", "windows-1252"]) func everyByte(charset: String) throws {
        let text = try response(Array(0...255), "text/plain; charset=\(charset)").text()
        #expect(text.unicodeScalars.count == 256)
        #expect(text.unicodeScalars.prefix(128).map(\.value) == Array(0..<128))
        #expect(Set(text.unicodeScalars).count == 256)
    }

    /// JSON in the charset that the response names, where it cannot be UTF-8.
    @Test func jsonInOtherCharsets() throws {
        let json = [UInt8(ascii: "\"")] + Self.latin1 + [UInt8(ascii: "\"")]
        #expect(try response(json, "application/json; charset=ISO-8859-1").decode(String.self) == "café")
        #expect(
            try response(Array(#""café""#.utf8), "application/json; charset=ISO-8859-1").decode(String.self) == "café")
        let wide = Array(#""é""#.utf16).flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        #expect(try response([0xFF, 0xFE] + wide, "application/json; charset=utf-16").decode(String.self) == "é")
    }

    /// A string of JSON is that string also where the document leaves the media type open.
    @Test func aStringOfJSON() throws {
        let quoted = Array(#""a \"b\" é""#.utf8)
        #expect(try response(quoted, "application/json").text() == #"a "b" é"#)
        #expect(try response(quoted, "application/vnd.x+json; charset=utf-8").text() == #"a "b" é"#)
        #expect(try response(quoted, "text/plain").text() == #""a \"b\" é""#)
        #expect(try response(Array("{}".utf8), "application/json").text() == "{}")
    }

    /// A page for people in place of JSON is named as what it is.
    @Test func anAnswerOfAnotherType() throws {
        let page = response(Array("<html>Sign in</html>".utf8), "text/html; charset=utf-8")
        let error = #expect(throws: JSONError.self) { try page.decode([Int].self) }
        #expect(error?.description == "expected a value, found '<' in a response of type text/html (byte 0)")
        let typed = response(Array("<".utf8), "application/json")
        #expect(throws: JSONError(message: "expected a value, found '<'")) { try typed.decode([Int].self) }
        let hostile = response(Array("<".utf8), "te\u{1B}[31mxt/<b>\(String(repeating: "x", count: 500))")
        let shown = #expect(throws: JSONError.self) { try hostile.decode([Int].self) }
        #expect(try #require(shown?.message).count < 150)
        #expect(shown?.message.contains("\u{1B}") == false)
    }
}
