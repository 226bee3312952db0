import PacelineDiagnostics
import PacelineDocument
import PacelineModel
import PacelineYAML

extension OperationLowering {
    /// A body of several parts (`multipart/…`): one for each property, or any parts where none are declared.
    mutating func lowerForm(_ media: Named<MediaType>, named name: String) -> Payload.Content {
        guard let schema = media.value.schema else { return .anyParts }
        let properties = formProperties(of: schema)
        guard !properties.isEmpty else { return .anyParts }
        let required = requiredProperties(of: schema)
        let parts = properties.map { property in
            let value = document.resolve(property.value) ?? property.value
            let encoding = PartEncoding(
                media.value.encoding?[property.name], isStyled: document.version == .v31 && media.isFormData)
            if let headers = encoding.headers {
                diagnostics.lost(
                    .notSupportedYet, "header fields of the part `\(property.name)` are not supported yet",
                    at: headers.location, hint: "the part is sent without them")
            }
            return Payload.Part(
                name: property.name,
                kind: partKind(property.value, named: "\(name) \(property.name)", encoding, at: property.location),
                isRequired: required.contains(property.name) && !value.isNullable && !types.takesNull(property.value),
                description: property.value.description ?? value.description ?? "",
                constraints: types.constraints(of: value))
        }
        return .multipart(parts, isOpen: formObjects(of: schema).contains { isOpen($0) })
    }

    private mutating func partKind(
        _ schema: Schema, named name: String, _ encoding: PartEncoding, at location: SourceLocation
    ) -> Payload.Part.Kind {
        if let style = encoding.style {
            return .styled(lower(schema, named: name).withoutNull, style)
        }
        let kind = encoding.mediaType.map { MediaKind($0.lowercased()) }
        let fileType =
            encoding.mediaType.flatMap { $0.contains("*") ? nil : $0 }
            ?? alternatives(of: schema).lazy.compactMap(fileMediaType).first ?? "application/octet-stream"
        if let content = files(in: schema, ifUnconstrained: encoding.isOfBytes) {
            guard let other = content.other else {
                return content.isList ? .files(mediaType: fileType) : .file(mediaType: fileType)
            }
            return .fileOr(lower(other, named: name).withoutNull, isList: content.isList, mediaType: fileType)
        }
        let type = lower(schema, named: name).withoutNull
        let isPlain = encoding.mediaType == nil || encoding.mediaType == "text/plain"
        if isPlain, isSingleText(type) { return .value(type) }
        guard let kind, kind != .json, kind != .yaml, isStructured(schema), let text = written(type) else {
            return .structure(type, mediaType: encoding.mediaType)
        }
        diagnostics.lost(
            .sentAsText, "`\(encoding.mediaType ?? "")` is not written from a schema", at: location,
            hint: "the caller writes the part as text")
        return .structure(text, mediaType: encoding.mediaType)
    }

    /// What a value is replaced by whose media type is not JSON: a text, or one for each element.
    private func written(_ type: TypeReference) -> TypeReference? {
        if isSingleText(type) { return nil }
        guard case .array(let element) = type else { return .string }
        return isSingleText(element.withoutNull) ? nil : .array(.string)
    }

    /// Whether values of the type are single texts.
    private func isSingleText(_ type: TypeReference) -> Bool {
        switch type {
        case .string, .boolean, .integer, .int32, .int64, .float, .double, .dateTime, .date: return true
        case .named(let id):
            guard case .enumeration(let enumeration)? = types.table.declaration(of: id) else { return false }
            return enumeration.rawType == .string
        default: return false
        }
    }

    /// Whether some property of a form is a file, or may be.
    func holdsFiles(_ schema: Schema) -> Bool {
        formProperties(of: schema).contains { files(in: $0.value) != nil }
    }

