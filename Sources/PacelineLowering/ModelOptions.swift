package import PacelineDiagnostics
package import PacelineDocument
package import PacelineModel

/// What the configuration decides about operations and types.
package struct ModelOptions: Sendable {
    /// Which operations are generated.
    package struct Filter: Sendable {
        /// Any of the selectors will do; nil for all operations.
        package var include: [OperationSelector]?
        /// Those that are left out although they are included.
        package var exclude: [OperationSelector]?
        package var location: SourceLocation

        package init(location: SourceLocation) { self.location = location }
    }

    /// A type of the user's own in place of a schema or a format.
    package struct Override: Sendable {
        /// The schema's name in `components`, or the format.
        package var name: LocatedText
        package var swift: String
        package var module: String?

        package init(name: LocatedText, swift: String, module: String?) {
            self.name = name
            self.swift = swift
            self.module = module
        }
    }

    /// All types, or those of these names.
    package enum Types: Sendable {
        case all
        case named([LocatedText])
    }

    /// nil where everything is generated.
    package var filter: Filter?
    package var schemas: [Override] = []
    package var formats: [Override] = []
    /// The enumerations that take no other values.
    package var closedEnumerations = Types.named([])
    package var conformances: [Conformance: Types] = [:]
    /// Whether dates in another form than RFC 3339's are decoding errors.
    package var datesAreStrict = false

    package init() {}
}
