import Foundation
import PacelineJSON
import Testing

/// A value and the place of the shape that fits it.
private struct Chosen: JSONValue {
    nonisolated(unsafe) static var shapes: StaticString = "0:*"
    var place: Int

    init(reading reader: JSONReader) { place = reader.alternative(of: Self.shapes).place }
    func write(to writer: JSONWriter) {}
}

@Suite(.serialized) struct JSONUnionTests {
    private func place(_ shapes: StaticString, _ text: String) throws -> Int {
        Chosen.shapes = shapes
        return try decode(Chosen.self, text).place
    }

    @Test(
        arguments: [
            ("0:s|1:i|2:n|3:b|4:z", #""a""#, 0), ("0:s|1:i|2:n|3:b|4:z", "1", 1), ("0:s|1:i|2:n|3:b|4:z", "1.5", 2),
            ("0:s|1:i|2:n|3:b|4:z", "true", 3),
            ("0:s|1:i|2:n|3:b|4:z", "null", 4), ("0:s|1:i|2:n|3:b|4:z", "[]", -1), ("0:*|1:s", #""a""#, 1),
            ("0:*|1:s", "[]", 0),
            ("0:s=a=b|1:s=", #""b""#, 0), ("0:s=a=b|1:s=", #""""#, 1), ("0:s=a=b|1:s=", #""c""#, -1),
            (#"0:s=%22%25|1:s=é"#, #""\"%""#, 0),
            ("0:s=x|1:s=%C3%A9", #""é""#, 1), ("0:i=1=2|1:i", "2", 0), ("0:i=1=2|1:i", "3", 1),
            ("0:b=true|1:b=false", "false", 1),
            ("0:t|1:d|2:s", #""2026-01-01T00:00:00Z""#, 0), ("0:t|1:d|2:s", #""2026-01-01""#, 1),
            ("0:t|1:d|2:s", #""2026""#, 2),
            ("0:t|1:s", #""2026-01-01T00:00:00""#, 1), ("0:t|1:i", #""2026-01-01T00:00:00""#, 0),
            ("0:t|1:i", #""2026-01-01""#, 0),
            ("0:d|1:i", #""2026-01-01T00:00:00""#, 0), ("0:d|1:t|2:i", #""2026-01-01T00:00:00""#, 1),
            ("0:d|1:t|2:i", #""2026""#, -1),
            ("0:[s]|1:[i]|2:[[i]]|3:[*]", "[1]", 1), ("0:[s]|1:[i]|2:[[i]]|3:[*]", "[[1],[2]]", 2),
            ("0:[s]|1:[i]|2:[[i]]|3:[*]", "[1,[2]]", 3),
            ("0:[s]|1:[i]", "[]", 0), ("0:[s|i]|1:s", #"[1,"a"]"#, 0), ("0:[s|i]|1:s", "[true]", -1),
            ("0:[s|i]|1:s", #""x""#, 1),
        ] as [(StaticStringBox, String, Int)])
    private func scalarsAndArrays(_ shapes: StaticStringBox, _ text: String, _ expected: Int) throws {
        #expect(try place(shapes.text, text) == expected)
    }

    @Test(
        arguments: [
            ("0:{a:i}|1:{b:s}", #"{"a":1}"#, 0), ("0:{a:i}|1:{b:s}", #"{"b":"x"}"#, 1),
            ("0:{a:i}|1:{b:s}", #"{"a":"x"}"#, -1),
            ("0:{a:i}|1:{b:s}", "{}", -1), ("0:{a:i}|1:{b:s}", "[]", -1),
            ("0:{a:i}|1:{a:i,b?:s}", #"{"a":1,"b":"x"}"#, 1),
            ("0:{a:i}|1:{a:i,b?:s}", #"{"a":1}"#, 0), ("0:{a:i}|1:{a:i,b?:s}", #"{"a":1,"b":2}"#, 0),
            ("0:{a?:i}|1:{}", #"{"a":null}"#, 0), ("0:{a:i}|1:{a:z}", #"{"a":null}"#, 1),
            ("0:{a:i|z}|1:s", #"{"a":null}"#, 0),
            ("0:{k:s=x,v:i}|1:{k:s=y}", #"{"v":1,"k":"x"}"#, 0), ("0:{k:s=x,v:i}|1:{k:s=y}", #"{"k":"y","v":"z"}"#, 1),
            ("0:{a:{b:s=1}}|1:{a:{b:s=2}}", #"{"a":{"b":"2"}}"#, 1), ("0:{a:[{b:i}]}|1:{a:[s]}", #"{"a":["x"]}"#, 1),
            ("0:{%7B%2C:i}|1:{}", #"{"{,":1}"#, 0), ("0:{:i}|1:{}", #"{"":1}"#, 0),
            ("0:{a:i}|1:{}", #"{"\u0061":1}"#, 0),
            ("0:{}|1:{a:i}", #"{"a":1}"#, 1), ("0:{a:*}|1:{b:*}", #"{"b":null}"#, 1),
        ] as [(StaticStringBox, String, Int)])
    private func objects(_ shapes: StaticStringBox, _ text: String, _ expected: Int) throws {
        #expect(try place(shapes.text, text) == expected)
    }

    @Test func aTagMayBeANumberOrABoolean() throws {
        struct Tagged: JSONValue {
            var place: Int
            init(reading reader: JSONReader) {
                place =
                    switch reader.discriminator("t") {
                    case "1": 0
                    case "true": 1
                    case "a", "b": 2
                    default: -1
                    }
            }
            func write(to writer: JSONWriter) {}
        }
        let places = try ["1", "true", #""a""#, #""\u0062""#, "2", "null", "[]"].map {
            try decode(Tagged.self, #"{"t":\#($0)}"#).place
        }
        #expect(places == [0, 1, 2, 2, -1, -1, -1])
    }

    /// A tag outranks the shapes; where it is none of the known ones, or is not there, the shapes tell. Names may hold
    /// what means something in shapes.
    @Test func shapesTellWhatHasNoTag() throws {
        struct Pet: JSONValue {
            var kind: String
            init(reading reader: JSONReader) {
                kind =
                    switch reader.discriminator(
                        "t", "cat\nbig cat\nd|g:{\n", else: "cat:{lives:i}|d%7Cg%3A%7B:{name:s}|é:[*]")
                    {
                    case "cat", "big cat": "cat"
                    case "d|g:{": "dog"
                    case "é": "list"
                    default: "none"
                    }
            }
            func write(to writer: JSONWriter) {}
        }
        let kinds = try [
            #"{"t":"big cat","name":"x"}"#, #"{"t":"d|g:{"}"#, #"{"t":"\u0063at"}"#, #"{"t":"horse","name":"x"}"#,
            #"{"lives":9}"#, #"{"t":"horse"}"#, "[1]", "1",
        ].map { try decode(Pet.self, $0).kind }
        #expect(kinds == ["cat", "dog", "cat", "dog", "cat", "none", "list", "none"])
    }
}

extension JSONAlternative {
    /// The number that the alternative is called by.
    fileprivate var place: Int {
        switch self {
        case "0": 0
        case "1": 1
        case "2": 2
        case "3": 3
        case "4": 4
        default: -1
        }
    }
}

/// A static string that can be an argument of a test.
private struct StaticStringBox: ExpressibleByStringLiteral, CustomTestStringConvertible, Sendable {
    let text: StaticString

    init(stringLiteral text: StaticString) { self.text = text }

    var testDescription: String { "\(text)" }
}