    /// The files that a part consists of: one or a list, and what may stand in their place. nil for a part without.
    ///
    /// - Parameter ifUnconstrained: Whether a schema that says nothing stands for a file.
    private func files(
        in schema: Schema, ifUnconstrained: Bool = false, inList: Bool = false
    ) -> (isList: Bool, other: Schema?)? {
        func isFile(_ schema: Schema) -> Bool {
            guard let schema = document.resolve(schema) else { return false }
            return isBinary(schema) || ifUnconstrained && !isStructured(schema)
        }
        var isList = false
        var others: [Schema] = []
        var hasFiles = false
        func add(_ schema: Schema) {
            for alternative in alternatives(of: schema) {
                if isFile(alternative) {
                    hasFiles = true
                } else if !inList, !isList, let items = document.resolve(alternative)?.items,
                    files(in: items, ifUnconstrained: ifUnconstrained, inList: true) != nil
                {
                    isList = true
                    add(items)
                } else {
                    others.append(alternative)
                }
            }
        }
        add(schema)
        guard hasFiles else { return nil }
        // Several others are a union of their own, which the document has only together with the files.
        return (isList, others.count > 1 ? schema : others.first)
    }

    /// The alternatives of a schema, references followed and without null; the schema itself where it has none.
    private func alternatives(of schema: Schema) -> [Schema] {
        guard let resolved = document.resolve(schema) else { return [] }
        let alternatives = (resolved.oneOf + resolved.anyOf).filter { document.resolve($0)?.types != ["null"] }
        return alternatives.isEmpty ? [schema] : alternatives
    }

    private func fileMediaType(_ schema: Schema) -> String? {
        document.resolve(schema)?.contentMediaType
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

    /// The objects that are joined in a form. A form may be of any of several alternatives: their parts are all there,
    /// and none is required that only some of them require.
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

    /// How the fields of `application/x-www-form-urlencoded` are written, where `encoding` says so (OpenAPI 3.1,
    /// section 4.8.15.1).
    func fieldStyles(of media: Named<MediaType>) -> [String: Serialization] {
        var styles: [String: Serialization] = [:]
        for entry in media.value.encoding?.entries.map({ $0 }) ?? [] {
            let isJSON = entry.value["contentType"]?.string.map { MediaKind($0.lowercased()) } == .json
            let isStyled = ["style", "explode", "allowReserved"].contains { entry.value[$0] != nil }
            let serialization =
                isJSON && !isStyled
                ? Serialization(style: .json, explode: false)
                : Serialization(field: entry.value)
            if serialization != .default(in: .query) { styles[entry.key] = serialization }
        }
        return styles
    }
}

/// What `encoding` says about a part (OpenAPI 3.1, section 4.8.15).
private struct PartEncoding {
    /// The first media type of those listed, which stands for them; a file can say otherwise.
    var mediaType: String?
    /// How the value is written where the document says so; the media type has no meaning then.
    var style: Serialization?
    var headers: Node?

    /// Whether the media type is none of texts.
    var isOfBytes: Bool {
        guard let mediaType else { return false }
        switch MediaKind(mediaType.lowercased()) {
        case .bytes: return true
        case .range: return !mediaType.hasPrefix("*") && !mediaType.lowercased().hasPrefix("text/")
        default: return false
        }
    }

    /// - Parameter isStyled: Whether styles have a meaning for the part.
    init(_ node: Node?, isStyled: Bool) {
        headers = node?["headers"]
        mediaType = node?["contentType"]?.string.flatMap { list in
            list.split(separator: ",").first.map { $0.filter { $0 != " " } }
        }
        guard let node, isStyled, ["style", "explode", "allowReserved"].contains(where: { node[$0] != nil }) else {
            return
        }
        style = Serialization(field: node)
        mediaType = nil
    }
}

extension Serialization {
    /// How `encoding` wants a field written.
    fileprivate init(field node: Node) {
        let style = node["style"]?.string.flatMap(Style.init) ?? .form
        self.init(
            style: style, explode: node["explode"]?.boolean ?? (style == .form),
            allowsReserved: node["allowReserved"]?.boolean ?? false)
    }
}

extension Named<MediaType> {
    fileprivate var isFormData: Bool { essence == "multipart/form-data" }
}
