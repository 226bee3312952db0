/// What a schema asks of a value beyond its type (JSON Schema Validation, section 6).
package enum Constraint: Hashable, Sendable {
    /// The one value that is allowed: a string's text, or the JSON of another scalar.
    case constant(String)
    /// The smallest and the largest number; at least one of them is there.
    case range(Bound?, Bound?)
    /// The least and the most characters.
    case length(Int?, Int?)
    /// The least and the most items of an array.
    case itemCount(Int?, Int?)
    /// The least and the most properties of an object.
    case propertyCount(Int?, Int?)
    /// Some items match a schema of their own (`contains`).
    case contains
    case uniqueItems
    /// A regular expression (ECMA-262).
    case pattern(String)
    case multipleOf(Double)
    /// What the server takes when the value is absent.
    case defaultValue(String)
    /// A `format` that the type does not express.
    case format(String)
    /// A regular expression that the names of all properties match.
    case propertyNames(String)
    /// A regular expression for the names of properties that have a schema of their own.
    case patternProperties(String)
    /// The keywords that make conditions between properties.
    case conditions([String])

    /// An end of a range.
    package struct Bound: Hashable, Sendable {
        package var value: Double
        /// Whether the value itself is outside.
        package var isExclusive: Bool

        package init(_ value: Double, isExclusive: Bool) {
            self.value = value
            self.isExclusive = isExclusive
        }
    }
}
