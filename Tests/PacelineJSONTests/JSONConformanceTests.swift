import PacelineJSON
import Testing

/// What RFC 8259 accepts and refuses, in the manner of the public JSON test suite.
@Suite struct JSONConformanceTests {
    static let accepted: [String] = [
        "null", "true", "false", "0", "-0", "1", "-1", "10", "123.456", "0.1", "-0.0", "1e1", "1E1", "1e+1", "1e-1",
        "1.5e300", "0e1", "0e+1", "20e1", "123123123123123123123123123", "0.0000000000000000000000000000000000001",
        #""""#, #""a""#, #"" ""#, #""\"\\\/\b\f\n\r\t""#, #""\u0041""#, #""\u00e9""#, #""\uD834\uDD1E""#, #""\u0000""#,
        #""\uFFFF""#, #""\uFdD0""#, #""\\u0000""#, #""a/*b*/c""#, #""'""#, "\"\u{7F}\"", "\"é\"", "\"€\"",
        "\"\u{1F600}\"", "\"\u{FFFF}\"", "\"\u{10FFFF}\"", "\"\u{2028}\u{2029}\"", "\"a longer text of sixteen bytes\"",
        "[]", "[ ]", "[1]", "[1,2]", "[ 1 , 2 ]", "[[]]", "[[],[[]]]", "[\"\"]", "[null,1,\"1\",{}]", "[1\n]",
        "\t[1]\r\n",
        "{}", "{ }", #"{"a":1}"#, #"{"":0}"#, #"{"a":{"b":[]}}"#, #"{"a":1,"a":2}"#, #"{"a\u0000b":1}"#,
        "{\n\"a\" : 1 ,\r\n\t\"b\" : 2 }", " 1 ", "\u{FEFF}1", #"{"min":-1.0e+28,"max":1.0e+28}"#,
    ]

    static let refused: [String] = [
        "", " ", "\n", "nul", "nulll", "True", "tru", "fals", "undefined", "NaN", "Infinity", "-Infinity", "-", "+1",
        "--1",
        "01", "-01", "00", "1.", ".1", "-.1", "1.e1", "1e", "1e+", "1eE2", "1e1.5", "0x1", "1_000", "1a", "1 2", "1,",
        "0.1.2", "2.e+3", "-foo", "1\u{661}", "\"", "\"a", "'a'", #""\x""#, #""\a""#, #""\""#, #""\u""#, #""\u12""#,
        #""\u123g""#, #""\U0041""#, "\"\n\"", "\"\t\"", "\"\u{0}\"", "\"\u{1F}\"", "\"a\u{1}bcdefghijk\"",
        "\"abcd\u{1F}efghijk\"", #""a" "b""#,
        "\"a\"x",
        "[", "]", "[1", "[1,", "[,", "[,1]", "[1,]", "[1,,2]", "[1 2]", "[1:2]", "[1}", "[1]]", "[1];", "[1,\n",
        "[\"a\"",
        "[\"a", "[a]", "[*]", "{", "}", #"{"a""#, #"{"a":"#, #"{"a":1"#, #"{"a":1,"#, #"{"a":1,}"#, #"{"a":1,,"b":2}"#,
        #"{,"a":1}"#, #"{"a" 1}"#, #"{"a","b"}"#, #"{"a"::1}"#, "{a:1}", "{1:1}", "{'a':1}", "{null:1}", "{[]:1}",
        #"{"a":1]"#, #"{"a":1}}"#, #"{"a":1} x"#, #"{"a":/**/1}"#, "// a\n1", "1#", "\u{A0}1", "\u{2060}1", "\u{C}1",
        "<a>",
        "1\u{0}", "\u{FEFF}", "1\u{FEFF}",
    ]

    @Test(arguments: accepted) func accepts(text: String) throws {
        _ = try decode(JSON.self, text)
    }

    @Test(arguments: refused) func refuses(text: String) {
        #expect(throws: JSONError.self) { try decode(JSON.self, text) }
    }

