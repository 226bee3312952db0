import PacelineYAML
import Testing

struct MistakeTests {
    @Test(arguments: [
        ("", "1:1 error empty-document"), ("# only\n", "1:1 error empty-document"),
        ("a: 1\n---\nb: 2\n", "2:1 lost several-documents"), ("a: [1, 2\nb: 3\n", "2:2 error yaml-syntax"),
        ("a: *b", "1:4 error unknown-anchor"), ("a: &a [*a]", "1:8 error recursive-alias"),
        ("? [a]\n: 1\n", "1:3 lost key-not-scalar"), ("{a: 'x\n", "2:1 error yaml-syntax"),
        ("{\"a\": \"\\ud83d\"}", "1:7 untidy surrogate-escape"), ("a: \u{1}", "1:4 untidy control-character"),
        ("a:\n\t- b", "2:1 error yaml-syntax"), ("a: b: c", "1:5 error yaml-syntax"),
    ])
    func eachHasAPlace(_ text: String, _ said: String) { #expect(Reading(text).said == [said]) }

    @Test func wantsUTF8() {
        #expect(Reading(bytes: [0xFF, 0xFE, 0x61, 0x00]).said == ["1:1 error encoding"])
        #expect(Reading(bytes: [0x7B, 0x00, 0x7D, 0x00]).said == ["1:1 error encoding"])
        let latin1 = Reading(bytes: Array("a: 1\nbé: ".utf8) + [0xE9, 0x0A])
        #expect(latin1.said == ["2:5 untidy encoding"])
        #expect(latin1.tree?.root["bé"]?.string == "\u{FFFD}")
    }

    @Test func boundsWhatAliasesStandFor() {
        let levels = (1...9).map { level in
            "l\(level): &l\(level) [\(repeatElement("*l\(level - 1)", count: 9).joined(separator: ","))]\n"
        }
        let reading = Reading("l0: &l0 [ha,ha]\n" + levels.joined())
        #expect(reading.tree == nil)
        #expect(reading.said == ["7:18 error alias-expansion"])
    }

    /// Deep enough to end a recursive reader, flow and block.
    @Test func boundsNesting() {
        let deep = 100_000
        #expect(Reading(String(repeating: "[", count: deep)).said == ["1:1001 error too-deep"])
        let lines = (0..<1100).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
        #expect(Reading(lines).said == ["1001:1001 error too-deep"])
        #expect(Reading(String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000)).said == [])
    }

    /// Nesting that only aliases make deep counts as well.
    @Test func boundsNestingThroughAliases() {
        let step = { (name: String, inner: String) in
            "\(name): &\(name) \(String(repeating: "[", count: 400))\(inner)\(String(repeating: "]", count: 400))\n"
        }
        #expect(Reading(step("a", "1") + step("b", "*a")).said == [])
        #expect(Reading(step("a", "1") + step("b", "*a") + step("c", "*b")).said == ["3:407 error too-deep"])
    }
}

struct JSONPointerTests {
    @Test(
        arguments: [
            ("", []), ("/a", ["a"]), ("/a~1b/~0c/~01", ["a/b", "~c", "~1"]), ("/", [""]), ("/a//b", ["a", "", "b"]),
        ] as [(String, [String])])
    func readsAndWrites(_ text: String, _ tokens: [String]) {
        #expect(JSONPointer(text)?.tokens == tokens)
        #expect(JSONPointer(tokens: tokens).text == text)
    }

    @Test func readsFragments() {
        #expect(JSONPointer(fragment: "#/paths/~1a%20b%7Bid%7D/get")?.tokens == ["paths", "/a b{id}", "get"])
        #expect(JSONPointer(fragment: "#")?.tokens == [])
        for wrong in ["a.yaml#/b", "#b", "/a", "#/a~2", "#/a%zz", "#/a%2"] {
            #expect(JSONPointer(fragment: wrong) == nil)
        }
    }

    @Test func leadsToNodes() throws {
        let root = try node("{a: [{b: 1}, 2], '': 3, 'x/y': {~m: 4}}")
        #expect(root.resolve(try #require(JSONPointer("/a/0/b")))?.integer == 1)
        #expect(root.resolve(try #require(JSONPointer("/x~1y/~0m")))?.integer == 4)
        #expect(root.resolve(try #require(JSONPointer("/")))?.integer == 3)
        #expect(root.resolve(JSONPointer(tokens: [])) == root)
        for wrong in ["/a/2", "/a/01", "/a/-", "/a/0/c", "/b", "/a/1/x"] {
            #expect(root.resolve(try #require(JSONPointer(wrong))) == nil)
        }
    }
}
