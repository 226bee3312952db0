import PacelineDiagnostics
import PacelineDocument
import PacelineModel
import PacelineYAML

extension TypeLowering {
    /// An object: a record when it declares properties, else a map.
    mutating func lowerObject(_ all: MergedSchema, of schema: Schema?, named name: String) -> TypeReference {
        guard (all.parts + all.conditional).allSatisfy(\.properties.isEmpty) else {
            return lowerRecord(all, of: schema, named: name)
        }
        // An object in which nothing may stand.
        if all.parts.contains(where: { $0.undeclaredProperties?.boolean == false && $0.patternProperties.isEmpty }) {
            return lowerRecord(all, of: schema, named: name)
        }
        return .map(lowerUndeclared(all, of: name) ?? .json)
    }

    /// The type of the values under undeclared keys, nil where there are none to keep.
    private mutating func lowerUndeclared(_ all: MergedSchema, of name: String) -> TypeReference? {
        let patterns = all.parts.flatMap { $0.patternProperties.map(\.value) }
        let declared = all.parts.compactMap(\.undeclaredProperties)
        let additional = declared.last
        if additional?.boolean == true { return .json }
        // What several parts say about the values holds together.
        if patterns.isEmpty, declared.count > 1, declared.allSatisfy({ $0.boolean == nil }) {
            return lowerTogether(declared, named: name + " value")
        }
        let values = patterns + [additional].compactMap { $0?.boolean == nil ? $0 : nil }
        return values.isEmpty ? nil : lowerAny(of: values, named: name + " value")
    }

    /// A record that has its name and not yet its properties.
    struct PendingRecord {
        let all: MergedSchema
        let schema: Schema?
        let reservation: TypeTable.Reservation
    }

    /// From how many schemas inside one another on a record's properties are decided later. How long a way leads from
    /// record to record is the document's to say, so it is not left to the stack.
    private static let deepestRecord = 32

    /// One record with the properties of all parts. Those of conditional parts may be there.
    mutating func lowerRecord(_ all: MergedSchema, of schema: Schema?, named name: String) -> TypeReference {
        let reservation = table.reserve(name)
        if let schema { table.begin(schema, as: reservation.id, isNullable: takesNull(schema)) }
        let record = PendingRecord(all: all, schema: schema, reservation: reservation)
        guard depth < Self.deepestRecord else {
            pendingRecords.append(record)
            return .named(reservation.id)
        }
        let isOutermost = recordDepth == 0
        define(record)
        while isOutermost, let next = pendingRecords.popLast() { define(next) }
        return .named(reservation.id)
    }

    private mutating func define(_ record: PendingRecord) {
        let (all, schema, reservation) = (record.all, record.schema, record.reservation)
        recordDepth += 1
        defer { recordDepth -= 1 }
        var keys: [String] = []
        var declarations: [String: [Schema]] = [:]
        var owners: [String: String] = [:]
        for (part, isSure) in all.parts.map({ ($0, true) }) + all.conditional.map({ ($0, false) }) {
            for declared in part.properties {
                let known = declarations[declared.name]
                if known == nil { keys.append(declared.name) }
                // What holds only under a condition narrows what is declared already.
                guard known == nil || isSure else { continue }
                declarations[declared.name, default: []].append(declared.value)
                // What several joined schemas declare is of the one that joins them.
                owners[declared.name] = known == nil ? homes.name(of: part) : nil
            }
        }
        let sure = Set(all.parts.flatMap { $0.properties.map(\.name) })
        let properties = keys.map { key in
            lowerProperty(
                key, declarations[key] ?? [], isRequired: all.required.contains(key) && sure.contains(key),
                of: owners[key] ?? reservation.id.name)
        }
        undeclared.note(all, schema, properties: keys)
        let examples = schema.map(\.examples) ?? []
        table.define(
            reservation,
            with: .record(
                Record(
                    id: reservation.id,
                    description: schema?.description ?? all.parts.lazy.compactMap(\.description).first ?? "",
                    isDeprecated: schema?.isDeprecated ?? false, properties: properties,
                    additional: lowerUndeclared(all, of: reservation.id.name), constraints: objectConstraints(of: all),
                    example: examples.first.map(Sample.init))))
    }

    private mutating func lowerProperty(
        _ key: String, _ declarations: [Schema], isRequired: Bool, of owner: String
    ) -> Property {
        let type = lowerTogether(declarations, named: "\(owner) \(key)")
        let resolved = declarations.map { document.resolve($0) ?? $0 }
        let all = merged(of: declarations)
        func first<Value>(_ response: (Schema) -> Value?) -> Value? {
            // A word beside `$ref` speaks of the property; without one, that of the schema has to do.
            declarations.reversed().lazy.compactMap(response).first
                ?? resolved.reversed().lazy.compactMap(response).first
        }
        let example = first { $0.examples.first }
        return Property(
            name: key, type: type,
            // One struct serves both ways: what only one side sends cannot be asked of both.
            isRequired: isRequired && !(declarations + resolved).contains { $0.isReadOnly || $0.isWriteOnly },
            description: first(\.description) ?? "", constraints: constraints(of: declarations + resolved),
            isDeprecated: (declarations + resolved).contains(where: \.isDeprecated),
            example: example.map(Sample.init), onlyValue: all.onlyValue.flatMap { Sample($0, as: all.kinds) },
            format: type.nonNull == .string ? all.first(\.format) : nil)
    }

    /// The type of what several parts say about one property, or about each element or value.
    mutating func lowerTogether(_ declarations: [Schema], named name: String) -> TypeReference {
        guard let last = declarations.last else { return .json }
        if declarations.count == 1 { return lower(last, named: name) }
        let informative = declarations.filter { merged(of: [$0]).parts.contains { !$0.saysOnlyItsType } }
        let targets = Set(informative.map { document.resolve($0) ?? $0 })
        let all = merged(of: declarations)
        if all.kinds == [] {
            diagnostics.lost(
                .conflictingSchemas, "an earlier part of `allOf` declares this value with another type",
                at: last.location, hint: "this declaration is the one that counts")
            return lower(last, named: name)
        }
        if informative.isEmpty { return lower(last, named: name) }
        if targets.count == 1, let only = informative.last { return lower(only, named: name) }
        if let known = table.known(declarations) { return known }
        return decideOnce(declarations, last, named: name) { lowering in
            let isFirst = lowering.table.setAside(last)
            let type = lowering.decide(all, of: last, named: name)
            if isFirst { lowering.table.takeBack(last) }
            return all.isNullable ? type.orNull : type
        }
    }
}
