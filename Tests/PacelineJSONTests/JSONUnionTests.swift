import Foundation
import PacelineJSON
import Testing

/// A value and the place of the shape that fits it.
private struct Chosen: JSONValue {
    nonisolated(unsafe) static var shapes: StaticString = "*"
    var place: Int

    init(reading reader: JSONReader) { place = reader.alternative(of: Self.shapes) }
    func write(to writer: JSONWriter) {}
}

@Suite(.serialized) struct JSONUnionTests {
    private func place(_ shapes: StaticString, _ text: String) throws -> Int {
        Chosen.shapes = shapes
        return try decode(Chosen.self, text).place
    }

    @Test(
        arguments: [
            ("s|i|n|b|z", #""a""#, 0), ("s|i|n|b|z", "1", 1), ("s|i|n|b|z", "1.5", 2), ("s|i|n|b|z", "true", 3),
            ("s|i|n|b|z", "null", 4), ("s|i|n|b|z", "[]", -1), ("*|s", #""a""#, 1), ("*|s", "[]", 0),
            ("s=a=b|s=", #""b""#, 0), ("s=a=b|s=", #""""#, 1), ("s=a=b|s=", #""c""#, -1),
            (#"s=%22%25|s=é"#, #""\"%""#, 0),
            ("s=x|s=%C3%A9", #""é""#, 1), ("i=1=2|i", "2", 0), ("i=1=2|i", "3", 1), ("b=true|b=false", "false", 1),
            ("t|d|s", #""2026-01-01T00:00:00Z""#, 0), ("t|d|s", #""2026-01-01""#, 1), ("t|d|s", #""2026""#, 2),
            ("t|s", #""2026-01-01T00:00:00""#, 1), ("t|i", #""2026-01-01T00:00:00""#, 0), ("t|i", #""2026-01-01""#, 0),
            ("d|i", #""2026-01-01T00:00:00""#, 0), ("d|t|i", #""2026-01-01T00:00:00""#, 1), ("d|t|i", #""2026""#, -1),
            ("[s]|[i]|[[i]]|[*]", "[1]", 1), ("[s]|[i]|[[i]]|[*]", "[[1],[2]]", 2), ("[s]|[i]|[[i]]|[*]", "[1,[2]]", 3),
            ("[s]|[i]", "[]", 0), ("[s|i]|s", #"[1,"a"]"#, 0), ("[s|i]|s", "[true]", -1), ("[s|i]|s", #""x""#, 1),
        ] as [(StaticStringBox, String, Int)])
    private func scalarsAndArrays(_ shapes: StaticStringBox, _ text: String, _ expected: Int) throws {
        #expect(try place(shapes.text, text) == expected)
    }

    @Test(
        arguments: [
            ("{a:i}|{b:s}", #"{"a":1}"#, 0), ("{a:i}|{b:s}", #"{"b":"x"}"#, 1), ("{a:i}|{b:s}", #"{"a":"x"}"#, -1),
            ("{a:i}|{b:s}", "{}", -1), ("{a:i}|{b:s}", "[]", -1), ("{a:i}|{a:i,b?:s}", #"{"a":1,"b":"x"}"#, 1),
            ("{a:i}|{a:i,b?:s}", #"{"a":1}"#, 0), ("{a:i}|{a:i,b?:s}", #"{"a":1,"b":2}"#, 0),
            ("{a?:i}|{}", #"{"a":null}"#, 0), ("{a:i}|{a:z}", #"{"a":null}"#, 1), ("{a:i|z}|s", #"{"a":null}"#, 0),
            ("{k:s=x,v:i}|{k:s=y}", #"{"v":1,"k":"x"}"#, 0), ("{k:s=x,v:i}|{k:s=y}", #"{"k":"y","v":"z"}"#, 1),
            ("{a:{b:s=1}}|{a:{b:s=2}}", #"{"a":{"b":"2"}}"#, 1), ("{a:[{b:i}]}|{a:[s]}", #"{"a":["x"]}"#, 1),
            ("{%7B%2C:i}|{}", #"{"{,":1}"#, 0), ("{:i}|{}", #"{"":1}"#, 0), ("{a:i}|{}", #"{"\u0061":1}"#, 0),
            ("{}|{a:i}", #"{"a":1}"#, 1), ("{a:*}|{b:*}", #"{"b":null}"#, 1),
        ] as [(StaticStringBox, String, Int)])
    private func objects(_ shapes: StaticStringBox, _ text: String, _ expected: Int) throws {
        #expect(try place(shapes.text, text) == expected)
    }

    @Test func aTagMayBeANumberOrABoolean() throws {
        struct Tagged: JSONValue {
            var place: Int
            init(reading reader: JSONReader) { place = reader.discriminator("t", "1 true a") }
            func write(to writer: JSONWriter) {}
        }
        let places = try ["1", "true", #""a""#, "2", "null", "[]"].map {
            try decode(Tagged.self, #"{"t":\#($0)}"#).place
        }
        #expect(places == [0, 1, 2, -1, -1, -1])
    }
}

/// A static string that can be an argument of a test.
private struct StaticStringBox: ExpressibleByStringLiteral, CustomTestStringConvertible, Sendable {
    let text: StaticString

    init(stringLiteral text: StaticString) { self.text = text }

    var testDescription: String { "\(text)" }
}
