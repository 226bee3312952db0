/// What can be seen of a JSON value before it is read: by it the alternatives of a choice are told apart.
package indirect enum ValueShape: Hashable, Sendable {
    case anything
    case null
    /// One of the given values, or any where none are given.
    case boolean([String])
    /// One of the given values in decimal digits, or any whole number where none are given.
    case integer([String])
    case number
    /// One of the given values, or any where none are given.
    case string([String])
    /// RFC 3339 `date-time`.
    case dateTime
    /// RFC 3339 `full-date`.
    case date
    /// Each element has one of the shapes; any where none are given.
    case array([ValueShape])
    /// The members that count, in document order; others may be there.
    case object([Member])

    package struct Member: Hashable, Sendable {
        package var name: String
        package var isRequired: Bool
        /// The value has one of these.
        package var shapes: [ValueShape]

        package init(name: String, isRequired: Bool, shapes: [ValueShape]) {
            self.name = name
            self.isRequired = isRequired
            self.shapes = shapes
        }
    }

    /// The six kinds of value of RFC 8259.
    package enum Kind: String, Sendable { case null, boolean, number, string, array, object }

    /// The kind of such values, nil where it can be any.
    package var kind: Kind? {
        switch self {
        case .anything: nil
        case .null: .null
        case .boolean: .boolean
        case .integer, .number: .number
        case .string, .dateTime, .date: .string
        case .array: .array
        case .object: .object
        }
    }
}
