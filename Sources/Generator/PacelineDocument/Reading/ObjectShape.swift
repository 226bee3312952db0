/// What an object of the specification may hold, for the reader to check a node against.
package struct ObjectShape: Sendable {
    /// With its article, for messages: "an operation".
    let name: String
    let fields: [Field]
    /// What becomes of an object without a required member, for messages: " and is left out".
    let ifIncomplete: String
    private let positions: [String: Int]

    init(_ name: String, ifIncomplete: String = "", _ fields: [Field]) {
        self.name = name
        self.fields = fields
        self.ifIncomplete = ifIncomplete
        positions = Dictionary(uniqueKeysWithValues: fields.enumerated().map { ($1.name, $0) })
    }

    /// The field of the given name.
    subscript(name: String) -> Field? { positions[name].map { fields[$0] } }

    /// A fixed field of an object.
    struct Field: Sendable {
        let name: String
        let type: FieldType
        var isRequired = false
        /// The versions of OpenAPI that know the member.
        var versions = Versions.all
        /// Why the member is skipped for now ("links between operations"); nil when it is supported.
        var unsupported: String?
        /// Whether nothing of the API is lost where the member is skipped.
        var isRemark = false

        static func required(_ name: String, _ type: FieldType) -> Field {
            Field(name: name, type: type, isRequired: true)
        }

        static func optional(_ name: String, _ type: FieldType, in versions: Versions = .all) -> Field {
            Field(name: name, type: type, versions: versions)
        }

        /// Valid, but named in a warning and skipped.
        static func unsupported(_ name: String, _ what: String, isRemark: Bool = false) -> Field {
            Field(name: name, type: .any, unsupported: what, isRemark: isRemark)
        }

        /// A member of OpenAPI 3.2 without which nothing of the API is lost.
        static func laterRemark(_ name: String) -> Field {
            Field(name: name, type: .any, versions: .v32, isRemark: true)
        }
    }

    /// The versions of OpenAPI that know a field.
    enum Versions: Sendable {
        case all
        /// 3.0 only.
        case v30
        /// Since 3.1.
        case v31
        /// Since 3.2, which is not supported.
        case v32
    }
}

/// What the value of a field must be.
indirect enum FieldType: Sendable {
    case any
    case text, boolean, integer, number
    /// An integer of at least 0.
    case count
    /// A number above 0.
    case positive
    /// A regular expression of ECMA-262.
    case pattern
    /// A text out of a closed set.
    case word([String])
    /// `type` of a schema.
    case textOrTexts
    /// `exclusiveMinimum`: a flag in 3.0, a bound since 3.1.
    case booleanOrNumber
    case texts
    case list(FieldType)
    /// A map with names of the author's choice.
    case map(FieldType)
    /// A map whose names have a form, and which may hold extensions.
    case patterned(KeyForm, FieldType)
    case object(any SpecObject.Type)
    /// The object or a Reference Object.
    case reference(or: any SpecObject.Type)
    /// A schema: an object, or true or false.
    case schema

    /// The form of a patterned key.
    enum KeyForm: Sendable { case path, status, mediaType, pattern }
}
