import Foundation
import PacelineJSON
import Testing

/// The same values through Foundation's coders: as an oracle, and through our `Codable`.
@Suite struct JSONFoundationTests {
    private struct Plain: Codable, Equatable {
        var name: String
        var count: Int?
        var ratio: Double
        var flag: Bool
        var tags: [String]
        var scores: [String: Double]?
        var child: [Plain]?
    }

    private struct Ours: JSONModel {
        var plain: Plain

        init(_ plain: Plain) { self.plain = plain }

        init(reading r: JSONReader) {
            let child: [Ours]? = r.listIfPresent("child")
            plain = Plain(
                name: r.string("name"), count: r.intIfPresent("count"), ratio: r.double("ratio"), flag: r.bool("flag"),
                tags: r.list("tags"), scores: r.mapIfPresent("scores"), child: child?.map(\.plain))
        }

        func write(to w: JSONWriter) {
            w.string("name", plain.name)
            w.intIfPresent("count", plain.count)
            w.double("ratio", plain.ratio)
            w.bool("flag", plain.flag)
            w.list("tags", plain.tags)
            w.mapIfPresent("scores", plain.scores)
            w.listIfPresent("child", plain.child?.map(Ours.init))
        }
    }

    private static func random(_ random: inout SeededRandom, depth: Int = 0) -> Plain {
        let texts = ["", "plain", "é\u{1F600}", "\"\\/\n\u{1}", "a longer text without anything", "e\u{301}"]
        func text(_ random: inout SeededRandom) -> String {
            texts[Int(random.next() % 6)] + texts[Int(random.next() % 6)]
        }
        let double = Double(Int64(bitPattern: random.next()) >> 12) / 1e4
        return Plain(
            name: text(&random), count: random.next() % 2 == 0 ? nil : Int(truncatingIfNeeded: random.next()),
            ratio: double, flag: random.next() % 2 == 0, tags: (0..<random.next() % 4).map { _ in text(&random) },
            scores: random.next() % 2 == 0 ? nil : ["a" + text(&random): double, "b" + text(&random): -double],
            child: depth > 3 ? nil : (0..<random.next() % 3).map { _ in Self.random(&random, depth: depth + 1) })
    }

    @Test func readAndWriteTheSame() throws {
        var random = SeededRandom(seed: 11)
        for _ in 0..<200 {
            let value = Self.random(&random)
            let theirs = try JSONEncoder().encode(value)
            #expect(try JSONReader.decode(Ours.self, from: Array(theirs)).plain == value)
            let ours = Data(try JSONWriter.encode(Ours(value)))
            #expect(try JSONDecoder().decode(Plain.self, from: ours) == value)
            #expect(try JSONDecoder().decode(JSON.self, from: theirs) == JSONReader.decode(from: Array(ours)))
        }
    }

    @Test(arguments: JSONConformanceTests.refused) func foundationRefusesTheSame(text: String) {
        // Foundation lets a comma pass before a closing bracket, and a NUL after the text.
        guard !["[1,]", #"{"a":1,}"#, "1\u{0}"].contains(text) else { return }
        #expect(throws: (any Error).self) { try JSONDecoder().decode(JSON.self, from: Data(text.utf8)) }
    }

    @Test(arguments: [
        "null", "true", #""x""#, "7", "-1.5", "[]", "{}", #"{"a":[1,2.5,null,{"b":false}],"c":"d"}"#,
        "9223372036854775807", "18446744073709551615",
    ]) func freeValuesThroughCodable(text: String) throws {
        let value = try decode(JSON.self, text)
        let encoded = try JSONEncoder().encode(value)
        #expect(try JSONDecoder().decode(JSON.self, from: encoded) == value)
        #expect(try JSONReader.decode(JSON.self, from: Array(encoded)) == value)
    }

    @Test func bothTakeTheFirstOfEqualNames() throws {
        let text = #"{"a":1,"b":2,"a":3}"#
        #expect(try JSONDecoder().decode([String: Int].self, from: Data(text.utf8)) == ["a": 1, "b": 2])
        #expect(try decode([String: Int].self, text) == ["a": 1, "b": 2])
    }

    @Test func modelsThroughCodable() throws {
        let encoder = JSONEncoder()
        let data = try encoder.encode(JSONRoundTripTests.skill)
        let skill = try JSONDecoder().decode(Skill.self, from: data)
        #expect(try encode(skill) == JSONRoundTripTests.text)
        let nested = try JSONDecoder().decode([String: [Skill]].self, from: encoder.encode(["a": [skill, skill]]))
        #expect(try nested["a"].map { try encode($0[1]) } == JSONRoundTripTests.text)
        let list = try PropertyListEncoder().encode([SkillState.active])
        #expect(try PropertyListDecoder().decode([SkillState].self, from: list) == [.active])
    }

    @Test(arguments: [Response.text("x"), .count(1), .list([.count(2)]), .party(.contact(Contact(kind: "contact")))])
    func choicesThroughCodable(response: Response) throws {
        #expect(try JSONDecoder().decode(Response.self, from: JSONEncoder().encode(response)) == response)
    }

    @Test func codableReportsProblems() throws {
        let data = Data(#"[{"kind":"a"},{"kind":1}]"#.utf8)
        let error = #expect(throws: DecodingError.self) { try JSONDecoder().decode([Contact].self, from: data) }
        guard case .dataCorrupted(let context) = error else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
        #expect(context.codingPath.map(\.intValue) == [1])
        #expect(context.debugDescription == "/kind: expected a string, found a number")
        #expect(throws: EncodingError.self) {
            try JSONEncoder().encode(Skill(name: "", createdAt: .distantFuture + 1e12, tags: []))
        }
    }
}
