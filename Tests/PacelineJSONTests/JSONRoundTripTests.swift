import Foundation
import PacelineJSON
import Testing

@Suite struct JSONRoundTripTests {
    static let skill = Skill(
        name: "Español \"B2\"", priority: 3, createdAt: Date(timeIntervalSince1970: 1_764_000_000.25), state: .active,
        owner: Contact(kind: "contact", email: "a@example.com"), tags: ["a", "b/c"], scores: ["x": 0.5, "w": 2],
        extra: ["later": [1, .null, "two"]])

    static let text =
        #"{"name":"Español \"B2\"","priority":3,"created_at":"2025-11-24T16:00:00.250Z","state":"active","#
        + #""owner":{"kind":"contact","e mail":"a@example.com"},"tags":["a","b/c"],"scores":{"w":2,"x":0.5},"#
        + #""later":[1,null,"two"]}"#

    @Test func writesMembersInDeclaredOrder() throws {
        #expect(try encode(Self.skill) == Self.text)
    }

    @Test func readsWhatItWrites() throws {
        let skill = try decode(Skill.self, Self.text)
        #expect(skill.name == Self.skill.name)
        #expect(skill.priority == 3)
        #expect(skill.createdAt == Self.skill.createdAt)
        #expect(skill.state == .active)
        #expect(skill.owner == Self.skill.owner)
        #expect(skill.tags == ["a", "b/c"])
        #expect(skill.scores == ["x": 0.5, "w": 2])
        #expect(skill.extra == ["later": [1, .null, "two"]])
    }

    @Test func readsMembersInAnyOrderAmongOthers() throws {
        let skill = try decode(
            Skill.self,
            #" { "z" : {"name":"inner"}, "tags" : [ ] , "a":[[1],2], "created_at":"2025-11-24T16:00:00Z","# + "\n"
                + #" "n\u0061me" : "x", "scores":null, "owner":null, "priority" : null } "#)
        #expect(skill.name == "x")
        #expect(skill.priority == nil && skill.scores == nil && skill.owner == nil && skill.state == nil)
        #expect(skill.extra == ["z": ["name": "inner"], "a": [[1], 2]])
    }

    @Test(arguments: [
        #"{"name":"1","name":"2","created_at":"2025-11-24T16:00:00Z","tags":[],"tags":["x"],"b":1,"b":2}"#,
        #"{"tags":[],"name":"1","created_at":"2025-11-24T16:00:00Z","b":1,"name":"2","tags":["x"],"b":2}"#,
        #"{"name":"1","tags":[],"b":1,"created_at":"2025-11-24T16:00:00Z","b":2,"n\u0061me":"2"}"#,
    ]) func takesTheFirstOfEqualNames(text: String) throws {
        let skill = try decode(Skill.self, text)
        #expect(skill.name == "1")
        #expect(skill.tags.isEmpty)
        #expect(skill.extra == ["b": 1])
    }

    @Test func comparesNamesByTheirBytes() throws {
        // The same character, composed and decomposed, in plain and in escaped spelling.
        struct Accent: JSONValue {
            var value: Int?
            init(reading r: JSONReader) { value = r.intIfPresent("\u{E9}") }
            func write(to w: JSONWriter) {}
        }
        #expect(try decode(Accent.self, "{\"e\u{301}\":1}").value == nil)
        #expect(try decode(Accent.self, #"{"e\u0301":1}"#).value == nil)
        #expect(try decode(Accent.self, #"{"e\u0301":1,"\u00e9":2}"#).value == 2)
    }

    @Test func leavesAbsentOptionalsOut() throws {
        let skill = Skill(name: "", createdAt: Date(timeIntervalSince1970: 0), tags: [])
        #expect(try encode(skill) == #"{"name":"","created_at":"1970-01-01T00:00:00Z","tags":[]}"#)
    }

    @Test(arguments: [
        #"{"kind":"contact","e mail":"x","is_agent":false,"manager":[{"kind":"a"},{"kind":"b","manager":[]}]}"#,
        "{}", #"{"kind":"other","x":1}"#, #"{"kind":7}"#, #"[1,"contact"]"#, "null",
    ]) func choosesByMember(text: String) throws {
        let party = try decode(Party.self, text)
        #expect(try encode(party) == text)
        if case .contact = party { #expect(text.contains(#""e mail""#)) } else { #expect(!text.contains("e mail")) }
    }

    @Test(arguments: [
        (#""x""#, Response.text("x")), ("7", .count(7)), (#"["x",[7]]"#, .list([.text("x"), .list([.count(7)])])),
        ("{}", .party(.unknown([:]))), ("true", .unknown(true)), ("null", .unknown(.null)),
    ]) func choosesByKind(text: String, expected: Response) throws {
        #expect(try decode(Response.self, text) == expected)
        #expect(try encode(expected) == text)
    }

    @Test func writesAnObjectWithoutMembers() throws {
        #expect(try encode(Empty()) == "{}")
        #expect(try encode([Empty(), Empty()]) == "[{},{}]")
        #expect(try encode(["a": Empty()]) == #"{"a":{}}"#)
        #expect(try encode(["a": [String: Int]()]) == #"{"a":{}}"#)
        #expect(try encode(Party.empty(Empty())) == "{}")
        #expect(try encode([[Int]](arrayLiteral: [], [])) == "[[],[]]")
    }

    @Test func keepsEveryScalarType() throws {
        let text =
            #"{"int":-5,"double":0.1,"bool":true,"int32":-2147483648,"int64":9223372036854775807,"float":0.1,"#
            + #""day":"2024-02-29","nullable":null,"holes":["a",null],"grid":[[1],[],[2,3]],"#
            + #""days":{"x":"0001-01-01"},"opt_double":1e-7,"opt_date":"1999-12-31T23:59:59.999Z"}"#
        let scalars = try decode(Scalars.self, text)
        #expect(scalars.holes == ["a", nil] && scalars.nullable == nil && scalars.float == 0.1)
        #expect(scalars.day == CalendarDate(year: 2024, month: 2, day: 29))
        #expect(try encode(scalars) == text.replacingOccurrences(of: "1e-7", with: "1e-07"))
        #expect(try decode(Scalars.self, try encode(scalars)) == scalars)
    }

    @Test func namesThatHoldSpaces() throws {
        struct Spaced: JSONValue {
            var isSecond: Bool
            var rest: [String: Int]
            init(reading r: JSONReader) {
                if case "second kind" = r.discriminator("the kind") { isSecond = true } else { isSecond = false }
                rest = r.additionalProperties("the kind\nother\n")
            }
            func write(to w: JSONWriter) {}
        }
        let value = try decode(Spaced.self, #"{"the kind":"second kind","the":1,"kind":2,"other":3,"":4}"#)
        #expect(value.isSecond)
        #expect(value.rest == ["the": 1, "kind": 2, "": 4])
    }
}
