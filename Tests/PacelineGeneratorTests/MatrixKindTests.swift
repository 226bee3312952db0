import Foundation
import PacelineDiagnostics
import PacelineGenerator
import Testing

/// The matrix of limits of every kind.
struct MatrixKindTests {
    private static func report(_ name: String, as format: LimitReport.Format) throws -> String {
        var diagnostics = DiagnosticSink()
        let source = try Repository.source("Tests/Cases/positive/\(name)/openapi.yaml")
        let report = LimitReport.make(source, as: format, diagnostics: &diagnostics)
        #expect(diagnostics.rendered() == "")
        return try #require(report)
    }

    /// `matrix.txt` of the cases, which `GoldenLimitTests` holds against the generated matrix.
    @Test(arguments: ["limits-attachments", "limits-keys", "limits-kinds", "limits-plans"])
    func isTheRecordedOne(_ name: String) throws {
        #expect(try Self.report(name, as: .text) == Repository.text("Tests/Cases/positive/\(name)/matrix.txt"))
    }

    @Test func theJSONHasWhatALimitHas() throws {
        struct Shape: Decodable {
            struct Row: Decodable { var limits: [Limit] }
            struct Limit: Decodable, Equatable {
                var policy: String
                var quota, windowSeconds, burst: Double?
                var concurrency: Int?
            }
            struct Bucket: Decodable, Equatable {
                var policy, limit: String
                var per, each: [String]
                var calls: Int
            }
            var rows: [Row]
            var buckets: [Bucket]
        }
        let text = try Self.report("limits-kinds", as: .json)
        let shape = try JSONDecoder().decode(Shape.self, from: Data(text.utf8))
        let limits = Dictionary(
            shape.rows.flatMap(\.limits).map { ($0.policy, $0) }, uniquingKeysWith: { first, _ in first })
        #expect(limits["flight"] == Shape.Limit(policy: "flight", concurrency: 5))
        #expect(limits["bucket"] == Shape.Limit(policy: "bucket", quota: 2, windowSeconds: 1, burst: 40))
        #expect(limits["daily"] == Shape.Limit(policy: "daily", quota: 100_000, windowSeconds: 86_400))
        #expect(limits["overload"] == Shape.Limit(policy: "overload"))
        #expect(
            shape.buckets.first { $0.policy == "single" }
                == Shape.Bucket(
                    policy: "single", limit: "at most 1 request at a time", per: ["user", "operation"],
                    each: ["operation"], calls: 1))
    }

    @Test func theChartHasALabelForEach() throws {
        let page = try Self.report("limits-kinds", as: .svg)
        for label in [
            "5 at a time", "2 per second, at most 40 at once", "undisclosed",
            "one shared bucket: at most 5 requests at a time per user",
            "one bucket each: at most 1 request at a time per user and operation",
        ] { #expect(page.contains(">\(label)</text>"), "\(label)") }
        // What has no window has no rate: a bar just long enough to be seen.
        #expect(page.contains("class=\"bar b0\"") && !page.contains("NaN") && !page.contains("inf"))
    }

    @Test func theTableHasALineForEach() throws {
        let text = try Self.report("limits-keys", as: .markdown)
        #expect(
            text.contains("- `per-tag`: 1000 requests per 3600 s, per user and tag; one bucket for each tag, 3 calls\n")
        )
        #expect(text.contains("| token, $request.query.page<br>"))
    }
}
