import PacelineModel
package import PacelineTemplating

/// A private struct that holds some properties of a wide record.
package struct RecordPart: TemplateView {
    let name: String
    /// The record's property that holds it.
    let property: String
    let conformances: String
    let members: String

    package static let fields: Fields = [
        "name": .init(\.name), "property": .init(\.property), "conformances": .init(\.conformances),
        "members": .init(\.members),
    ]
}

/// Where a record keeps its properties: in itself or, where these are many, in private parts behind computed
/// properties.
///
/// What an initialiser of many stored properties costs to compile grows with the cube of their number; in parts it
/// grows with the number (measured: 300 properties 6.9 s and 1.5 s, 600 properties 56 s and 3.1 s).
struct RecordStorage {
    /// The number of properties up to which a record keeps them itself, and what a part holds. With 96, three parts, it
    /// is 0.4 s either way.
    private static let most = 96
    private static let partSize = 32

    private(set) var fields: [RecordView.Field]
    private(set) var parts: [RecordPart] = []
    /// The parts' names by the properties that they hold.
    private var homes: [SwiftName: String] = [:]
    /// The lines of the memberwise initialiser, and of the one that reads.
    private(set) var assignments: [String]
    private(set) var readings: [String]

    /// - Parameters:
    ///   - scope: The names of the record's members.
    ///   - types: The names of types that the properties use.
    init(_ fields: [RecordView.Field], conformances: String, scope: inout NameAssigner, types: Set<String>) {
        self.fields = fields
        guard fields.count > Self.most else {
            assignments = fields.map { field in
                let isParameter = field.initial == field.member.description
                return "\(isParameter ? "self.\(field.member.bare)" : field.member.inCoding) = \(field.initial)"
            }
            readings = fields.map { "\($0.member.inCoding) = \($0.reading)" }
            return
        }
        assignments = []
        readings = []
        var typeScope = NameAssigner(taken: types)
        for start in stride(from: 0, to: fields.count, by: Self.partSize) {
            let held = start..<min(start + Self.partSize, fields.count)
            let number = parts.count + 1
            let property = scope.assign(SwiftName("part\(number)")).bare
            let type = typeScope.assign(SwiftName("Part\(number)")).bare
            func made(_ value: (RecordView.Field) -> String) -> String {
                let arguments = fields[held].map { "\($0.member.label): \(value($0))" }
                return Signature.expression("\(property) = \(type)(", arguments, ")", depth: 12)
            }
            assignments.append(made(\.initial))
            readings.append(made(\.reading))
            parts.append(
                RecordPart(
                    name: type, property: property, conformances: "Sendable" + conformances,
                    members: fields[held].map { "\($0.wrapper)var \($0.declaration)" }.lines(depth: 12)))
            for index in held {
                homes[fields[index].member] = property
                self.fields[index].compute(from: path(to: fields[index].member))
            }
        }
    }

    /// The property, as code inside the record names it.
    func path(to member: SwiftName) -> String { homes[member].map { "\($0).\(member.bare)" } ?? member.inCoding }
}

extension RecordView.Field {
    /// Makes a computed property of a stored one.
    fileprivate mutating func compute(from path: String) {
        let isConstant = modifiers.hasSuffix("let")
        modifiers = modifiers.dropFirst(wrapper.count).dropLast(3) + "var"
        if isConstant {
            accessors = " { \(path) }"
            return
        }
        accessors = " {\n            get { \(path) }\n            set { \(path) = newValue }\n        }"
    }
}

extension SwiftName {
    /// The name as an argument's label, where one keyword alone needs backticks.
    fileprivate var label: String { bare == "inout" ? description : bare }

    /// The property as `init(reading:)` and `write(to:)` name it: qualified where a parameter hides it.
    fileprivate var inCoding: String { bare == "reader" || bare == "writer" ? "self.\(bare)" : description }
}

extension APINames {
    /// The names of the types that the properties of a record use.
    func typeNames(in record: Record) -> Set<String> {
        ReservedWords.typeNames.union(
            TypeDeclaration.record(record).references.compactMap(\.name).map { type($0).bare })
    }
}
