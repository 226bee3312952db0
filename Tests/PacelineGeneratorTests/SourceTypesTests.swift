import Foundation
import PacelineDiagnostics
import PacelineLowering
import PacelineModel
import Testing

/// How much of the shipped document is typed: what is left free is listed with its reason, and is little.
struct SourceTypesTests {
    @Test func whatIsFreeIsListedAndLittle() throws {
        var diagnostics = DiagnosticSink()
        let source = try Repository.source("Specs/contact-center-ai.yaml")
        let api = try #require(load(source, diagnostics: &diagnostics))
        #expect(diagnostics.rendered() == "")
        var count = 0
        var free: [String] = []
        for case .record(let record) in api.types {
            count += record.properties.count
            for property in record.properties where property.type.isFree {
                #expect(!property.description.isEmpty, "\(record.id.name).\(property.name) does not say why")
                let reason = property.description.split(whereSeparator: \.isNewline).joined(separator: " ")
                free.append("\(record.id.name).\(property.name): \(reason)\n")
            }
        }
        #expect(Double(free.count) <= 0.05 * Double(count), "\(free.count) of \(count) properties are free-form")
        let list = Repository.root.appending(path: "Tests/Cases/facts/free-form.txt")
        if Repository.isRecording {
            try free.joined().write(to: list, atomically: true, encoding: .utf8)
            Issue.record("recorded")
        } else {
            #expect(try String(contentsOf: list, encoding: .utf8) == free.joined())
        }
    }
}

extension TypeReference {
    /// Whether the type says nothing of the value, or of the values in it.
    fileprivate var isFree: Bool {
        switch self {
        case .json: true
        case .array(let inner), .map(let inner), .nullable(let inner): inner.isFree
        default: false
        }
    }
}
