package import PacelineDiagnostics

/// What a value of one of our own languages may be. The declarations of limits and the configurations are read against
/// it, and the schemas for editors are printed from it.
///
/// Where OpenAPI's own objects are read leniently (`ObjectShape`), here all that does not fit is an error: whoever
/// wrote it meant Paceline.
package indirect enum Shape: Sendable {
    /// What others read.
    case any
    case text
    /// A text of a form.
    case form(TextForm)
    /// One of these words.
    case word([String])
    /// A scalar of any type whose text has a form.
    case scalar(TextForm)
    case flag
    case number
    /// An integer in a range.
    case integer(ClosedRange<Int64>)
    /// A number of units that can be counted: from a millionth to 10¹², or 0 where it need not be positive.
    case quantity(isPositive: Bool = false)
    /// A length of time: seconds as a number, or digits with a unit; perhaps none.
    case duration(allowsZero: Bool)
    /// A list with at least one element.
    case list(Shape)
    /// A list that may be empty; whether it may hold a value twice is for others to report, and for editors.
    case anyList(Shape, isUnique: Bool = false)
    /// A value, or a list with at least one of them.
    case oneOrMore(Shape)
    /// A mapping with keys of the author's choice, whose form may be prescribed.
    case mapping(keys: TextForm? = nil, Shape, isNotEmpty: Bool = false)
    /// A mapping with fixed members.
    case members(MappingShape)
    /// Any of these, which are told apart by the kind of the value.
    case either([Shape])
    /// The same, or nothing.
    case nullable(Shape)
}

/// A mapping with fixed members.
package struct MappingShape: Sendable {
    /// With its article, for messages: "a selector".
    package let name: String
    /// What it is, for editors.
    package let summary: String
    package let members: [Member]
    /// The kind of mistake that it is to have no member; nil where there need be none.
    let ifEmpty: DiagnosticCode?
    /// Members that do not make it less empty.
    let asides: Set<String>
    /// Whether members that begin with `x-` are left to others.
    package let allowsExtensions: Bool
    /// What members that begin with `$` are: the form of their keys and of their values.
    let expressions: (key: TextForm, value: @Sendable () -> Shape)?
    /// What to write where a text stands in its place.
    let hint: (@Sendable (String) -> String)?
    /// What else can be said of the mapping to editors: members of a JSON Schema.
    let rules: SchemaJSON

    package init(
        _ name: String, _ summary: String, ifEmpty: DiagnosticCode? = nil, asides: Set<String> = [],
        allowsExtensions: Bool = false,
        expressions: (key: TextForm, value: @Sendable () -> Shape)? = nil,
        hint: (@Sendable (String) -> String)? = nil, rules: SchemaJSON = [:], _ members: [Member]
    ) {
        self.name = name
        self.summary = summary
        self.members = members
        self.ifEmpty = ifEmpty
        self.asides = asides
        self.expressions = expressions
        self.allowsExtensions = allowsExtensions
        self.hint = hint
        self.rules = rules
    }

    package init(_ name: String, _ members: [Member]) { self.init(name, "", members) }

    subscript(name: String) -> Member? { members.first { $0.name == name } }

    /// A member of a mapping.
    package struct Member: Sendable {
        package let name: String
        /// A closure, since selectors hold selectors.
        package let shape: @Sendable () -> Shape
        /// What it decides, for editors.
        package let summary: String
        package var isRequired = false
        /// Whether it can be used, and not only belongs to the language.
        package var isSupported = true

        package static func required(
            _ name: String, _ shape: @autoclosure @escaping @Sendable () -> Shape, _ summary: String
        ) -> Member {
            Member(name: name, shape: shape, summary: summary, isRequired: true)
        }

        package static func optional(
            _ name: String, _ shape: @autoclosure @escaping @Sendable () -> Shape, _ summary: String
        ) -> Member {
            Member(name: name, shape: shape, summary: summary)
        }

        /// A member of the language that cannot be used yet.
        package static func unsupported(_ name: String) -> Member {
            Member(name: name, shape: { .text }, summary: "", isSupported: false)
        }
    }
}
