import PacelineDiagnostics

/// Where configurations lie: `NAME.paceline.yaml` or `paceline.yaml` beside the document, or with the ending `.yml`.
enum ConfigurationFile {
    private static let endings = ["yaml", "yml"]

    /// The paths at which a document's configuration may lie; the first that is there counts.
    static func candidates(for document: String) -> [String] {
        let folder = SourcePath.folder(of: document)
        return ["\(SourcePath.stem(of: document)).paceline", "paceline"].flatMap { name in
            endings.map { "\(folder)\(name).\($0)" }
        }
    }

    /// The name of the document that a configuration of this name is for, without its ending; nil for another file.
    static func document(of name: String) -> String? {
        for ending in endings {
            if name == "paceline.\(ending)" { return "openapi" }
            if name.hasSuffix(".paceline.\(ending)") { return String(name.dropLast(".paceline.\(ending)".count)) }
        }
        return nil
    }
}
