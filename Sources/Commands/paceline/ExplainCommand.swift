import ArgumentParser
import PacelineDiagnostics

/// `paceline explain`: what a diagnostic means.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Explains a diagnostic by the code that is printed behind it.",
        discussion: "Without a code, it lists all codes.")

    @Argument(help: "A code, such as unknown-member.")
    var codes: [String] = []

    func validate() throws {
        let known = DiagnosticCode.allCases.map(\.rawValue)
        for code in codes where DiagnosticCode(rawValue: code) == nil {
            let hint = Suggestion.hint(for: code, among: known) ?? "`paceline explain` lists all"
            throw ValidationError(
                "There is no code `\(code.printable)`: \(hint).")
        }
    }

    func run() {
        guard !codes.isEmpty else { return list() }
        for (index, code) in codes.compactMap(DiagnosticCode.init).enumerated() {
            let explanation = code.explanation
            if index > 0 { Report.print("\n") }
            Report.print("\(code.rawValue)\n\n\(explanation.meaning)\n\n\(explanation.remedy)\n")
            guard let example = explanation.example else { continue }
            let lines = example.split(separator: "\n", omittingEmptySubsequences: false)
            Report.print("\n" + lines.map { $0.isEmpty ? "\n" : "    \($0)\n" }.joined())
        }
    }

    private func list() {
        for area in DiagnosticArea.allCases {
            Report.print("\(area.rawValue):\n")
            for code in area.codes { Report.print("  \(code.rawValue)\n") }
        }
    }
}
