import PacelineDiagnostics
import PacelineYAML
import Testing

/// Text that libyaml refuses, and JSON and YAML 1.2 do not.
struct TextRepairTests {
    @Test(arguments: [
        (#"{"a": "\ud83d\ude00"}"#, "😀"), (#"{"a": "x\uD83D\uDE00y\ud83e\udd50z"}"#, "x😀y🥐z"),
        (#"{"a": "\\ud83d\\ude00"}"#, #"\ud83d\ude00"#), (#"{"a": "\\\ud83d\ude00"}"#, #"\😀"#),
        (#"{"a": "\udbff\udfff\/\u00e9"}"#, "\u{10FFFF}/é"),
        ("{\"a\": \"\u{7F}\u{9F}\u{FFFE}\"}", "\u{7F}\u{9F}\u{FFFE}"),
        (#"a: '\ud83d\ude00'"#, #"\ud83d\ude00"#), (#"a: \ud83d\ude00"#, #"\ud83d\ude00"#),
        ("a: |\n  {\"b\": \"\\ud83d\\ude00\"}", #"{"b": "\ud83d\ude00"}"#), (#"{"a": "\ud83d\t"}"#, "\u{FFFD}\t"),
        (#"{"a": "\ude00\ud83d\ud83d\ude00"}"#, "\u{FFFD}\u{FFFD}😀"), (#"{"a": "\ud83d\u0041"}"#, "\u{FFFD}A"),
        ("{\"a\": \"x\u{2028} y\u{2029}\u{85}z\"}", "x\u{2028} y\u{2029}\u{85}z"), ("a: x\u{2028}y", "x\u{2028}y"),
        ("a: |\n  x\u{85}y", "x\u{85}y"), ("{\"a\": \"\u{0}\u{1F}\"}", "\u{0}\u{1F}"), (#"{"a": "\u0000"}"#, "\u{0}"),
    ])
    func comesBackAsItWasMeant(_ text: String, _ value: String) {
        #expect(Reading(text).tree?.root["a"]?.string == value)
    }

    @Test func keysAreRepairedToo() throws {
        let root = try node(#"{"\ud83d\ude00": 1, "😀!": 2}"#)
        #expect(root["😀"]?.integer == 1)
        #expect(root["😀!"]?.integer == 2)
    }

    /// Whatever is replaced on the way, what stands behind it is where it was.
    @Test func linesAndColumnsStayTrue() throws {
        let root = try node(
            "{\"a\": \"\\ud83d\\ude00\", \"b\":\u{20}1,\n\"\u{7F}\u{85}\u{2028}\": 2, \"c\": 3,\n\"d\": \"\\ud83d\\ude00\", \"e\": 4}"
        )
        #expect(root["b"]?.location.description == "t.yaml:1:28")
        #expect(root["c"]?.location.description == "t.yaml:2:16")
        #expect(root["e"]?.location.description == "t.yaml:3:27")
        #expect(Reading("{\"a\": \"\\ud83d\\ude00\u{7F}\",\n\"b\" 1}").said == ["2:5 error yaml-syntax"])
    }

    @Test func namesTheFirstControlCharacterOnly() {
        #expect(Reading("a: x\u{1}\nb: \u{2}\u{7F}\n").said == ["1:5 untidy control-character"])
        #expect(Reading("{\"a\": \"\u{7F}\u{80}\"}").said == [])
    }

    @Test(arguments: [
        "\t{\"a\": 1}", "{\"a\": 1}\n\t", "\n\t\n{\n\t\"a\"\t:\t1\t}\t\n", "{\n\t\"a\":\n\t\t1\n}", "a: 1\n\t\nb: 2\n",
        "a: 1 # one\n\t# two\n", "{\"a\":1}", "{\r\n\t\"a\":1\r\n}\r\n", "a: 1\r\nb: 2\r", "\u{FEFF}{\"a\": 1}",
    ])
    func takesTabsAndLineBreaksOfEveryKind(_ text: String) throws { #expect(try node(text)["a"]?.integer == 1) }

    /// A tab that indents a block is a mistake that nothing can mend.
    @Test func tabsDoNotIndent() { #expect(Reading("a:\n\tb: 1\n\n\t\n").said == ["2:1 error yaml-syntax"]) }

    /// A document that holds the private characters itself is left as it is.
    @Test func leavesPrivateCharactersAlone() throws {
        #expect(try node("a: \"\u{10FF41}\u{10FFFD}\"")["a"]?.string == "\u{10FF41}\u{10FFFD}")
        #expect(Reading("a: \"\u{10FF41}\\ud83d\\ude00\"").said == ["1:8 error yaml-syntax"])
    }
}
