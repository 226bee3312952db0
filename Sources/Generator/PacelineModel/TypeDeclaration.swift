/// A named type.
package enum TypeDeclaration: Sendable {
    case record(Record)
    case enumeration(Enumeration)
    case union(Union)

    package var id: TypeID {
        switch self {
        case .record(let record): record.id
        case .enumeration(let enumeration): enumeration.id
        case .union(let union): union.id
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
    /// ignored and not sent.
    package var additional: TypeReference?
    /// What the schema asks of the object as a whole.
    package var constraints: [Constraint]
    package var example: Sample?

    package init(
        id: TypeID, description: String = "", isDeprecated: Bool = false, properties: [Property],
        additional: TypeReference? = nil, constraints: [Constraint] = [], example: Sample? = nil
    ) {
        self.id = id
        self.description = description
        self.isDeprecated = isDeprecated
        self.properties = properties
        self.additional = additional
        self.constraints = constraints
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
    /// What the schema asks of the value.
    package var constraints: [Constraint]
    package var isDeprecated: Bool
    package var example: Sample?
    /// The value that is always sent and that nobody is asked for; nil where the value is the caller's.
    package var constant: Sample?
    /// The one value that the schema allows (`const`, an `enum` of one): the caller need not name it. A server may
    /// still send another.
    package var onlyValue: Sample?
    /// Whether the property tells the type apart in unions, always by `onlyValue`: then it is not the caller's.
    package var isTag = false
    /// The `format` of a text whose type does not express it.
    package var format: String?
    /// Whether the key may be absent and the value may be null, which are two things then.
    package var tellsNullFromAbsent: Bool { !isRequired && type.isNullable }

    package init(
        name: String, type: TypeReference, isRequired: Bool, description: String = "",
        constraints: [Constraint] = [], isDeprecated: Bool = false, example: Sample? = nil, constant: Sample? = nil,
        onlyValue: Sample? = nil, format: String? = nil
    ) {
        self.name = name
        self.type = type
        self.isRequired = isRequired
        self.description = description
        self.constraints = constraints
        self.isDeprecated = isDeprecated
        self.example = example
        self.constant = constant
        self.onlyValue = onlyValue
        self.format = format
    }
}

/// A string or an integer with known values; a server may send others unless it is closed.
package struct Enumeration: Sendable {
    /// What the values are in JSON.
    package enum RawType: Sendable { case string, integer }

    package var id: TypeID
    package var description: String
    package var isDeprecated: Bool
    package var rawType: RawType
    /// The known values in document order, without repeats; integers in decimal digits.
    package var values: [String]
    /// The document's own names for the values, in their order; empty where it has none.
    package var names: [String]
    /// What the document says of each value, in their order; empty where it says nothing.
    package var notes: [String]
    /// Whether other values are mistakes: asked for by the configuration, never by the document.
    package var isClosed: Bool

    package init(
        id: TypeID, description: String = "", isDeprecated: Bool = false, rawType: RawType = .string,
        values: [String], names: [String] = [], notes: [String] = [], isClosed: Bool = false
    ) {
        self.id = id
        self.description = description
        self.isDeprecated = isDeprecated
        self.rawType = rawType
        self.values = values
        self.names = names
        self.notes = notes
        self.isClosed = isClosed
    }

    /// A value as JSON.
    package func sample(of value: String) -> Sample { rawType == .string ? .string(value) : .number(value) }
}

/// One of several types (`oneOf`, `anyOf`).
package struct Union: Sendable {
    package struct Alternative: Sendable {
        /// The alternative's own name, in the document's words.
        package var name: String
        package var type: TypeReference
        /// The discriminator's values that select it, numbers and booleans in JSON's notation; empty when the shape
        /// does.
        package var tags: [String]
        /// Whether the tags are texts; else they are numbers and Booleans.
        package var hasTextTags = true
        /// What its values look like: one of these.
        package var shapes: [ValueShape]

        package init(name: String, type: TypeReference, tags: [String] = [], shapes: [ValueShape] = []) {
            self.name = name
            self.type = type
            self.tags = tags
            self.shapes = shapes
        }

        /// A tag as JSON.
        package func sample(of tag: String) -> Sample {
            if hasTextTags { return .string(tag) }
            return Bool(tag).map(Sample.boolean) ?? .number(tag)
        }
    }

    package var id: TypeID
    package var description: String
    package var isDeprecated: Bool
    /// The property that tells the alternatives apart, named by the document or found; nil when their shapes do.
    package var discriminator: String?
    /// Whether each alternative has tags and its values cannot be without one; else the shapes tell the rest apart.
    package var isAlwaysTagged = false
    package var alternatives: [Alternative]

    /// Whether each alternative has kinds of JSON values that no other has.
    package var isToldByKind: Bool {
        let kinds = alternatives.map { Set($0.shapes.map(\.kind)) }.joined()
        return discriminator == nil && Set(kinds).count == kinds.count && !kinds.contains(nil)
    }

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
