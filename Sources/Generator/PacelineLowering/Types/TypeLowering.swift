import PacelineDiagnostics
import PacelineDocument
import PacelineModel
import PacelineYAML

/// Schemas to types: what has been decided of the schemas that were asked for, and what went wrong.
///
/// Its inputs are the document's schemas and what the configuration says of types; it knows no operations.
struct TypeLowering {
    let document: Document
    let options: ModelOptions
    var diagnostics: DiagnosticSink
    var table: TypeTable
    let mergedSchemas = MergedSchemas()
    /// The names of the schemas of `components`.
    let componentNames: [Schema: String]
    /// The titles that are names.
    let titles: SchemaTitles
    /// The schemas of `components` in which others stand.
    let homes: SchemaHomes
    /// The schemas of `components` that join another one by `allOf`, by that one.
    let children: [Schema: [Schema]]
    /// How many schemas are being decided inside one another.
    var depth = 0
    /// How many of them are records.
    var recordDepth = 0
    /// The records whose names are taken and whose properties are yet to be decided.
    var pendingRecords: [PendingRecord] = []
    /// The types that the configuration names in place of the document's, in order of first use.
    var externalTypes: [ExternalType] = []
    /// Their ids.
    var externalIDs: [ExternalType.Origin: TypeID] = [:]
    /// The enumerations that are one type at several places.
    var shared: SharedEnumerations
    /// The enumerations whose schemas allow other values besides those that they name.
    var extensible: Set<TypeID> = []
    /// Where the alternatives of unions stand in the document, in their order.
    var alternativePlaces: [TypeID: [SourceLocation]] = [:]
    /// What the records of schemas require and do not declare, and what is declared where schemas are joined.
    var undeclared = Undeclared()
    /// How many members of alternatives have been compared.
    var comparisons = 0
    /// The schemas of which it is known that null is, or is not, a value.
    let nullability = Nullability()
    /// The examples, with the types of what they show.
    var examples: [(node: Node, type: TypeReference)] = []

    init(document: Document, options: ModelOptions, diagnostics: DiagnosticSink) {
        self.document = document
        self.options = options
        self.diagnostics = diagnostics
        componentNames = Dictionary(
            document.components.schemas.map { ($0.value, $0.name) }, uniquingKeysWith: { first, _ in first })
        let ownNames = Set(document.components.schemas.map(\.name))
        shared = SharedEnumerations(options.sharedEnumerations)
        table = TypeTable(reserving: ownNames.union(options.sharedEnumerations.map(\.name.text)))
        titles = SchemaTitles(document)
        homes = SchemaHomes(document)
        children = Self.children(in: document)
    }

    /// Decides the schemas of `components`, before those that have no name of their own.
    mutating func lowerComponents() {
        for schema in document.components.schemas { lower(schema.value, named: schema.name) }
    }

    /// The types, once all that uses them is known.
    mutating func declarations(for uses: TypeUses, isFiltered: Bool) -> [TypeDeclaration] {
        reportUnusedOverrides()
        reportUnknownPlaces()
        table.dropReplaced(keeping: uses.all)
        if isFiltered { table.keep(only: uses.all) }
        var declarations = table.declarations
        closeEnumerations(in: &declarations)
        openEndlessCycles(in: &declarations)
        tellAlternativesApart(in: &declarations)
        reportUnreachable(declarations.filter { !uses.isOnlySent($0.id) })
        reportUndeclared()
        checkExamples(declarations)
        return declarations
    }

    /// Where the schemas of `components` are declared, by the types that are called like them.
    var places: [TypeID: Place] {
        let places = document.components.schemas.map { (TypeID($0.name), Place($0.location)) }
        return Dictionary(places, uniquingKeysWith: { first, _ in first })
    }

    /// No value could ever end a cycle of required properties, so that one of them has to give way.
    private func openEndlessCycles(in declarations: inout [TypeDeclaration]) {
        let closings = ValueCycles(declarations).closings.filter(\.isEndless)
        guard !closings.isEmpty else { return }
        let indices = Dictionary(
            declarations.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        for closing in closings {
            guard let index = indices[closing.record], case .record(var record) = declarations[index] else { continue }
            record.properties[closing.property].isRequired = false
            declarations[index] = .record(record)
        }
    }

    private mutating func checkExamples(_ declarations: [TypeDeclaration]) {
        var check = ExampleCheck(declarations, datesAreStrict: options.datesAreStrict)
        for (node, type) in examples { check.check(node, type, &diagnostics) }
    }
}

/// The types to which operations and webhooks lead, by whatever way.
struct TypeUses {
    private let sent: Set<TypeID>
    private let read: Set<TypeID>
    /// The types that something sends or reads.
    let all: Set<TypeID>

    init(_ operations: [PacelineModel.Operation], _ webhooks: [Webhook], in table: TypeTable) {
        let graph = TypeGraph(table.declarations)
        sent = graph.reachable(from: operations.flatMap(\.sentReferences))
        read = graph.reachable(from: operations.flatMap(\.readReferences) + webhooks.compactMap(\.payload))
        all = sent.union(read)
    }

    /// Whether requests have the type and no response has.
    func isOnlySent(_ id: TypeID) -> Bool { sent.contains(id) && !read.contains(id) }
}

extension Place {
    init(_ location: SourceLocation) {
        self.init(path: location.path, line: location.line, column: location.column)
    }
}
