import Foundation
import Testing

@testable import PacelineDocument

/// `Tests/Cases/accepted`, which the schema for editors must take too, has every member in every form.
struct AcceptedLimitsTests {
    @Test func theReaderTakesEveryMemberInEveryForm() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appending(path: "Cases/accepted/openapi.yaml")
        let reading = Reading(try String(contentsOf: file, encoding: .utf8))
        #expect(reading.said == [])
        #expect(reading.document?.rateLimits?.policies.count == 15)
        #expect(reading.document?.operations.count == 4)
    }
}
