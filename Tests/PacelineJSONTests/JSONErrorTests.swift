import Foundation
import PacelineJSON
import Testing

@Suite struct JSONErrorTests {
    private struct Page: JSONModel {
        var data: [Contact]
        var next: Party?
        var byName: [String: Contact]
        init(reading r: JSONReader) {
            data = r.list("data")
            next = r.valueIfPresent("next")
            byName = r.mapIfPresent("by/na~me") ?? [:]
        }
        func write(to w: JSONWriter) {
            w.list("data", data)
            w.valueIfPresent("next", next)
        }
    }

    @Test(arguments: [
        (#"{"data":[{"kind":"a"},{"kind":7}]}"#, "/data/1/kind: expected a string, found a number"),
        (#"{"data":[{"kind":"a"},{"kind":null}]}"#, "/data/1/kind: expected a string, found null"),
        (#"{"data":[{"kind":"a"},{}]}"#, "/data/1/kind: expected a string, found nothing"),
        (#"{"data":[{"kind":"a","e mail":[]}]}"#, "/data/0/e mail: expected a string, found an array"),
        (#"{"data":[{"kind":"a","is_agent":"true"}]}"#, "/data/0/is_agent: expected a Boolean, found a string"),
        (#"{"data":[{"kind":"a","manager":{}}]}"#, "/data/0/manager: expected an array, found an object"),
        (#"{"data":[[]]}"#, "/data/0: expected an object, found an array"),
        (#"{"data":true}"#, "/data: expected an array, found true"),
        (#"{"data":null}"#, "/data: expected an array, found null"),
        ("{}", "/data: expected an array, found nothing"),
        ("7", "expected an object, found a number (byte 0)"),
        (#"{"data":[],"next":{"kind":"contact","is_agent":0}}"#, "/next/is_agent: expected a Boolean, found a number"),
        (#"{"data":[],"by/na~me":{"~/":{"kind":1}}}"#, "/by~1na~0me/~0~1/kind: expected a string, found a number"),
        (#"{"data":[],"by\/na\u007eme":{"\n":1}}"#, "/by~1na~0me/\n: expected an object, found a number"),
        (#"{"data":[1,2],"next":{"kind":"contact","is_agent":0}}"#, "/data/0: expected an object, found a number"),
    ]) func namesThePlace(text: String, expected: String) {
        #expect(problem(Page.self, text) == expected)
    }

    @Test func countsBytes() {
        #expect(throws: JSONError(message: "expected a string, found true", path: "/é/1", offset: 11)) {
            try decode([String: [String]].self, #"{"é":["a",true]}"#)
        }
        #expect(throws: JSONError(message: "expected an integer of 64 bits, found a string", path: "/0", offset: 1)) {
            try decode([Int].self, #"["a"]"#)
        }
    }

    @Test(arguments: [
        (#"{"a" 1}"#, "expected a colon, found '1' (byte 5)"),
        (#"{"a":1,}"#, "expected a member's name, found '}' (byte 7)"),
        ("[1", "expected a comma or the array's end, found the end of the text (byte 2)"),
        ("{\"a\":1", "expected a comma or the object's end, found the end of the text (byte 6)"),
        ("[\u{0}]", "expected a value, found byte 0x0 (byte 1)"), ("nil", "expected null, found 'i' (byte 1)"),
        ("-x", "expected a digit, found 'x' (byte 1)"), ("1 1", "expected the end of the text, found '1' (byte 2)"),
        ("\"a", "the string does not end (byte 2)"), ("\"\\q\"", "expected an escape, found 'q' (byte 2)"),
        ("\"\n\"", "a control character in a string must be escaped (byte 1)"), ("", "the text is empty (byte 0)"),
    ]) func saysWhyATextIsNotJSON(text: String, expected: String) {
        #expect(problem(JSON.self, text) == expected)
    }

    @Test func keepsTheFirstProblemOfAWriter() {
        struct Measurement: JSONModel {
            var value = 0.0
            var more: [Double] = []
            init(value: Double, more: [Double]) { (self.value, self.more) = (value, more) }
            init(reading r: JSONReader) {}
            func write(to w: JSONWriter) {
                w.double("a/b", value)
                w.list("more", more)
            }
        }
        let message = "a number that is not finite has no JSON form"
        #expect(throws: JSONError(message: message, path: "/1/a~1b", offset: 31)) {
            try JSONWriter.encode([
                Measurement(value: 1, more: [1, 2]), Measurement(value: .nan, more: [.infinity]),
            ])
        }
        #expect(throws: JSONError(message: message, path: "/more/1", offset: 19)) {
            try JSONWriter.encode(Measurement(value: 1, more: [1, -.infinity]))
        }
        #expect(throws: JSONError(message: message, path: "", offset: 0)) { try JSONWriter.encode(Float.infinity) }
        #expect(throws: JSONError.self) { try JSONWriter.encode(Date(timeIntervalSince1970: 1e12)) }
        #expect(throws: JSONError.self) { try JSONWriter.encode(Date(timeIntervalSince1970: .nan)) }
        #expect(throws: JSONError.self) { try JSONWriter.encode(JSON.decimal("1,\"a\":2")) }
        #expect(throws: JSONError.self) { try JSONWriter.encode(JSON.decimal("\"a\"")) }
    }

    @Test func placeholdersOfRequiredModelsEnd() {
        struct Outer: JSONModel {
            var inner: Inner
            init(reading r: JSONReader) { inner = r.value("inner") }
            func write(to w: JSONWriter) { w.value("inner", inner) }
        }
        struct Inner: JSONModel {
            var party: Party
            var outer: [Outer]
            var scalars: Scalars
            init(reading r: JSONReader) {
                party = r.value("party")
                outer = r.list("outer")
                scalars = r.value("scalars")
            }
            func write(to w: JSONWriter) {}
        }
        #expect(problem(Outer.self, "{}") == "/inner: expected a value, found nothing")
        #expect(problem(Outer.self, #"{"inner":{}}"#) == "/inner/party: expected a value, found nothing")
        #expect(problem(Outer.self, #"{"inner":null}"#) == "/inner: expected an object, found null")
    }

    @Test func nullableIsNotOptional() throws {
        struct Patch: JSONCodable, Equatable {
            var parent: Contact?
            var days: [String: Int?]
            init(reading r: JSONReader) {
                parent = r.value("parent")
                days = r.map("days")
            }
            func write(to w: JSONWriter) {
                w.value("parent", parent)
                w.map("days", days)
            }
        }
        let text = #"{"parent":null,"days":{"a":null,"b":1}}"#
        let patch = try decode(Patch.self, text)
        #expect(patch.parent == nil && patch.days == ["a": nil, "b": 1])
        #expect(try encode(patch) == text)
        #expect(problem(Patch.self, #"{"days":{}}"#) == "/parent: expected a value, found nothing")
        #expect(problem(Patch.self, #"{"parent":3,"days":{}}"#) == "/parent: expected an object, found a number")
    }

    @Test func formsOfOneselfReportTheirOwnProblem() {
        struct Even: JSONValue {
            var value: Int
            init(reading r: JSONReader) {
                value = r.value()
                if value % 2 != 0 { r.mismatch("an even number") }
            }
            func write(to w: JSONWriter) { w.value(value) }
        }
        #expect(problem([Even].self, "[2,3]") == "/1: expected an even number, found a number")
        #expect(problem([Even].self, "[2,[]]") == "/1: expected an integer of 64 bits, found an array")
    }
}
