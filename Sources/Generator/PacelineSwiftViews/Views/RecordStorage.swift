import PacelineModel
package import PacelineTemplating

extension RecordView {
    /// A private struct that holds some properties of a wide record.
    package struct Part: TemplateView {
        let name: String
        /// The record's property that holds it.
        let property: String
        let properties: [Property]

        package static let fields: Fields = [
            "name": .init(\.name), "property": .init(\.property), "properties": .init(\.properties),
        ]
    }
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

    private(set) var properties: [RecordView.Property]
    private(set) var parts: [RecordView.Part] = []
    /// The parts' names by the properties that they hold.
    private var homes: [SwiftName: String] = [:]

    /// - Parameters:
    ///   - scope: The names of the record's members.
    ///   - types: The names of types that the properties use.
    init(_ properties: [RecordView.Property], scope: inout NameAssigner, types: @autoclosure () -> Set<String>) {
        self.properties = properties
        guard properties.count > Self.most else { return }
        var typeScope = NameAssigner(taken: types())
        for start in stride(from: 0, to: properties.count, by: Self.partSize) {
            let held = start..<min(start + Self.partSize, properties.count)
            let number = parts.count + 1
            let home = scope.assign(SwiftName("part\(number)")).bare
            let type = typeScope.assign(SwiftName("Part\(number)")).bare
            parts.append(RecordView.Part(name: type, property: home, properties: Array(properties[held])))
            for index in held {
                homes[properties[index].member] = home
                self.properties[index].path = self.path(to: properties[index].member)
            }
        }
    }

    /// The property, as code inside the record names it.
    func path(to member: SwiftName) -> String { homes[member].map { "\($0).\(member.bare)" } ?? member.inCoding }
}

extension SwiftName {
    /// The name as an argument's label, where one keyword alone needs backticks.
    var label: String { bare == "inout" ? description : bare }

    /// The property as `init(reading:)` and `write(to:)` name it: qualified where a parameter hides it.
    var inCoding: String { bare == "reader" || bare == "writer" ? "self.\(bare)" : description }
}

extension APINames {
    /// The names of the types that the properties of a record use.
    func typeNames(in record: Record) -> Set<String> {
        ReservedWords.typeNames.union(
            TypeDeclaration.record(record).references.compactMap(\.name).map { type($0).bare })
    }
}
