@testable import PacelineRuntime
import Testing

/// JSON values one behind the other, however they arrive.
struct JSONStreamParserTests {
    @Test(
        arguments: [
            ("{\"a\":1}\n{\"a\":2}\n", ["{\"a\":1}", "{\"a\":2}"]), ("1\n2", ["1", "2"]), ("1\r\n2\r\n", ["1", "2"]),
            ("\n\n 1 \n\t\n2\n\n", ["1", "2"]), ("", []), ("\n", []), ("\u{FEFF}1\n2\n", ["1", "2"]),
            ("\"a\\nb\"\n[1,\t2]\n", ["\"a\\nb\"", "[1,\t2]"]), ("{\"a\":\n", ["{\"a\":"]), ("\"é😀\"\n", ["\"é😀\""]),
        ] as [(String, [String])])
    func lines(text: String, values: [String]) throws {
        for chunks in Chunkings.all(of: text) {
            #expect(try StreamFormat.lines.parts(chunks) == values.map { StreamPart($0) }, "in \(chunks)")
        }
    }

    private static let cut = "it was cut off"
    private static let stray = "no record separator stands before it"

    /// RFC 7464, with a tilde for the record separator.
    @Test(
        arguments: [
            ("~{\"a\":1}\n~[2]\n", [.init("{\"a\":1}"), .init("[2]")]),
            ("~1\n~true\n~\"s\"\n~null\n", [.init("1"), .init("true"), .init("\"s\""), .init("null")]),
            // Values may be on several lines, and hold what looks like structure.
            ("~{\n\"a\": [\n1\n]\n}\n", [.init("{\n\"a\": [\n1\n]\n}")]),
            ("~\"}\\\"]\\\\\"\n~{\"a\":\"{[\"}\n", [.init("\"}\\\"]\\\\\""), .init("{\"a\":\"{[\"}")]),
            // Separators one behind the other say nothing.
            ("~~~1\n~~", [.init("1")]), ("", []), ("~", []), ("~\n~ \n", []),
            // What shows its own end needs no line feed; what does not is cut off without.
            ("~{\"a\":1}~[2]", [.init("{\"a\":1}"), .init("[2]")]),
            ("~12~13\n", [.init("12", problem: cut), .init("13")]), ("~12", [.init("12", problem: cut)]),
            ("~12 ~13\t", [.init("12"), .init("13")]),
            // What is cut off does not take the next with it.
            ("~{\"a\":~{\"b\":2}\n", [.init("{\"a\":", problem: cut), .init("{\"b\":2}")]),
            ("~\"abc\n~2\n", [.init("\"abc", problem: cut), .init("2")]),
            ("~[1", [.init("[1", problem: cut)]), ("~]\n~1\n", [.init("]", problem: cut), .init("1")]),
            // What is behind no separator is no value.
            ("1\n~2\n", [.init("1", problem: stray), .init("2")]),
            ("~1\n2\n3\n~4\n", [.init("1"), .init("2\n3", problem: stray), .init("4")]),
        ] as [(String, [StreamPart])])
    func sequence(text: String, parts: [StreamPart]) throws {
        let bytes = text.utf8.map { $0 == UInt8(ascii: "~") ? 0x1E : $0 }
        for chunks in Chunkings.all(of: bytes) {
            #expect(try StreamFormat.sequence.parts(chunks) == parts, "in \(chunks)")
        }
    }

    /// A value is there with its line feed, whatever follows.
    @Test func noWaitBehindTheEnd() throws {
        var parser = SequenceParser(limit: 100)
        parser.append([0x1E] + Array("{\"a\":1}\n".utf8))
        #expect(try parser.next() == StreamPart("{\"a\":1}"))
    }

    /// A server may say with white space that it is still there.
    @Test func whiteSpaceIsNotHeld() throws {
        let space = String(repeating: " \n", count: 100)
        let text = "\(space)\u{1E}1\n\(space)\u{1E}\(space)2\n\(space)"
        for chunks in Chunkings.all(of: text) {
            #expect(try StreamFormat.sequence.parts(chunks, limit: 15) == [StreamPart("1"), StreamPart("2")])
        }
        #expect(try StreamFormat.lines.parts([Array("\(space)1\n\(space)".utf8)], limit: 15) == [StreamPart("1")])
    }

    @Test func bounds() {
        for format in [StreamFormat.lines, .sequence] {
            for chunks in Chunkings.all(of: "\u{1E}[1,2,3,4,5,6,7,8]\n") {
                #expect(throws: StreamElementTooLarge(limit: 15)) { try format.parts(chunks, limit: 15) }
            }
        }
    }
}
