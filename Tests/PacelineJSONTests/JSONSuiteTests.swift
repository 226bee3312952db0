import Foundation
import PacelineJSON
import Testing

/// The public suite of JSON texts (github.com/nst/JSONTestSuite), where its folder `test_parsing` is named by
/// `PACELINE_JSON_SUITE`: what begins with `y_` is read, what begins with `n_` is refused, and what begins with `i_`,
/// which RFC 8259 leaves open, does neither crash nor hang.
struct JSONSuiteTests {
    private static let folder = ProcessInfo.processInfo.environment["PACELINE_JSON_SUITE"]

    @Test(.enabled(if: folder != nil)) func everyCase() throws {
        let folder = try #require(Self.folder)
        var counts: [Character: Int] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name.hasSuffix(".json") {
            let bytes = try [UInt8](Data(contentsOf: URL(filePath: folder).appending(path: name)))
            let isRead = (try? JSONReader.decode(JSON.self, from: bytes)) != nil
            switch name.first {
            case "y": #expect(isRead, "\(name) is not read")
            case "n": #expect(!isRead, "\(name) is read")
            default: break
            }
            counts[name.first ?? "?", default: 0] += 1
        }
        #expect(counts["y", default: 0] > 50 && counts["n", default: 0] > 100)
        print("\(counts["y"] ?? 0) to be read, \(counts["n"] ?? 0) to be refused, \(counts["i"] ?? 0) left open")
    }
}
