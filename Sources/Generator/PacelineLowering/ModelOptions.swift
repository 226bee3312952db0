package import PacelineDiagnostics
package import PacelineDocument

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

    /// The name of a type, and the places whose enumerations it stands for.
    package struct SharedEnumeration: Sendable {
        package var name: LocatedText
        package var places: [LocatedText]

        package init(name: LocatedText, places: [LocatedText]) {
            self.name = name
            self.places = places
        }
    }

    /// nil where everything is generated.
    package var filter: Filter?
    /// The schemas of `components` for which types of the user's own stand.
    package var externalSchemas: [LocatedText] = []
    /// Likewise the formats.
    package var externalFormats: [LocatedText] = []
    /// The enumerations at several places of the document that are one type.
    package var sharedEnumerations: [SharedEnumeration] = []
    /// The enumerations that take no other values.
    package var closedEnumerations = NameSelection.named([])
    /// How the pages of many lists follow one another; nil where each operation says it.
    package var pagination: PaginationConvention?
    /// Whether the paths of a document without tags make its groups.
    package var groupsByPath = true
    /// Whether dates in another form than RFC 3339's are decoding errors.
    package var datesAreStrict = false

    package init() {}
}
