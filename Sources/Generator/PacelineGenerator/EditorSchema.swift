import PacelineDocument

/// A file that Paceline reads and for which it has a schema.
package enum EditorSchema: String, CaseIterable, Sendable {
    /// `paceline.yaml`.
    case configuration
    /// A document with `x-rate-limits`, or a limits file.
    case limits

    /// The JSON Schema, printed from the shape against which the file is read.
    package var text: String {
        switch self {
        case .configuration:
            ShapeSchema.text(Configuration.shape, id: "urn:paceline:configuration", title: "Paceline configuration")
        case .limits: RateLimitSchema.text
        }
    }

    /// The committed file.
    package var file: String {
        switch self {
        case .configuration: "Specs/schema/paceline.schema.json"
        case .limits: "Specs/schema/x-rate-limits.schema.json"
        }
    }
}
