package import PacelineDiagnostics

/// One document's way from its file to the folder of its client: what is done once, for every document of a package, or
/// after every edit.
package struct Job: Hashable, Sendable {
    /// The path of the OpenAPI document.
    package var document: String
    /// The path of the configuration; nil takes the one beside the document, where there is one.
    package var configuration: String?
    /// The folder for the generated files; it overrides the configuration's `output`.
    package var output: String?
    /// The path of the file that declares the limits; it overrides the configuration's `limits`.
    package var limits: String?
    /// The folder with templates of the user's own; it overrides the configuration's `templates`.
    package var templates: String?
    /// The folders below which files may be read, besides those of the document, of `configuration`, of `limits` and of
    /// `templates`.
    package var folders: [String] = []
    /// The only files that may be read, since a build knows no others; nil for a run by itself.
    package var listedInputs: [String]?
    /// What overrides the configuration.
    package var options: Pipeline.Options
    /// Whether what is lost counts as an error.
    package var isStrict: Bool
    /// Whether every diagnostic is printed, not only the first of a kind and the weightiest.
    package var showsAll = false

    package init(
        document: String, configuration: String? = nil, output: String? = nil, limits: String? = nil,
        options: Pipeline.Options = Pipeline.Options(), isStrict: Bool = false
    ) {
        self.document = document
        self.configuration = configuration
        self.output = output
        self.limits = limits
        self.options = options
        self.isStrict = isStrict
    }

    /// What keeps a job from being begun.
    package enum Failure: Error, Hashable, CustomStringConvertible {
        /// The file at this path is not read.
        case unreadable(String, SourceProblem)
        /// Neither the job nor its configuration names a folder for the files.
        case noOutput

        package var description: String {
            switch self {
            case .unreadable(let path, let problem):
                "The file \(path) \(problem.reason).\(problem.hint.map { " To mend it: \($0)." } ?? "")"
            case .noOutput: "Give --output, or name an `output` in the configuration."
            }
        }
    }

    /// What came of a job.
    package struct Result: Hashable, Sendable {
        /// What there is to say about document and configuration, with places; empty when nothing.
        package var diagnostics: String
        package var outcome: Outcome
        /// The files whose contents decide the result, with their stamps from before they were read. Not all of them
        /// need to be there.
        package var inputs: [SourceReader.Request]
    }

    package enum Outcome: Hashable, Sendable {
        /// The document or its configuration has errors; nothing was written.
        case invalid
        /// The files are in the folder.
        case written(OutputSink.Report, folder: String)
        /// The file system refused, for this reason.
        case unwritable(String, folder: String)
        /// The names of the files that differ from what would be generated; none when all is as it should be.
        case checked([String], folder: String)
    }

    /// The files that are known to decide the result before any is read.
    package var inputs: [String] {
        [document] + (configuration.map { [$0] } ?? ConfigurationFile.candidates(for: document))
            + (limits.map { [$0] } ?? [])
    }

    /// Generates, and writes the files or, with `check`, only compares them.
    package func run(check: Bool = false) throws(Failure) -> Result { try PreparedJob(self).run(check: check) }
}
