import PacelineDiagnostics
import PacelineGenerator
import Testing

/// A small API with every kind of row: a limit, two limits, a limit per day, and none.
let museum = """
    openapi: 3.1.0
    info: { title: Museum & Friends, version: 1.0.0 }
    tags: [{ name: Tickets, x-displayName: Ticket desk }, { name: Exhibits }, { name: Search }]
    x-tagGroups: [{ name: Visitors, tags: [Tickets, Exhibits] }]
    x-rate-limits:
      policies:
        everything: { quota: 100, window: 1m, per: account, applies: { tags: [Tickets, Exhibits] } }
        buying: { quota: 2.5, window: 10s, unit: seats, per: [account, user], applies: { operations: [buyTicket] } }
        searches: { quota: 1000, window: 1d, applies: { operations: [find] } }
    paths:
      /tickets:
        get: { operationId: listTickets, tags: [Tickets], summary: List tickets, responses: { '204': { description: . } } }
        post: { operationId: buyTicket, tags: [Tickets], summary: "Buy a\\n ticket", responses: { '204': { description: . } } }
      /exhibits:
        get: { operationId: listExhibits, tags: [Exhibits], summary: "Exhibits | <all>", responses: { '204': { description: . } } }
      /find:
        get: { operationId: find, tags: [Search], responses: { '204': { description: . } } }
      /health:
        get: { operationId: health, responses: { '204': { description: . } } }

    """

/// What is printed of a document's limits.
private func report(
    _ document: String, as format: LimitReport.Format = .text, sourceLocation: SourceLocation = #_sourceLocation
) throws -> String {
    var diagnostics = DiagnosticSink()
    let source = Source(path: "museum.yaml", bytes: Array(document.utf8))
    let report = LimitReport.make(source, as: format, diagnostics: &diagnostics)
    #expect(diagnostics.diagnostics.allSatisfy { $0.code.rawValue == "no-operations" }, sourceLocation: sourceLocation)
    return try #require(report, sourceLocation: sourceLocation)
}

private typealias SourceLocation = Testing.SourceLocation

struct MatrixTextTests {
    @Test func everyKindOfRow() throws {
        #expect(
            try report(museum) == """
                LEVEL          LIMIT                     CALLS
                account        100 per minute            Visitors
                                                           Ticket desk (1)
                                                             List tickets
                                                           Exhibits (1)
                                                             Exhibits | <all>

                account        100 per minute            Visitors
                account, user  2.5 seats per 10 seconds    Ticket desk (1)
                                                             Buy a ticket

                API            1000 per day              Search (1)
                                                           find

                –              no limit                  Without a group (1)
                                                           health

                everything: 100 requests per 60 s, per account; one bucket for 3 calls
                buying: 2.5 seats per 10 s, per account and user; one bucket for 1 call
                searches: 1000 requests per 86400 s; one bucket for 1 call

                """)
    }

    @Test(arguments: [
        ("60s", "60 per minute"), ("1s", "60 per second"), ("90s", "60 per 90 seconds"), ("2h", "60 per 2 hours"),
        ("250ms", "60 per 250 ms"), ("1500ms", "60 per 1.5 s"), ("1d", "60 per day"),
    ])
    func windowsAsPeopleCallThem(_ window: String, _ words: String) throws {
        let text = try report(
            """
            openapi: 3.1.0
            info: { title: Short, version: '1' }
            x-rate-limits: { policies: { p: { quota: 60, window: \(window) } } }
            paths: { /a: { get: { operationId: a, responses: { '204': { description: . } } } } }

            """)
        #expect(text.split(separator: "\n")[1] == "API    \(words)  Without a group (1)")
    }

    @Test func longListsAreWrapped() throws {
        let calls = (1...60).map { "Operation number \($0) of many" }
        let paths = calls.enumerated().map { index, name in
            "  /\(index): { get: { operationId: o\(index), tags: [T], summary: \(name), responses: { '204': { description: . } } } }\n"
        }
        let text = try report("openapi: 3.1.0\ninfo: { title: Long, version: '1' }\npaths:\n" + paths.joined())
        let lines = text.split(separator: "\n")
        #expect(lines.count > 15)
        #expect(lines.allSatisfy { $0.count <= 100 && $0.last != " " })
        let joined = lines.dropFirst(2).map { $0.drop { $0 == " " } }.joined(separator: " ")
        #expect(joined == calls.joined(separator: ", "))
    }

    @Test func withoutCallsThereAreNoRows() throws {
        #expect(
            try report("openapi: 3.1.0\ninfo: { title: None, version: '1' }\npaths: {}\n") == "LEVEL  LIMIT  CALLS\n")
    }

    @Test func errorsGiveNoReport() {
        var diagnostics = DiagnosticSink()
        let broken = museum.replacing("quota: 100", with: "quota: 0")
        let source = Source(path: "museum.yaml", bytes: Array(broken.utf8))
        #expect(LimitReport.make(source, as: .text, diagnostics: &diagnostics) == nil)
        #expect(diagnostics.rendered().hasPrefix("museum.yaml:7:"))
    }
}

/// What an edit of the document does to the matrix.
struct MatrixChangeTests {
    @Test func withoutAnOperationItsCallIsGone() throws {
        let edited = museum.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.contains("operationId: listExhibits") && $0 != "  /exhibits:" }.joined(separator: "\n")
        let gone =
            "                                           Exhibits (1)\n"
            + "                                             Exhibits | <all>\n"
        let whole = try report(museum)
        #expect(whole.contains(gone))
        #expect(
            try report(edited)
                == whole.replacing(gone, with: "").replacing("bucket for 3 calls", with: "bucket for 2 calls"))
    }

    @Test func withoutATagItsCallsHaveNoGroup() throws {
        let text = try report(museum.replacing("tags: [Search], ", with: ""))
        #expect(!text.contains("Search"))
        #expect(text.contains("1000 per day              Without a group (1)\n"))
    }

    @Test func anotherQuotaIsAnotherLimit() throws {
        let text = try report(museum.replacing("quota: 100,", with: "quota: 30,"))
        #expect(text.ranges(of: "\naccount        30 per minute ").count == 2 && !text.contains("100 per"))
        #expect(text.contains("everything: 30 requests per 60 s, per account; one bucket for 3 calls\n"))
    }

    @Test func withoutItsPolicyACallHasNoLimit() throws {
        let edited = museum.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.contains("searches:") }.joined(separator: "\n")
        #expect(try report(edited).contains("\n–              no limit                  Search (1)\n"))
    }
}
