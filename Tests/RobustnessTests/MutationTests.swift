import Foundation
import PacelineDiagnostics
import PacelineGenerator
import PacelineYAML
import Testing

/// Whatever is done to a document, the generator ends, soon, and says where it could not go on.
///
/// A small sample of the committed documents runs always. `scripts/mutate-documents` runs more: `MUTATION_SEED`,
/// `MUTATION_COUNT`, `MUTATION_FILES` (paths, one a line), and `MUTATION_FOLDER`, in which the mutant that runs is kept
/// until it has passed.
struct MutationTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let seed = environment["MUTATION_SEED"].flatMap(UInt64.init) ?? 1
    private static let count = environment["MUTATION_COUNT"].flatMap(Int.init) ?? 6

    private static let files: [String] = {
        if let given = environment["MUTATION_FILES"] { return given.split(separator: "\n").map(String.init) }
        let cases = root.appending(path: "Tests/Cases/positive").path()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: cases))?.sorted() ?? []
        return [root.appending(path: "Specs/contact-center-ai.yaml").path()]
            + names.map { "\(cases)/\($0)/openapi.yaml" }
    }()

    @Test(.timeLimit(.minutes(60)), arguments: files)
    func everyMutantEnds(_ path: String) throws {
        let bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
        var ignoredDiagnostics = DiagnosticSink()
        let tree = YAMLTree.read(Source(path: path, bytes: bytes), diagnostics: &ignoredDiagnostics)
        var mutator = try #require(Mutator(tree, bytes: bytes, seed: Self.seed))
        for number in 0..<Self.count {
            let (mutant, mutations) = mutator.next()
            let kept = try keep(mutant, of: path, number: number)
            let problem = Self.problem(with: mutant)
            #expect(problem == nil, "mutant \(number) of seed \(Self.seed): \(mutations)")
            if let kept, problem == nil { try FileManager.default.removeItem(at: kept) }
        }
    }

    /// What is wrong with the way a document is generated, nil when nothing is.
    private static func problem(with bytes: [UInt8]) -> String? {
        var diagnostics = DiagnosticSink()
        let clock = ContinuousClock()
        var files: [GeneratedFile]?
        let time = clock.measure {
            files = Pipeline.generate(
                Pipeline.Input(document: Source(path: "mutant.json", bytes: bytes)), diagnostics: &diagnostics)
            _ = diagnostics.rendered()
        }
        if time > .seconds(10) { return "took \(time)" }
        if let lost = diagnostics.diagnostics.first(where: { $0.location == nil }) { return "no place: \(lost)" }
        if files == nil, !diagnostics.hasErrors { return "no files, and no error" }
        if let files, files.contains(where: \.text.isEmpty) { return "an empty file" }
        return nil
    }

    private func keep(_ mutant: [UInt8], of path: String, number: Int) throws -> URL? {
        guard let folder = Self.environment["MUTATION_FOLDER"] else { return nil }
        let name = URL(filePath: path).deletingPathExtension().pathComponents.suffix(2).joined(separator: "-")
        let url = URL(filePath: folder).appending(path: "\(name)-\(Self.seed)-\(number).json")
        try Data(mutant).write(to: url)
        return url
    }
}
