import PacelineDiagnostics
import Testing

struct DiagnosticSinkTests {
    private func place(_ line: Int, _ column: Int, path: String = "a.yaml") -> PacelineDiagnostics.SourceLocation {
        PacelineDiagnostics.SourceLocation(path: path, line: line, column: column)
    }

    @Test func sortsByPlaceAndKeepsTheOrderOfArrival() {
        var sink = DiagnosticSink()
        sink.error("x", "late", at: place(10, 1))
        sink.warning("x", "other file", at: place(1, 1, path: "b.yaml"))
        sink.note("x", "second at one place", at: place(2, 7))
        sink.note("x", "and first by column", at: place(2, 3))
        sink.note("x", "a third", at: place(2, 7))
        sink.error("x", "no place", at: nil)
        #expect(
            sink.diagnostics.map(\.message) == [
                "no place", "and first by column", "second at one place", "a third", "late", "other file",
            ])
    }

    @Test func saysTheSameThingOnce() {
        var sink = DiagnosticSink()
        for _ in 1...3 { sink.warning("x", "again", at: place(1, 1)) }
        sink.warning("x", "again", at: place(1, 2))
        #expect(sink.diagnostics.count == 2)
    }

    @Test(arguments: [false, true])
    func strictnessMakesErrorsOfWarnings(_ isStrict: Bool) {
        var sink = DiagnosticSink(isStrict: isStrict)
        sink.note("x", "a note", at: nil)
        #expect(!sink.hasErrors)
        sink.warning("x", "a warning", at: nil)
        #expect(sink.hasErrors == isStrict)
        sink.error("x", "an error", at: nil)
        #expect(sink.hasErrors)
    }

    @Test func printsPlaceLineCaretAndHint() {
        var sink = DiagnosticSink()
        sink.register(Source(path: "a.yaml", bytes: Array("one\ntwo: three\n".utf8)))
        sink.error("x", "a mistake", at: place(2, 6), hint: "write `3`")
        sink.warning("y", "not of this file", at: place(9, 9, path: "elsewhere.yaml"))
        sink.error("z", "of no file", at: nil)
        #expect(
            sink.rendered() == """
                error: of no file
                a.yaml:2:6: error: a mistake
                two: three
                     ^
                hint: write `3`
                elsewhere.yaml:9:9: warning: not of this file

                """)
    }
}
