import PacelineJSON
import Testing

@Suite struct JSONTypesTests {
    @Test func literalsAndAccess() throws {
        let name = "x"
        let json: JSON = ["a": [1, 2.5, "\(name)", true, .null], "b": [:]]
        #expect(try encode(json) == #"{"a":[1,2.5,"x",true,null],"b":{}}"#)
        #expect(json["a"]?[0]?.int == 1)
        #expect(json["a"]?[0]?.double == 1)
        #expect(json["a"]?[1]?.double == 2.5)
        #expect(json["a"]?[1]?.int == nil)
        #expect(json["a"]?[2]?.string == "x")
        #expect(json["a"]?[3]?.bool == true)
        #expect(json["a"]?[4] == .null)
        #expect(json["a"]?[5] == nil && json["a"]?[-1] == nil && json["c"] == nil && json[0] == nil)
        #expect(json["a"]?.array?.count == 5 && json["b"]?.object?.isEmpty == true)
        #expect(JSON.decimal("1e400").double == nil)
        #expect(JSON.decimal("18446744073709551615").double == 0x1p64)
    }

    @Test func openEnumsKeepWhatTheyDoNotKnow() throws {
        let states = try decode([SkillState].self, #"["active","later","active"]"#)
        #expect(states[0] == .active && states[1] != .active && states[1].rawValue == "later")
        #expect(Set(states).count == 2)
        #expect(try encode(states) == #"["active","later","active"]"#)
        switch states[0] {
        case .active: break
        default: Issue.record("a known value does not match in a switch")
        }
        #expect(problem(SkillState.self, "7") == "expected a string, found a number (byte 0)")
    }

    @Test func boxesAreValues() {
        struct Node: Hashable, Sendable {
            var value: Int
            @Boxed var next: Int?
            init(value: Int, next: Int? = nil) {
                self.value = value
                self.next = next
            }
        }
        let first = Node(value: 1, next: 2)
        var second = first
        second.next = 3
        #expect(first.next == 2 && second.next == 3)
        #expect(first != second)
        second.next = 2
        #expect(first == second && first.hashValue == second.hashValue)
        second.next? += 5
        #expect(second.next == 7 && first.next == 2)
        second.next = nil
        #expect(second.next == nil && Node(value: 1).next == nil)
    }

    @Test func mapsAreWrittenInOrder() throws {
        let names = (0..<200).map { "k\($0)" }
        let map = Dictionary(uniqueKeysWithValues: names.map { ($0, $0.count) })
        let expected = "{" + names.sorted().map { "\"\($0)\":\($0.count)" }.joined(separator: ",") + "}"
        #expect(try encode(map) == expected)
        #expect(try decode([String: Int].self, expected) == map)
    }

    @Test func decodesEveryKindOfBuffer() throws {
        let bytes = Array("[1,2]".utf8)
        #expect(try JSONReader.decode([Int].self, from: bytes) == [1, 2])
        #expect(try JSONReader.decode([Int].self, from: bytes.span) == [1, 2])
        #expect(try bytes.withUnsafeBufferPointer { try JSONReader.decode([Int].self, from: $0) } == [1, 2])
        #expect(throws: JSONError.self) {
            try JSONReader.decode(Int.self, from: UnsafeBufferPointer(start: nil, count: 0))
        }
    }

    @Test func largeTextsGrowTheirBuffers() throws {
        let dense = "[" + String(repeating: "[],", count: 50_000) + "[]]"
        #expect(try encode(try decode(JSON.self, dense)) == dense)
        let long = String(repeating: "\u{1}é\"abcdefgh", count: 20_000)
        #expect(try decode(String.self, try encode(long)) == long)
    }
}
