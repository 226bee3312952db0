/// A body with its media type.
package struct Payload: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        /// JSON of the given type.
        case json(TypeReference)
        /// Text as it stands.
        case text
        /// Bytes as they stand.
        case bytes
        /// Fields of a form (`application/x-www-form-urlencoded`), one for each member of the type. The fields that are
        /// not written by the style `form`, exploded, are listed.
        case form(TypeReference, [String: Serialization])
        /// A body of these parts (RFC 2046, section 5.1; RFC 7578), and of others where it is open.
        case multipart([Part], isOpen: Bool)
        /// A form whose parts the document leaves open.
        case anyParts
        /// Values that follow each other as they come up.
        case stream(ValueSequence)
    }

    /// A part of a body of several parts.
    package struct Part: Hashable, Sendable {
        package enum Kind: Hashable, Sendable {
            /// A file of the given media type.
            case file(mediaType: String)
            /// Any number of files, each a part of its own.
            case files(mediaType: String)
            /// A file of the given media type, or a value in its place; any number of them where it is a list.
            case fileOr(TypeReference, isList: Bool, mediaType: String)
            /// A single value as text.
            case value(TypeReference)
            /// A value of any shape: its elements are parts of their own, an object is JSON, all else is text. The
            /// media type is named where the document does.
            case structure(TypeReference, mediaType: String?)
            /// A value in a style of parameters (OpenAPI 3.1, section 4.8.15.1).
            case styled(TypeReference, Serialization)
        }

        /// The name on the wire.
        package var name: String
        package var kind: Kind
        package var isRequired: Bool
        package var description: String
        /// What the schema asks of the value.
        package var constraints: [Constraint]

        package init(
            name: String, kind: Kind, isRequired: Bool, description: String = "", constraints: [Constraint] = []
        ) {
            self.name = name
            self.kind = kind
            self.isRequired = isRequired
            self.description = description
            self.constraints = constraints
        }
    }

    /// The media type as written, such as `application/json`; it may be a range, such as `image/*`.
    package var mediaType: String
    /// The other media types under which the same content can be sent.
    package var otherMediaTypes: [String]
    package var content: Content
    package var isRequired: Bool
    package var description: String
    package var example: Sample?
    /// Members that the call adds to an object of JSON, and the caller does not see.
    package var constants: [Sample.Member] = []

    package init(
        mediaType: String, otherMediaTypes: [String] = [], content: Content, isRequired: Bool = true,
        description: String = "", example: Sample? = nil
    ) {
        self.mediaType = mediaType
        self.otherMediaTypes = otherMediaTypes
        self.content = content
        self.isRequired = isRequired
        self.description = description
        self.example = example
    }
}
