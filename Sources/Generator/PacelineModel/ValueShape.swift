/// What can be seen of a JSON value before it is read: by it the alternatives of a union are told apart.
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
    /// An integer, most likely one of the given values: a server may send others.
    case openInteger([String])
    /// A string, most likely one of the given values: a server may send others.
    case openString([String])
    /// RFC 3339 `date-time`.
    case dateTime
    /// RFC 3339 `full-date`.
    case date
    /// A string of that format and of no other.
    case format(Format)
    /// A string, most likely of that format: documents are not always exact.
    case openFormat(Format)
    /// Each element has one of the shapes; any where none are given.
    case array([ValueShape])
    /// The members that count, in document order. Others may be there: each has one of the shapes, or any where none
    /// are given.
    case object([Member], others: [ValueShape] = [])

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

    /// The formats of texts by which alternatives are told apart, as the runtime calls them.
    package enum Format: String, Sendable {
        case uuid, uri, email, ipv4, ipv6, base64

        /// The format by its name in documents.
        package init?(name: String) {
            switch name {
            case "byte", "base64": self = .base64
            case "iri", "url": self = .uri
            case "idn-email": self = .email
            case "uuid", "uri", "email", "ipv4", "ipv6": self.init(rawValue: name)
            default: return nil
            }
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
        case .integer, .openInteger, .number: .number
        case .string, .openString, .dateTime, .date, .format, .openFormat: .string
        case .array: .array
        case .object: .object
        }
    }
}
