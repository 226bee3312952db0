import PacelineDiagnostics
import PacelineDocument
@testable import PacelineLowering
import PacelineModel
import PacelineYAML

/// Holds what became of a document against what is written in it: walks both side by side, from the schemas of
/// `components` and from the operations, and notes where the Model says less.
struct Audit {
    let api: API
    let written: WrittenDocument
    let declarations: [TypeID: TypeDeclaration]
    private(set) var line: Line
    /// The schemas that alone decide a type, with the type.
    private(set) var typed: [(schema: Node, type: TypeReference)] = []
    /// What is lost, with its place.
    private(set) var places: [String] = []
    /// The named types that have been looked at.
    private(set) var visited: Set<TypeID> = []

    /// Lowers the document and looks at everything; nil where nothing came out.
    init?(_ source: Source, of name: String) {
        var diagnostics = DiagnosticSink()
        guard let document = Document.read(source: source, diagnostics: &diagnostics) else { return nil }
        var types: TypeLowering
        (api, types) = Lowering(document: document, options: LoweringOptions()).decided(&diagnostics)
        guard !diagnostics.hasErrors else { return nil }
        written = WrittenDocument(root: document.root)
        declarations = Dictionary(api.types.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        line = Line(document: name)
        for warning in diagnostics.diagnostics where [.untidy, .lost].contains(warning.severity) {
            line.warnings[warning.code.rawValue, default: 0] += 1
            places.append("\(warning)")
        }
        countOperations()
        for schema in document.components.schemas {
            lookAtSchema(types.table.known([schema.value]) ?? .json, schema.value.node)
        }
        lookAtOperations()
        for case .record(let record) in api.types { line.properties += record.properties.count }
    }

    private mutating func countOperations() {
        line.operations = api.operations.count
        var generated: [String: Int] = [:]
        for operation in api.operations {
            generated["\(operation.method.rawValue) \(operation.path.text)", default: 0] += 1
        }
        for call in written.calls {
            generated[call, default: 0] -= 1
            guard generated[call, default: 0] < 0 else { continue }
            line.skippedOperations += 1
            places.append("no operation for \(call)")
        }
    }

    mutating func lookAtSchema(_ type: TypeReference, _ schema: Node) {
        line.schemas += 1
        guard isFree(type, [schema]) else { return }
        line.freeSchemas += 1
        places.append("\(schema.location): a schema that is any JSON")
    }

    /// The parts of a form, as the properties that they stand for.
    mutating func lookAtForm(_ parts: [Payload.Part], _ schema: Node) {
        line.properties += parts.count
        let said = written.parts(of: [schema])
        noteSkipped(among: said, known: Set(parts.map(\.name)))
        for part in parts {
            switch part.kind {
            case .value(let type), .structure(let type, _), .styled(let type, _): lookAtProperty(part.name, type, said)
            case .file, .files, .fileOr: break
            }
        }
    }

    /// Whether a type is any JSON value, all or in part, although the schemas say more. The named types in it are
    /// looked at besides. `isShared`: the schemas may be about other values, too.
    private mutating func isFree(_ type: TypeReference, _ schemas: [Node], isShared: Bool = false) -> Bool {
        if schemas.count == 1, !isShared { typed.append((schemas[0], type)) }
        return isFree(type.withoutNull, schemas, written.parts(of: schemas), isShared: isShared)
    }

    private mutating func isFree(
        _ type: TypeReference, _ schemas: [Node], _ said: [Node], isShared: Bool
    ) -> Bool {
        switch type {
        case .json: return said.contains(where: \.tellsOfValues)
        case .array(let inner):
            let items = said.flatMap { part in
                [part["items"]].compactMap { $0 } + (part["prefixItems"]?.elements.map { $0 } ?? [])
            }
            return isFree(inner, items, isShared: isShared)
        case .map(let inner):
            if !isShared { noteSkipped(among: said, known: []) }
            return isFree(inner, Self.undeclared(in: said), isShared: isShared)
        case .named(let id):
            guard let declaration = declarations[id], visited.insert(id).inserted else { return false }
            look(at: declaration, schemas, isShared: isShared)
            return false
        default: return false
        }
    }

    private static func undeclared(in said: [Node]) -> [Node] {
        said.flatMap { part in
            [part["additionalProperties"]].compactMap { $0 } + (part["patternProperties"]?.entries.map(\.value) ?? [])
        }
    }

    private mutating func look(at declaration: TypeDeclaration, _ schemas: [Node], isShared: Bool) {
        // What is about several types says less than the schema of the type's own name.
        let own = isShared ? written.root["components"]?["schemas"]?[declaration.id.name] : nil
        let schemas = own.map { [$0] } ?? schemas
        let isShared = isShared && own == nil
        let said = written.parts(of: schemas)
        switch declaration {
        case .enumeration: break
        case .record(let record):
            if !isShared { noteSkipped(among: said, known: Set(record.properties.map(\.name))) }
            for property in record.properties { lookAtProperty(property.name, property.type, said, isShared: isShared) }
            if let additional = record.additional { _ = isFree(additional, Self.undeclared(in: said)) }
        case .union(let union): look(at: union, schemas, said, isShared: isShared)
        }
    }

    private mutating func look(at union: Union, _ schemas: [Node], _ said: [Node], isShared: Bool) {
        if let listed = written.alternatives(of: schemas), listed.count == union.alternatives.count {
            for (alternative, schema) in zip(union.alternatives, listed) { _ = isFree(alternative.type, [schema]) }
        } else {
            for alternative in union.alternatives { _ = isFree(alternative.type, schemas, isShared: true) }
        }
        if !isShared { noteSkipped(among: said, known: keys(of: .named(union.id), [])) }
    }

    /// The keys that the objects among a type's values can have.
    private func keys(of type: TypeReference, _ holders: Set<TypeID>) -> Set<String> {
        guard case .named(let id) = type, !holders.contains(id), let declaration = declarations[id] else {
            if case .nullable(let inner) = type { return keys(of: inner, holders) }
            return []
        }
        switch declaration {
        case .enumeration: return []
        case .record(let record): return Set(record.properties.map(\.name))
        case .union(let union):
            return union.alternatives.reduce(into: []) { $0.formUnion(keys(of: $1.type, holders.union([id]))) }
        }
    }

    private mutating func lookAtProperty(
        _ name: String, _ type: TypeReference, _ said: [Node], isShared: Bool = false
    ) {
        let schemas = said.compactMap { $0["properties"]?[name] }
        let isFree =
            isShared
            ? !schemas.isEmpty && schemas.map { self.isFree(type, [$0], isShared: true) }.allSatisfy { $0 }
            : self.isFree(type, schemas)
        guard isFree, let place = schemas.first?.location else { return }
        line.freeProperties += 1
        places.append("\(place): the property `\(name)` is any JSON, all or in part")
    }

    private mutating func noteSkipped(among said: [Node], known: Set<String>) {
        var known = known
        for entry in said.flatMap({ $0["properties"]?.entries.map { $0 } ?? [] }) where known.insert(entry.key).inserted
        {
            line.skippedProperties += 1
            places.append("\(entry.keyNode.location): the property `\(entry.key)` is skipped")
        }
    }
}
