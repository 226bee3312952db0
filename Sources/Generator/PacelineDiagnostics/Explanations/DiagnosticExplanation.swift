/// What a kind of mistake means, and what to do about it: `paceline explain CODE` and `docs/diagnostics.md` print it.
package struct DiagnosticExplanation: Sendable {
    /// What was found, and what becomes of it, in two or three sentences. Markdown.
    package var meaning: String
    /// What to write instead, in one or two sentences. Markdown.
    package var remedy: String
    /// The mended part of a document, without a line break at its end; nil where the remedy says it all.
    package var example: String?

    init(_ meaning: String, _ remedy: String, example: String? = nil) {
        self.meaning = meaning
        self.remedy = remedy
        self.example = example
    }
}

extension DiagnosticCode {
    /// What the code means.
    package var explanation: DiagnosticExplanation {
        for area in DiagnosticArea.allCases {
            if let explanation = area.explanations[self] { return explanation }
        }
        return DiagnosticExplanation("", "")
    }
}

/// What a kind of mistake is about.
package enum DiagnosticArea: String, CaseIterable, Sendable {
    case yaml = "YAML"
    case structure = "The structure of a document"
    case schemas = "Schemas"
    case operations = "Operations"
    case limits = "Rate limits"
    case configuration = "Configuration and templates"

    /// The area's codes, in alphabetical order.
    package var codes: [DiagnosticCode] { explanations.keys.sorted { $0.rawValue < $1.rawValue } }

    /// What the area's codes mean.
    package var explanations: [DiagnosticCode: DiagnosticExplanation] {
        switch self {
        case .yaml: DiagnosticExplanation.yaml
        case .structure: DiagnosticExplanation.structure
        case .schemas: DiagnosticExplanation.schemas
        case .operations: DiagnosticExplanation.operations
        case .limits: DiagnosticExplanation.limits
        case .configuration: DiagnosticExplanation.configuration
        }
    }
}
