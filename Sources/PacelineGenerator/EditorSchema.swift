import PacelineDocument

/// A file that Paceline reads and for which it has a schema.
package enum EditorSchema: String, CaseIterable, Sendable {
    /// `paceline.yaml`.
    case configuration

    /// The JSON Schema, printed from the shape against which the file is read.
    package var text: String {
        switch self {
        case .configuration:
            ShapeSchema.text(Configuration.shape, id: "urn:paceline:configuration", title: "Paceline configuration")
        }
    }
}
