import ContactCenterAI
import PacelineDiagnostics
import PacelineGenerator
import PacelineLowering
import PacelineModel
import PacelineRuntime
import Testing

/// The matrix at run time is that of the document.
struct GeneratedMatrixTests {
    @Test func isTheDocuments() throws {
        var diagnostics = DiagnosticSink()
        let api = try #require(load(try Repository.source("Specs/contact-center-ai.yaml"), diagnostics: &diagnostics))
        let (matrix, atRunTime) = (PacelineGenerator.LimitMatrix(api), ContactCenterAI.limitMatrix)
        #expect(matrix.rows.count >= 1)
        #expect(atRunTime.rows.count == matrix.rows.count)
        for (row, atRunTime) in zip(matrix.rows, atRunTime.rows) {
            #expect(atRunTime.limits.map(\.policy.name) == row.limits.map(\.policy))
            #expect(atRunTime.limits.map(\.policy.level) == row.limits.map(\.level))
            #expect(atRunTime.groups.map(\.name) == row.groups.map(\.name))
            #expect(atRunTime.groups.map(\.title) == row.groups.map(\.title))
            #expect(atRunTime.groups.map(\.parent) == row.groups.map(\.parent))
            #expect(atRunTime.groups.map { $0.calls.map(\.id) } == row.groups.map { $0.calls.map(\.id) })
            #expect(atRunTime.groups.map { $0.calls.map(\.name) } == row.groups.map { $0.calls.map(\.name) })
        }
        #expect(ContactCenterAI.Operations.all.map(\.id) == api.operations.map(\.id))
        #expect(String(describing: atRunTime) == matrix.text)
    }
}
