import ContactCenterAI
import PacelineDiagnostics
import PacelineGenerator
import PacelineLowering
import PacelineModel
import PacelinePolicy
import PacelineRuntime
import Testing

/// The matrix at run time is that of the document.
struct GeneratedMatrixTests {
    @Test func isTheDocuments() throws {
        var diagnostics = DiagnosticSink()
        let api = try #require(load(try Repository.source("Specs/contact-center-ai.yaml"), diagnostics: &diagnostics))
        let (matrix, atRunTime) = (LimitReport(api).matrix, ContactCenterAI.limitMatrix)
        #expect(matrix.rows.count >= 1)
        #expect(atRunTime.rows.count == matrix.rows.count)
        for (row, atRunTime) in zip(matrix.rows, atRunTime.rows) {
            #expect(atRunTime == row)
        }
        #expect(ContactCenterAI.Operations.all.map(\.id) == api.operations.map(\.id))
        #expect(String(describing: atRunTime) == LimitReport(api).rendered(as: .text))
    }
}