    static let malformed: [[UInt8]] = [
        [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF],
        [0xE2, 0x82], [0xE2, 0x28, 0xA1], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80],
        [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE],
        [0xFF], [0x41, 0xE9, 0x41],
    ]

    @Test(arguments: malformed) func refusesMalformedUTF8(bytes: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        #expect(throws: JSONError.self) { try JSONReader.decode(JSON.self, from: [quote] + bytes + [quote]) }
        #expect(throws: JSONError.self) { try JSONReader.decode(JSON.self, from: [quote] + bytes) }
        #expect(throws: JSONError.self) { try JSONReader.decode(JSON.self, from: bytes) }
    }

    @Test(arguments: [[0xFF, 0xFE, 0x31, 0x00], [0xFE, 0xFF, 0x00, 0x31], [0x00, 0x31], [0xEF, 0xBB], [0xEF]])
    func refusesOtherEncodings(bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSONReader.decode(JSON.self, from: bytes) }
    }

    @Test func boundsTheDepth() throws {
        func nested(_ depth: Int, _ open: String, _ close: String) -> String {
            String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
        }
        let deepest = nested(512, "[", "]")
        #expect(try encode(try decode(JSON.self, deepest)) == deepest)
        #expect(try encode(try decode(Response.self, deepest)) == deepest)
        let object = nested(512, #"{"a":"#, "}")
        #expect(try encode(try decode(JSON.self, object)) == object)
        #expect(problem(JSON.self, nested(513, "[", "]")) == "nested deeper than 512 (byte 512)")
        #expect(throws: JSONError.self) { try decode(JSON.self, nested(513, #"{"a":"#, "}")) }
        #expect(throws: JSONError.self) { try decode(JSON.self, String(repeating: "[", count: 1_000_000)) }
        #expect(throws: JSONError.self) { try decode(JSON.self, String(repeating: #"[{"":"#, count: 100_000)) }
    }

    @Test(arguments: [
        (#""\b\f\n\r\t\"\\\/""#, "\u{8}\u{C}\n\r\t\"\\/"), (#""\u00e9\u20AC""#, "é€"),
        (#""\uD834\uDD1E!""#, "\u{1D11E}!"),
        (#""\uDBFF\uDFFF""#, "\u{10FFFF}"), (#""\u0000""#, "\0"), (#""x\ud800""#, "x\u{FFFD}"),
        (#""\udc00x""#, "\u{FFFD}x"), (#""\ud800\ud800""#, "\u{FFFD}\u{FFFD}"), (#""\ud800\u0041""#, "\u{FFFD}A"),
        (#""\ud834\ud834\udd1e""#, "\u{FFFD}\u{1D11E}"), (#""\ud800\n""#, "\u{FFFD}\n"),
        (#""\ud800abcdef""#, "\u{FFFD}abcdef"),
    ]) func unescapes(text: String, expected: String) throws {
        #expect(try decode(String.self, text) == expected)
    }

    @Test(arguments: [
        ("\"", #""\"""#), ("\\", #""\\""#), ("/", #""/""#), ("\u{8}\u{C}\n\r\t", #""\b\f\n\r\t""#),
        ("\u{0}\u{1F}", #""\u0000\u001f""#), ("\u{7F}é€\u{1F600}", "\"\u{7F}é€\u{1F600}\""),
        ("12345678\"", #""12345678\"""#), ("1234\u{1F}5678 !#", #""1234\u001f5678 !#""#),
        ("\n2345678\n2345678\n", #""\n2345678\n2345678\n""#), ("", #""""#),
    ]) func escapesOnlyWhatItMust(value: String, expected: String) throws {
        #expect(try encode(value) == expected)
        #expect(try decode(String.self, expected) == value)
    }

    @Test func readsAndWritesEveryScalar() throws {
        for plane in [0..<0x800, 0xD7F0..<0xE010, 0xFFF0..<0x10010, 0x10FFF0..<0x110000] {
            let text = String(String.UnicodeScalarView(plane.compactMap { UnicodeScalar($0) }))
            #expect(try decode(String.self, try encode(text)) == text)
        }
    }
}
