import PacelineGenerator
import Testing

/// What generated code costs those who compile it grows with what is counted here. Time varies from run to run, and
/// these figures do not.
struct SizeOfOutputTests {
    /// What is counted in generated text.
    struct Size: Equatable {
        var bytes: Int
        var lines: Int
        /// What the compiler makes a witness for: the two methods of each model, the one of each response.
        var witnesses: Int
        var methods: Int
        var properties: Int

        init(of text: String) {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            func count(_ texts: String...) -> Int { lines.count { line in texts.allSatisfy(line.contains) } }
            bytes = text.utf8.count
            self.lines = lines.count
            witnesses = count("init(reading ") + count("func write(to writer: JSONWriter)")
            methods = count("func ", "(") - count("func write(to writer: JSONWriter)")
            properties = count("        public var ") - count("public var rawValue")
        }

        init(bytes: Int, lines: Int, witnesses: Int, methods: Int, properties: Int) {
            self.bytes = bytes
            self.lines = lines
            self.witnesses = witnesses
            self.methods = methods
            self.properties = properties
        }
    }

    /// The shipped document's client. A change of the document or of the templates that means to change these figures
    /// records the new ones, and the benchmark of compiling says what they cost.
    private static let recorded = Size(
        bytes: 545_438, lines: 13_554, witnesses: 354, methods: 91, properties: 903)

    /// How far a figure may be from the recorded one, in parts of it.
    private static let tolerance = 0.02

    @Test func theShippedClientKeepsItsSize() throws {
        let generation = Generation(
            try Repository.source("Specs/contact-center-ai.yaml"),
            try Repository.source("Specs/contact-center-ai.paceline.yaml"))
        let size = Size(of: generation.text)
        for (name, figure) in Self.figures {
            let (now, recorded) = (size[keyPath: figure], Self.recorded[keyPath: figure])
            let difference = abs(Double(now - recorded)) / Double(recorded)
            #expect(difference <= Self.tolerance, "\(name) were \(recorded) and are \(now)")
        }
    }

    private static let figures: [(String, any KeyPath<Size, Int> & Sendable)] = [
        ("bytes", \.bytes), ("lines", \.lines), ("witnesses", \.witnesses), ("methods", \.methods),
        ("properties", \.properties),
    ]

    /// Nothing that is counted is nothing, so that each figure can tell of a change.
    @Test func whatIsCountedIsFound() {
        let size = Size(
            of: """
                public struct Pet: JSONModel {
                        public var name: String
                        public init(reading reader: JSONReader) {
                        public func write(to writer: JSONWriter) {
                    public func listPets(options: CallOptions = .default) async throws(CallError) {
                """)
        #expect(size == Size(bytes: 247, lines: 5, witnesses: 2, methods: 1, properties: 1))
    }
}
