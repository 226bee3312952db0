import Foundation
import PacelineDiagnostics
import PacelineGenerator
import Testing

private func report(_ document: String, as format: LimitReport.Format) throws -> String {
    var diagnostics = DiagnosticSink()
    let source = Source(path: "museum.yaml", bytes: Array(document.utf8))
    return try #require(LimitReport.make(source, as: format, diagnostics: &diagnostics))
}

struct MatrixMarkdownTests {
    @Test func aLineForEachGroup() throws {
        #expect(
            try report(museum, as: .markdown) == """
                | Level | Limit | Group | Calls |
                | --- | --- | --- | --- |
                | account | 100 per minute | Visitors / Ticket desk | List tickets |
                | account | 100 per minute | Visitors / Exhibits | Exhibits \\| \\<all\\> |
                | account<br>account, user | 100 per minute<br>2.5 seats per 10 seconds | Visitors / Ticket desk | Buy a ticket |
                | API | 1000 per day | Search | find |
                | – | no limit | Without a group | health |

                - `everything`: 100 requests per 60 s, per account; one bucket for 3 calls
                - `buying`: 2.5 seats per 10 s, per account and user; one bucket for 1 call
                - `searches`: 1000 requests per 86400 s; one bucket for 1 call

                """)
    }
}

struct MatrixJSONTests {
    /// The documented shape, read by names of its own.
    private struct Shape: Decodable, Equatable {
        struct Row: Decodable, Equatable { var limits: [Limit], groups: [Group] }
        struct Limit: Decodable, Equatable {
            var policy, level, unit, limit, shortLimit: String
            var per: [String]
            var quota, windowSeconds, cost: Double
        }
        struct Group: Decodable, Equatable { var name: String?, title: String, parent: String?, calls: [Call] }
        struct Call: Decodable, Equatable { var id, name: String }
        var title, version: String
        var rows: [Row]
    }

    @Test func theShape() throws {
        let text = try report(museum, as: .json)
        let shape = try JSONDecoder().decode(Shape.self, from: Data(text.utf8))
        #expect(shape.title == "Museum & Friends" && shape.version == "1.0.0")
        #expect(shape.rows.map(\.limits.count) == [1, 2, 1, 0])
        #expect(
            shape.rows[1]
                == Shape.Row(
                    limits: [
                        Shape.Limit(
                            policy: "everything", level: "account", unit: "requests", limit: "100 requests per 60 s",
                            shortLimit: "100 per minute", per: ["account"], quota: 100, windowSeconds: 60, cost: 1),
                        Shape.Limit(
                            policy: "buying", level: "account, user", unit: "seats", limit: "2.5 seats per 10 s",
                            shortLimit: "2.5 seats per 10 seconds", per: ["account", "user"], quota: 2.5,
                            windowSeconds: 10, cost: 1),
                    ],
                    groups: [
                        Shape.Group(
                            name: "Tickets", title: "Ticket desk", parent: "Visitors",
                            calls: [Shape.Call(id: "buyTicket", name: "Buy a ticket")])
                    ]))
        #expect(shape.rows[3].groups.map(\.name) == [nil] && shape.rows[3].groups.map(\.parent) == [nil])
    }

    @Test func theTextIsStable() throws {
        let text = try report(museum, as: .json)
        #expect(try report(museum, as: .json) == text)
        #expect(text.hasPrefix("{\n  \"buckets\" : [\n    {\n      \"calls\" : 3,\n") && text.hasSuffix("}\n"))
    }
}

struct MatrixChartTests {
    @Test func bucketsRowsCallsAndBars() throws {
        let page = try report(museum, as: .svg)
        for bucket in [
            "one shared bucket: 100 requests per 60 s per account",
            "one bucket: 2.5 seats per 10 s per account and user",
            "one bucket: 1000 requests per 86400 s",
        ] { #expect(page.contains(">\(bucket)</text>")) }
        #expect(page.ranges(of: "class=\"call\"").count == 5)
        #expect(page.ranges(of: "class=\"bar b0\"").count == 3)
        #expect(page.ranges(of: "class=\"bar b1\"").count == 1)
        #expect(page.ranges(of: "class=\"bar b2\"").count == 1)
        #expect(page.ranges(of: ">no limit<").count == 1)
        #expect(page.contains("<title>Museum &amp; Friends: rate limits</title>"))
        #expect(page.contains("<title>Exhibits | &lt;all&gt;</title>"))
    }

    @Test func theLongestBarIsTheHighestRate() throws {
        let page = try report(museum, as: .svg)
        let lengths = page.matches(of: /class="bar b(\d)".* width="([0-9.]+)"/).map { (Int($0.1), Double($0.2) ?? 0) }
        let longest = try #require(lengths.first { $0.0 == 0 }?.1)
        let seats = try #require(lengths.first { $0.0 == 1 }?.1)
        // 2.5 in ten seconds are 15 in a minute.
        #expect(abs(seats - longest * 0.15) <= 0.1)
        #expect(lengths.first { $0.0 == 2 }?.1 == 3)
    }

    @Test func standsByItself() throws {
        let page = try report(museum, as: .svg)
        #expect(page.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 860 "))
        for foreign in ["<script", "url(", "@import", "href", "<image"] { #expect(!page.contains(foreign)) }
        #expect(page.ranges(of: "http").count == 1)
    }
}
