import PacelineDiagnostics
import PacelineYAML
import Testing

struct TreeTests {
    @Test func everyNodeHasItsPlace() throws {
        let root = try node("é: 1\nlist:\n  - ä: {ö: x}\n  - |\n    text\n")
        let list = try #require(root["list"])
        #expect(root["é"]?.location == PacelineDiagnostics.SourceLocation(path: "t.yaml", line: 1, column: 4))
        #expect(list.location.description == "t.yaml:3:3")
        #expect(list.elements.map(\.location.description) == ["t.yaml:3:5", "t.yaml:4:5"])
        #expect(root.resolve(JSONPointer(tokens: ["list", "0", "ä", "ö"]))?.location.column == 12)
        #expect(root.entries.map(\.keyNode.location.line) == [1, 2])
    }

    @Test func keepsTheOrderOfTheDocument() throws {
        let root = try node("{z: 1, a: 2, 200: 3, null: 4, m: {y: 5, b: 6}}")
        #expect(root.entries.map(\.key) == ["z", "a", "200", "null", "m"])
        #expect(root.entries.compactMap(\.value.integer) == [1, 2, 3, 4])
        #expect(root["m"]?.entries.map(\.key) == ["y", "b"])
        #expect(root.count == 5)
    }

    /// Long mappings are looked up by another way than short ones.
    @Test(arguments: [3, 16, 17, 400])
    func findsEveryKey(_ count: Int) throws {
        let text = (0..<count).map { "key\($0): {key0: \($0)}\n" }.joined()
        let root = try node(text)
        #expect(root.count == count)
        for number in 0..<count { #expect(root["key\(number)"]?["key0"]?.integer == Int64(number)) }
        #expect(root["key\(count)"] == nil)
        #expect(root["key0"]?["key1"] == nil)
    }

    @Test(arguments: [1, 30])
    func theLastOfDuplicateKeysCounts(_ others: Int) throws {
        let filler = (0..<others).map { "k\($0): {a: 1}\n" }.joined()
        let reading = Reading("a: 1\n\(filler)a: 2\na: 3\n")
        let root = try #require(reading.tree?.root)
        #expect(reading.said == ["\(others + 2):1 lost duplicate-key", "\(others + 3):1 lost duplicate-key"])
        #expect(root["a"]?.integer == 3)
        #expect(root.count == others + 1)
        #expect(root.entries.map(\.key).last == "a")
    }

    @Test func readsJSONTheSameWay() throws {
        let root = try node("{\n\t\"a\":[1,2.5,true,null,\"x\\n\\u00e9\\/\"],\"b\":{\"<<\":{}}}")
        #expect(root["a"]?.elements.map(\.kind) == [.integer, .number, .boolean, .null, .string])
        #expect(root.resolve(JSONPointer(tokens: ["a", "4"]))?.string == "x\né/")
        #expect(root["b"]?["<<"]?.isMapping == true)
    }

    @Test func takesAByteOrderMark() throws {
        let reading = Reading(bytes: [0xEF, 0xBB, 0xBF] + Array("a: 1\nb: [".utf8))
        #expect(reading.tree == nil)
        #expect(reading.said == ["2:5 error yaml-syntax"])
        #expect(try node("\u{FEFF}a: 1")["a"]?.location.column == 4)
    }

    @Test func followsAliases() throws {
        let root = try node("base: &b {x: 1}\nuse: *b\nlist: [*b, &s text, *s]\n*s : key\n")
        #expect(root["use"]?["x"]?.integer == 1)
        #expect(root["use"] == root["base"])
        #expect(root["list"]?.elements.map(\.kind) == [.mapping, .string, .string])
        #expect(root["text"]?.string == "key")
        #expect(root["use"]?.location.line == 1)
    }

    @Test func aNameCanBeGivenAnew() throws {
        let root = try node("[&a 1, *a, &a 2, *a]")
        #expect(root.elements.compactMap(\.integer) == [1, 1, 2, 2])
    }

}
