/// The name by which a named type is known in the Model: unique in the API, in the document's own words.
package struct TypeID: Hashable, Sendable {
    package var name: String

    package init(_ name: String) { self.name = name }
}

/// The use of a type. Whether a value may be absent is said by who holds it (a property, a parameter).
package indirect enum TypeReference: Hashable, Sendable {
    case string
    case boolean
    /// Integer of the platform's word, at least 64 bits where the document does not say.
    case integer
    case int32
    case int64
    /// An integer of 64 bits without a sign.
    case uint64
    case float
    case double
    /// A decimal fraction of up to 38 digits, kept exactly.
    case decimal
    /// Bytes as a text in Base64 (RFC 4648).
    case base64
    /// RFC 3339 `date-time`.
    case dateTime
    /// RFC 3339 `full-date`.
    case date
    /// Any JSON value.
    case json
    case array(TypeReference)
    /// An object with free keys and values of one type.
    case map(TypeReference)
    /// A value that may be `null`.
    case nullable(TypeReference)
    case named(TypeID)

    /// Whether the value may be `null`.
    package var isNullable: Bool {
        if case .nullable = self { true } else { false }
    }

    /// The type of the value when it is not null.
    package var nonNull: TypeReference {
        if case .nullable(let inner) = self { inner.nonNull } else { self }
    }
}
