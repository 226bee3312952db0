@testable import PacelineRuntime
import Testing

/// Event streams by the algorithm of the HTML standard (section 9.2.6), however they arrive.
struct EventParserTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let events: [StreamPart]

        init(_ name: String, _ text: String, _ events: StreamPart...) {
            (self.name, self.text, self.events) = (name, text, events)
        }

        var testDescription: String { name }
    }

    /// The examples of the standard.
    static let examples = [
        Case("lines of one event", "data: YHOO\ndata: +2\ndata: 10\n\n", StreamPart("YHOO\n+2\n10")),
        Case(
            "comment, ids, and a space that counts",
            ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
            StreamPart("first event", id: "1"), StreamPart("second event"), StreamPart(" third event")),
        Case(
            "empty data, and an end without a blank line", "data\n\ndata\ndata\n\ndata:", StreamPart(""),
            StreamPart("\n")),
        Case("one space has no meaning", "data:test\n\ndata: test\n\n", StreamPart("test"), StreamPart("test")),
        Case(
            "names", "event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\nevent: add\ndata: 113411\n\n",
            StreamPart("73857293", event: "add"), StreamPart("2153", event: "remove"),
            StreamPart("113411", event: "add")),
    ]

    /// What the web-platform-tests look at (`eventsource/format-*`), in texts of our own.
    static let formats = [
        Case(
            "a byte order mark at the start only", "\u{FEFF}data:1\n\n\u{FEFF}data:2\n\ndata:3\n\n", StreamPart("1"),
            StreamPart("3")),
        Case("a second byte order mark", "\u{FEFF}\u{FEFF}data:1\n\ndata:2\n\n", StreamPart("2")),
        Case(
            "comments",
            "data:1\r:\0\n:\r\ndata:2\n:\(String(repeating: "x", count: 90))\rdata:3\n:data:no\r:\ndata:4\n\n",
            StreamPart("1\n2\n3\n4")),
        Case(
            "an end within an event", "retry:1000\ndata:test1\n\nid:test\ndata:test2",
            StreamPart("test1", retry: 1000)),
        Case("an end behind one line feed", "data:1\n\ndata:2\n", StreamPart("1")),
        Case("data", "data:\n\ndata\ndata\n\ndata:test\n\n", StreamPart(""), StreamPart("\n"), StreamPart("test")),
        Case("a name holds once", "event:test\ndata:x\n\ndata:x\n\n", StreamPart("x", event: "test"), StreamPart("x")),
        Case("an empty name", "event: \ndata:data\n\n", StreamPart("data")),
        Case("the last name", "event:a\nevent:b\ndata:x\n\n", StreamPart("x", event: "b")),
        Case("a name without data", "event:a\n\ndata:x\n\n", StreamPart("x")),
        Case(
            "an id holds on", "id:1\ndata:a\n\ndata:b\n\nid:2\n\ndata:c\n\nid:\ndata:d\n\n", StreamPart("a", id: "1"),
            StreamPart("b", id: "1"), StreamPart("c", id: "2"), StreamPart("d")),
        Case("an id of letters", "id: …\ndata:a\n\n", StreamPart("a", id: "…")),
        Case(
            "an id with NUL", "id:1\ndata:a\n\nid:x\0y\ndata:b\n\n", StreamPart("a", id: "1"),
            StreamPart("b", id: "1")),
        Case(
            "names of fields",
            "data:\0\ndata:  2\rData:1\ndata\0:2\ndata:1\r\0data:4\nda-ta:3\rdata_5\ndata:3\rdata:\r\n data:32\ndata:4\n\n",
            StreamPart("\0\n 2\n1\n3\n\n4")),
        Case("a time", "retry:3000\n\ndata:x\n\n", StreamPart("x", retry: 3000)),
        Case(
            "a time of other signs", "retry:3000\nretry:1000x\nretry:-1\nretry:+5\ndata:x\n\n",
            StreamPart("x", retry: 3000)),
        Case("no time", "retry\ndata:test\n\n", StreamPart("test")),
        Case("a time beyond numbers", "retry:99999999999999999999\ndata:x\n\n", StreamPart("x")),
        Case(
            "unknown fields", "data:test\n data\ndata\nfoobar:xxx\njustsometext\n:comment\ndata:test\n\n",
            StreamPart("test\n\ntest")),
        Case("leading space", "data:\ttest\rdata: \ndata:test\n\n", StreamPart("\ttest\n\ntest")),
        Case("ends of lines", "data:test\r\ndata\ndata:test\r\n\r", StreamPart("test\n\ntest")),
        Case("returns alone", "data:a\r\rdata:b\r\r", StreamPart("a"), StreamPart("b")),
        Case("both together", "data:a\r\n\r\ndata:b\r\n\r\n", StreamPart("a"), StreamPart("b")),
        Case("NUL", "data:\0\n\n\n\n", StreamPart("\0")),
        Case("other letters", "data:ok…é😀\n\n", StreamPart("ok…é😀")),
        Case("nothing", ""), Case("blank lines", "\n\r\n\r\n"), Case("no event", ": ping\n\n: ping\n\n"),
    ]

    @Test(arguments: examples + formats) func everyChunking(_ event: Case) throws {
        for chunks in Chunkings.all(of: event.text) {
            #expect(try StreamFormat.events.parts(chunks) == event.events, "in \(chunks)")
        }
    }

    /// An event is there with its blank line: nobody waits for what follows the CR.
    @Test func noWaitBehindTheEnd() throws {
        var parser = EventParser(limit: 100)
        parser.append(Array("data:1\r\r".utf8))
        #expect(try parser.next() == StreamPart("1"))
        parser.append(Array("\ndata:2\r\n\r".utf8))
        #expect(try parser.next() == StreamPart("2"))
        #expect(try parser.next() == nil)
    }

    /// A line without end, and data without end, are given up; comments and blank lines without end are not held.
    @Test func bounds() throws {
        for text in ["data:123456789012345", "data:1234567\ndata:12345678", ":234567890123456"] {
            for chunks in Chunkings.all(of: text + "\n\n") {
                #expect(throws: StreamElementTooLarge(limit: 15)) { try StreamFormat.events.parts(chunks, limit: 15) }
            }
        }
        let pings = String(repeating: ": ping\n\n", count: 1_000)
        #expect(try StreamFormat.events.parts([Array(pings.utf8)], limit: 15).isEmpty)
    }
}
