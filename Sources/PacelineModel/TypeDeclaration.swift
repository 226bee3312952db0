/// A named type.
package enum TypeDeclaration: Sendable {
    case record(Record)
    case enumeration(Enumeration)
    case choice(Choice)

    package var id: TypeID {
        switch self {
        case .record(let record): record.id
        case .enumeration(let enumeration): enumeration.id
        case .choice(let choice): choice.id
        }
    }
}

/// An object with declared properties.
package struct Record: Sendable {
    package var id: TypeID
    /// `title`, where it says more than the name, and `description`.
    package var description: String
    package var isDeprecated: Bool
    package var properties: [Property]
    /// The type of the values under undeclared keys; nil when the document does not name them, in which case they are
    /// read over and not sent.
    package var additional: TypeReference?
    package var example: Sample?

    package init(
        id: TypeID, description: String = "", isDeprecated: Bool = false, properties: [Property],
        additional: TypeReference? = nil, example: Sample? = nil
    ) {
        self.id = id
        self.description = description
        self.isDeprecated = isDeprecated
        self.properties = properties
        self.additional = additional
        self.example = example
    }
}

/// A declared property of a record.
package struct Property: Sendable {
    /// The key on the wire.
    package var name: String
    package var type: TypeReference
    package var isRequired: Bool
    package var description: String
    /// What the schema asks of the value, in words ("1 to 50", "at most 200 characters"); empty when nothing.
    package var constraints: String
    package var isDeprecated: Bool
    /// The value is held behind a reference: it closes a cycle, or the record would grow past what compiles cheaply.
    package var isBoxed: Bool
    package var example: Sample?
    /// The value that is always sent and that nobody is asked for; nil where the value is the caller's.
    package var constant: Sample?

    package init(
        name: String, type: TypeReference, isRequired: Bool, description: String = "", constraints: String = "",
        isDeprecated: Bool = false, isBoxed: Bool = false, example: Sample? = nil, constant: Sample? = nil
    ) {
        self.name = name
        self.type = type
        self.isRequired = isRequired
        self.description = description
        self.constraints = constraints
        self.isDeprecated = isDeprecated
        self.isBoxed = isBoxed
        self.example = example
        self.constant = constant
    }
}

/// A string with known values; a server may send others.
package struct Enumeration: Sendable {
    package var id: TypeID
    package var description: String
    package var isDeprecated: Bool
    /// The known values in document order, without repeats.
    package var values: [String]

    package init(id: TypeID, description: String = "", isDeprecated: Bool = false, values: [String]) {
        self.id = id
        self.description = description
        self.isDeprecated = isDeprecated
        self.values = values
    }
}

/// One of several types (`oneOf`, `anyOf`).
package struct Choice: Sendable {
    package struct Alternative: Sendable {
        /// The alternative's own name, in the document's words.
        package var name: String
        package var type: TypeReference
        /// The discriminator's values that select it; empty when the JSON kind does.
        package var tags: [String]

        package init(name: String, type: TypeReference, tags: [String] = []) {
            self.name = name
            self.type = type
            self.tags = tags
        }
    }

    package var id: TypeID
    package var description: String
    package var isDeprecated: Bool
    /// The property that tells the alternatives apart; nil when each has a JSON kind of its own.
    package var discriminator: String?
    package var alternatives: [Alternative]

    package init(
        id: TypeID, description: String = "", isDeprecated: Bool = false, discriminator: String? = nil,
        alternatives: [Alternative]
    ) {
        self.id = id
        self.description = description
        self.isDeprecated = isDeprecated
        self.discriminator = discriminator
        self.alternatives = alternatives
    }
}

/// An example or default value of the document.
package indirect enum Sample: Hashable, Sendable {
    case null
    case boolean(Bool)
    /// A number in JSON's own notation.
    case number(String)
    case string(String)
    case array([Sample])
    /// Members in document order.
    case object([Member])

    package struct Member: Hashable, Sendable {
        package var name: String
        package var value: Sample

        package init(name: String, value: Sample) {
            self.name = name
            self.value = value
        }
    }
}
