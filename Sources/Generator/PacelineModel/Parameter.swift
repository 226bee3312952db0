/// A parameter of an operation.
package struct Parameter: Hashable, Sendable {
    package enum Location: String, Hashable, Sendable { case path, query, header, cookie }

    /// Who supplies the value.
    package enum Source: Hashable, Sendable {
        case caller
        /// The client, from the client parameter of that name.
        case client(String)
        /// Nobody: the call always sends this value.
        case constant(Sample)
    }

    /// The name on the wire.
    package var name: String
    package var location: Location
    package var type: TypeReference
    package var isRequired: Bool
    package var source: Source
    package var serialization: Serialization
    /// What the server takes when the parameter is absent.
    package var defaultValue: Sample?
    package var description: String
    /// What the schema asks of the value.
    package var constraints: [Constraint]
    package var isDeprecated: Bool
    package var example: Sample?

    package init(
        name: String, location: Location, type: TypeReference, isRequired: Bool, source: Source = .caller,
        serialization: Serialization? = nil, defaultValue: Sample? = nil, description: String = "",
        constraints: [Constraint] = [], isDeprecated: Bool = false, example: Sample? = nil
    ) {
        self.name = name
        self.location = location
        self.type = type
        self.isRequired = isRequired
        self.source = source
        self.serialization = serialization ?? .default(in: location)
        self.defaultValue = defaultValue
        self.description = description
        self.constraints = constraints
        self.isDeprecated = isDeprecated
        self.example = example
    }
}

/// How a value becomes text in a parameter or in a field of a form (OpenAPI 3.1, section 4.8.12.3).
package struct Serialization: Hashable, Sendable {
    package enum Style: String, Hashable, Sendable {
        case simple, label, matrix, form, spaceDelimited, pipeDelimited, deepObject
        /// The value's JSON (`content`).
        case json
    }

    package var style: Style
    /// Whether each element or member of the value stands for itself.
    package var explode: Bool
    /// Reserved characters stay as they are (RFC 6570, section 3.2.3).
    package var allowsReserved: Bool
    /// An empty list is sent as an empty value (`allowEmptyValue`), else not at all.
    package var sendsEmpty: Bool

    package init(style: Style, explode: Bool, allowsReserved: Bool = false, sendsEmpty: Bool = false) {
        self.style = style
        self.explode = explode
        self.allowsReserved = allowsReserved
        self.sendsEmpty = sendsEmpty
    }

    /// What holds where the document says nothing.
    package static func `default`(in location: Parameter.Location) -> Serialization {
        switch location {
        case .path, .header: Serialization(style: .simple, explode: false)
        case .query, .cookie: Serialization(style: .form, explode: true)
        }
    }
}
