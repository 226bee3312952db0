import Foundation
import PacelineJSON
import Testing

/// What values may take in memory, and Foundation's types for identifiers.
struct JSONRoomTests {
    /// Thirty optional members: 480 bytes of which an empty object says two.
    private struct Wide: JSONValue {
        var first: (String?, String?, String?, String?, String?, String?, String?, String?, String?, String?)
        var second: (String?, String?, String?, String?, String?, String?, String?, String?, String?, String?)
        var third: (String?, String?, String?, String?, String?, String?, String?, String?, String?, String?)

        init(reading reader: JSONReader) {
            let name = reader.stringIfPresent("name")
            first = (name, nil, nil, nil, nil, nil, nil, nil, nil, nil)
            second = (nil, nil, nil, nil, nil, nil, nil, nil, nil, nil)
            third = second
        }

        func write(to writer: JSONWriter) {}
    }

    private func text(_ count: Int) -> [UInt8] {
        Array(("[" + String(repeating: "{},", count: count - 1) + "{}]").utf8)
    }

    @Test func elementsTakeNoMoreThanTheirRoom() throws {
        #expect(MemoryLayout<Wide>.stride == 480)
        let some = try JSONReader.decode([Wide].self, from: text(1_000), room: 480_000)
        #expect(some.count == 1_000)
        let error = #expect(throws: JSONError.self) {
            try JSONReader.decode([Wide].self, from: text(1_001), room: 480_000)
        }
        #expect(error?.message == "1001 elements here would take more memory than the response may")
    }

    /// Lists in lists, and the values of maps, take from the same room.
    @Test func allListsShareTheRoom() {
        let lists = Array("[[1,2],[3,4],[5,6]]".utf8)
        #expect(throws: Never.self) { try JSONReader.decode([[Int]].self, from: lists, room: 3 * 8 + 6 * 8) }
        #expect(throws: JSONError.self) { try JSONReader.decode([[Int]].self, from: lists, room: 3 * 8 + 6 * 8 - 1) }
        let maps = Array(#"[{"a":1},{"b":2}]"#.utf8)
        #expect(throws: Never.self) { try JSONReader.decode([[String: Int]].self, from: maps, room: 2 * 8 + 2 * 24) }
        let error = #expect(throws: JSONError.self) {
            try JSONReader.decode([[String: Int]].self, from: maps, room: 2 * 8 + 2 * 24 - 1)
        }
        #expect(error?.path == "/1")
    }

    @Test func emptyLists() throws {
        #expect(try decode([Wide].self, "[]").isEmpty)
        #expect(try decode([[Int]].self, "[[],[]]") == [[], []])
    }

    @Test func identifiers() throws {
        let id = try decode(UUID.self, #""F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6""#)
        #expect(try encode(id) == #""f81d4fae-7dec-11d0-a765-00a0c91e6bf6""#)
        #expect(id.parameterText == "f81d4fae-7dec-11d0-a765-00a0c91e6bf6")
        #expect(problem([UUID].self, #"["f81d4fae"]"#) == "/0: expected a UUID, found a string")
        #expect(problem([UUID].self, "[1]") == "/0: expected a UUID, found a number")
        for text in ["https://example.com/a?b=c%20d#e", "/relative/path", "urn:isbn:1"] {
            let url = try decode(URL.self, "\"\(text)\"")
            #expect(try encode(url) == "\"\(text)\"" && url.parameterText == text)
        }
        #expect(problem([URL].self, #"[""]"#) == "/0: expected a URL, found a string")
        #expect(problem([URL].self, "[null]") == "/0: expected a URL, found null")
    }
}
