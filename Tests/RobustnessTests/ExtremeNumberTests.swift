import PacelineDiagnostics
import PacelineGenerator
import Testing

/// Every number of the limit language at its extremes: an error that names it or a client, and never a trap.
struct ExtremeNumberTests {
    private static let numbers = [
        "0", "-0.0", "-0", "1e-300", "4.9e-324", "1e-7", "0.000001", "1e12", "1e13", "1e15", "1e18", "1e19", "1e300",
        "1.7976931348623157e308", "1e400", "-1e400", "-1", "-1e-300", ".nan", ".NaN", ".inf", "-.inf", "NaN",
        "9223372036854775807", "9223372036854775808", "18446744073709551616", "0xFFFFFFFFFFFFFFFF",
        "0o777777777777777777777777", "true", "~", "''", "[]",
    ]

    /// A policy in which a number stands.
    private static let policies = [
        "{ quota: #, window: 1s }", "{ quota: 1, window: # }", "{ quota: 1, window: '#s' }",
        "{ quota: 1, window: '#ms' }",
        "{ quota: 1, window: 1s, burst: # }", "{ quota: 1, window: 1s, cost: # }",
        "{ quota: 1, window: 1s, cost: { POST: #, default: # } }", "{ concurrency: # }",
        "{ quota: 1, window: 1s, algorithm: sliding, granularity: # }",
        "{ quota: 1, window: 1s, plans: { a: { quota: # }, b: { window: # } } }",
        "{ quota: 1, window: 1s, retry: { after: [#], attempts: #, max-wait: # } }",
        "{ quota: 1, window: 1s, retry: { after: ['#s'] } }", "{ quota: 1, window: 1s, refusal: { status: [#] } }",
        "{ quota: 1, window: 1s, refusal: { $response.body#/a: # } }",
    ]

    @Test(arguments: policies)
    func endsInAClientOrAnError(_ policy: String) {
        for number in Self.numbers {
            let own = ["\(number)", "{ quota: \(number), cost: \(number) }"].map { "x-rate-limit: { p: \($0) }, " }
            for attachment in [""] + own {
                let text = """
                    openapi: 3.1.0
                    info: { title: X, version: '1' }
                    paths: { /a: { get: { \(attachment)operationId: a, responses: { '204': { description: x } } } } }
                    x-rate-limits: { policies: { p: \(policy.replacing("#", with: number)) } }

                    """
                let source = Source(path: "x.yaml", bytes: Array(text.utf8))
                var diagnostics = DiagnosticSink()
                let files = Pipeline.generate(Pipeline.Input(document: source), diagnostics: &diagnostics)
                #expect((files == nil) == diagnostics.hasErrors)
                #expect(!diagnostics.rendered().isEmpty || files != nil)
                for format in LimitReport.Format.allCases {
                    var ignoredDiagnostics = DiagnosticSink()
                    let report = LimitReport.make(source, as: format, diagnostics: &ignoredDiagnostics)
                    #expect((report == nil) == ignoredDiagnostics.hasErrors)
                }
            }
        }
    }

    @Test(arguments: [
        ("1e-300", false), ("1e-7", false), ("0.000001", true), ("1e12", true), ("1e13", false), ("-0.0", true),
    ])
    func quotasThatCannotBeCountedAreNamed(_ number: String, _ isNumber: Bool) {
        let text = """
            openapi: 3.1.0
            info: { title: X, version: '1' }
            paths: { /a: { get: { operationId: a, responses: { '204': { description: x } } } } }
            x-rate-limits: { policies: { p: { quota: \(number), window: 1s, cost: 0 } } }

            """
        var diagnostics = DiagnosticSink()
        _ = Pipeline.generate(
            Pipeline.Input(document: Source(path: "x.yaml", bytes: Array(text.utf8))), diagnostics: &diagnostics)
        #expect(diagnostics.diagnostics.contains { $0.code == .wrongQuantity && $0.location?.line == 4 } == !isNumber)
    }
}
