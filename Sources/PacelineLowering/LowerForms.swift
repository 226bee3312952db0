import PacelineDiagnostics
import PacelineDocument
import PacelineModel
import PacelineYAML

extension Lowering {
    /// A body of `multipart/form-data`: a part for each property, or any parts where none are declared.
    mutating func lowerForm(_ media: Named<MediaType>, named name: String) -> Payload.Content {
        guard let schema = media.value.schema else { return .anyParts }
        let properties = formProperties(of: schema)
        guard !properties.isEmpty else { return .anyParts }
        let required = requiredProperties(of: schema)
        let parts = properties.map { property in
            let value = document.resolve(property.value) ?? property.value
            let encoding = media.value.encoding?[property.name]
            if encoding?["headers"] != nil {
                diagnostics.lost(
                    "not-supported-yet", "header fields of the part `\(property.name)` are not supported yet",
                    at: encoding?["headers"]?.location ?? property.location, hint: "the part is sent without them")
            }
            return Payload.Part(
                name: property.name, kind: partKind(property.value, named: "\(name) \(property.name)", encoding),
                isRequired: required.contains(property.name) && !value.isNullable,
                description: property.value.description ?? value.description ?? "")
        }
        return .multipart(parts)
    }

    private mutating func partKind(_ schema: Schema, named name: String, _ encoding: Node?) -> Payload.Part.Kind {
        let resolved = document.resolve(schema) ?? schema
        let declared = encoding?["contentType"]?.string
        // Several types may be listed; the first one stands for them, and a file can say otherwise.
        let mediaType = declared.flatMap { $0.split(separator: ",").first.map { $0.filter { $0 != " " } } }
        let fileType = mediaType.flatMap { $0.contains("*") ? nil : $0 } ?? resolved.contentMediaType
        if isFile(schema) { return .file(mediaType: fileType ?? "application/octet-stream") }
        if isListOfFiles(schema) { return .files(mediaType: fileType ?? "application/octet-stream") }
        let type = lower(schema, named: name).withoutNull
        let isPlain = mediaType == nil || mediaType == "text/plain"
        switch type {
        case .string, .boolean, .integer, .int32, .int64, .float, .double, .dateTime, .date:
            if isPlain { return .value(type) }
        case .named(let id):
            if isPlain, case .enumeration(let enumeration)? = types.declaration(of: id), enumeration.rawType == .string
            {
                return .value(type)
            }
        default: break
        }
        return .structure(type, mediaType: mediaType)
    }

    /// Whether a part is a file.
    func isFile(_ schema: Schema) -> Bool {
        guard let schema = document.resolve(schema) else { return false }
        return isBinary(schema)
    }

    /// Whether a part is any number of files: a list of them, or a choice between one and a list.
    func isListOfFiles(_ schema: Schema) -> Bool {
        guard let schema = document.resolve(schema) else { return false }
        if let items = schema.items { return isFile(items) }
        let members = (schema.oneOf + schema.anyOf).filter { document.resolve($0)?.types != ["null"] }
        return !members.isEmpty
            && members.allSatisfy { member in
                isFile(member) || document.resolve(member)?.items.map({ isFile($0) }) == true
            }
    }

    /// The properties of an object and of the objects that it joins, each name once.
    func formProperties(of schema: Schema) -> [Named<Schema>] {
        var properties: [Named<Schema>] = []
        for part in formObjects(of: schema) {
            for property in part.properties {
                properties.removeAll { $0.name == property.name }
                properties.append(property)
            }
        }
        return properties
    }

    private func requiredProperties(of schema: Schema) -> Set<String> {
        Set(formObjects(of: schema, withAlternatives: false).flatMap(\.required))
    }

    /// The objects that are joined in a form. A form may be of any of several alternatives: their parts are all there, and
    /// none is required that only some of them require.
    private func formObjects(of schema: Schema, withAlternatives: Bool = true) -> [Schema] {
        var objects: [Schema] = []
        var seen: Set<Schema> = []
        var pending = [schema]
        while let next = pending.popLast() {
            guard let resolved = document.resolve(next), seen.insert(resolved).inserted else { continue }
            objects.append(resolved)
            let alternatives = withAlternatives ? resolved.anyOf + resolved.oneOf : []
            pending += (resolved.allOf + alternatives).reversed()
        }
        return objects
    }

    /// How the fields of `application/x-www-form-urlencoded` are written, where `encoding` says so (OpenAPI 3.1, section
    /// 4.8.15.1).
    func fieldStyles(of media: Named<MediaType>) -> [String: Serialization] {
        var styles: [String: Serialization] = [:]
        for entry in media.value.encoding?.entries.map({ $0 }) ?? [] {
            let style = entry.value["style"]?.string.flatMap(Serialization.Style.init) ?? .form
            let isJSON = entry.value["contentType"]?.string.map { MediaKind($0.lowercased()) } == .json
            let isStyled = ["style", "explode", "allowReserved"].contains { entry.value[$0] != nil }
            let serialization =
                isJSON && !isStyled
                ? Serialization(style: .json, explode: false)
                : Serialization(
                    style: style, explode: entry.value["explode"]?.boolean ?? (style == .form),
                    allowsReserved: entry.value["allowReserved"]?.boolean ?? false)
            if serialization != .standard(in: .query) { styles[entry.key] = serialization }
        }
        return styles
    }
}
