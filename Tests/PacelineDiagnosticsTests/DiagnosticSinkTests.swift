import PacelineDiagnostics
import Testing

struct DiagnosticSinkTests {
    private func place(_ line: Int, _ column: Int, path: String = "a.yaml") -> PacelineDiagnostics.SourceLocation {
        PacelineDiagnostics.SourceLocation(path: path, line: line, column: column)
    }

    @Test func sortsByPlaceAndKeepsTheOrderOfArrival() {
        var sink = DiagnosticSink()
        sink.error(.unknownMember, "late", at: place(10, 1))
        sink.untidy(.unknownMember, "other file", at: place(1, 1, path: "b.yaml"))
        sink.note(.unknownMember, "second at one place", at: place(2, 7))
        sink.note(.unknownMember, "and first by column", at: place(2, 3))
        sink.note(.unknownMember, "a third", at: place(2, 7))
        sink.error(.unknownMember, "no place", at: nil)
        #expect(
            sink.diagnostics.map(\.message) == [
                "no place", "and first by column", "second at one place", "a third", "late", "other file",
            ])
    }

    @Test func saysTheSameThingOnce() {
        var sink = DiagnosticSink()
        for _ in 1...3 { sink.untidy(.unknownMember, "again", at: place(1, 1)) }
        sink.untidy(.unknownMember, "again", at: place(1, 2))
        #expect(sink.diagnostics.count == 2)
    }

    @Test(arguments: [false, true])
    func strictnessMakesErrorsOfWhatIsLost(_ isStrict: Bool) {
        var sink = DiagnosticSink(isStrict: isStrict)
        sink.note(.unknownMember, "a note", at: nil)
        #expect(!sink.hasErrors)
        sink.untidy(.unknownMember, "untidy", at: nil)
        #expect(!sink.hasErrors)
        sink.lost(.unknownMember, "lost", at: nil)
        #expect(sink.hasErrors == isStrict)
        sink.error(.unknownMember, "an error", at: nil)
        #expect(sink.hasErrors)
    }

    @Test func printsPlaceLineCaretAndHint() {
        var sink = DiagnosticSink()
        sink.register(Source(path: "a.yaml", bytes: Array("one\ntwo: three\n".utf8)))
        sink.error(.unknownMember, "a mistake", at: place(2, 6), hint: "write `3`")
        sink.lost(.unknownWord, "not of this file", at: place(9, 9, path: "elsewhere.yaml"))
        sink.error(.wrongType, "of no file", at: nil)
        #expect(
            sink.rendered() == """
                error: of no file [wrong-type]
                a.yaml:2:6: error: a mistake [unknown-member]
                two: three
                     ^
                hint: write `3`
                elsewhere.yaml:9:9: warning: not of this file [unknown-word] [lost]

                """)
    }

    @Test func countsWarningsThatAreRepeatedAndNotErrors() {
        var sink = DiagnosticSink()
        sink.register(Source(path: "a.yaml", bytes: Array("one\ntwo\n".utf8)))
        for line in [3, 1, 2] { sink.untidy(.unknownMember, "no text", at: place(line, 1), hint: "write one") }
        sink.untidy(.unknownMember, "no text", at: place(4, 1), hint: "write another")
        for line in 5...6 { sink.lost(.unknownWord, "no text", at: place(line, 1), hint: "write one") }
        for line in 7...8 { sink.error(.wrongType, "wrong", at: place(line, 1)) }
        #expect(
            sink.rendered() == """
                a.yaml:1:1: warning: no text [unknown-member]
                one
                ^
                hint: write one
                and 2 more like this
                a.yaml:4:1: warning: no text [unknown-member]
                hint: write another
                a.yaml:5:1: warning: no text [unknown-word] [lost]
                hint: write one
                and 1 more like this
                a.yaml:7:1: error: wrong [wrong-type]
                a.yaml:8:1: error: wrong [wrong-type]

                """)
        #expect(sink.rendered(all: true).split(separator: "\n").count { $0.hasPrefix("a.yaml:") } == 8)
    }

    @Test func printsTheWeightiestAndCountsTheRest() {
        var sink = DiagnosticSink()
        for line in 1...300 { sink.note(.missingPer, "note \(line)", at: place(line, 1)) }
        for line in 301...420 { sink.untidy(.duplicateTag, "untidy \(line)", at: place(line, 1)) }
        for line in 421...460 { sink.lost(.remoteReference, "lost \(line)", at: place(line, 1)) }
        for line in 461...519 { sink.error(.wrongType, "error \(line)", at: place(line, 1)) }
        let lines = sink.rendered().split(separator: "\n")
        #expect(lines.count == 101)
        #expect(lines.count { $0.contains("error: ") } == 59)
        #expect(lines.count { $0.hasSuffix("[lost]") } == 40)
        #expect(lines.first == "a.yaml:301:1: warning: untidy 301 [duplicate-tag]")
        #expect(lines.last == "and 119 warnings, 300 notes more; `--all-diagnostics` prints them")
        #expect(sink.rendered(all: true).split(separator: "\n").count == 519)
    }

    @Test func nothingThatIsPrintedIsObeyed() {
        var sink = DiagnosticSink()
        sink.register(Source(path: "a\u{1B}[2J\n.yaml", bytes: Array("one \u{1B}]0;x\u{7} \u{202E}two\n".utf8)))
        let place = place(1, 1, path: "a\u{1B}[2J\n.yaml")
        sink.error(.unknownMember, "no `k\u{1B}[31m\r\u{2028}\u{2066}\u{9B}`", at: place, hint: "not\n`\u{202E}`")
        #expect(
            sink.rendered() == """
                a\\u{1b}[2J\\n.yaml:1:1: error: no `k\\u{1b}[31m\\u{d}\\u{2028}\\u{2066}\\u{9b}` [unknown-member]
                one \u{FFFD}]0;x\u{FFFD} \u{FFFD}two
                ^
                hint: not\\n`\\u{202e}`

                """)
    }
}
