import PacelineDiagnostics
import PacelineDocument
import PacelineModel

extension OperationLowering {
    /// The bodies that can be sent, the preferred one first.
    ///
    /// Media types that say the same are one body: JSON of one type under several names, and XML, YAML or a form of the
    /// type that JSON has, too. What remains are bodies of different kinds, between which the caller chooses.
    mutating func lowerBodies(_ body: PacelineDocument.RequestBody, named name: String) -> [Payload] {
        let content = inOrder(body.content)
        var payloads: [Payload] = []
        for media in content where !isRedundant(media, by: content) {
            let suffix = payloads.isEmpty ? " body" : " \(media.word) body"
            var payload = lowerBody(media, named: name + suffix)
            payload.isRequired = body.isRequired
            payload.description = body.description ?? ""
            if let same = payloads.firstIndex(where: { $0.content == payload.content }) {
                payloads[same].otherMediaTypes.append(payload.mediaType)
            } else {
                payloads.append(payload)
            }
        }
        guard payloads.isEmpty else { return payloads }
        return [
            Payload(
                mediaType: "application/octet-stream", content: .bytes, isRequired: body.isRequired,
                description: body.description ?? "")
        ]
    }

    /// The media types by the order of preference, else in document order.
    func inOrder(_ content: [Named<MediaType>]) -> [Named<MediaType>] {
        let ranked = content.enumerated().sorted { one, other in
            let (rank, otherRank) = (one.element.rank, other.element.rank)
            return rank == otherRank ? one.offset < other.offset : rank < otherRank
        }
        return ranked.map(\.element)
    }

    /// Whether JSON of the same schema says what the media type says.
    private func isRedundant(_ media: Named<MediaType>, by content: [Named<MediaType>]) -> Bool {
        guard let json = content.first(where: \.isJSON), let schema = media.value.schema else { return false }
        let isSame = json.value.schema.flatMap(document.resolve) == document.resolve(schema)
        switch media.kind {
        case .form, .xml: return isSame
        case .multipart: return isSame && !holdsFiles(schema)
        // A name of its own, such as `application/apply-patch+yaml`, means more than the notation; and a text of YAML
        // is no JSON string.
        case .yaml: return isSame && !media.essence.hasSuffix("+yaml") && isStructured(schema)
        case .bytes: return isSame && document.resolve(schema).map { !isBinary($0) && !$0.properties.isEmpty } == true
        case .json, .text, .range, .events: return false
        }
    }

    private mutating func lowerBody(_ media: Named<MediaType>, named name: String) -> Payload {
        let schema = media.value.schema
        let content: Payload.Content
        switch media.kind {
        case .multipart: content = lowerForm(media, named: name)
        case .form where schema.map({ isText($0) }) == true: content = .text
        case .form:
            let type = schema.map { lower($0, named: name) } ?? .map(.string)
            content = .form(type == .json ? .map(.json) : type.withoutNull, fieldStyles(of: media))
        case .json where schema.map({ isBinary($0) }) == true: content = .bytes
        case .json: content = .json(schema.map { lower($0, named: name) } ?? .json)
        // JSON is YAML; of anything but objects and lists the caller writes the text.
        case .yaml where schema.map({ isStructured($0) }) == true:
            content = .json(schema.map { lower($0, named: name) } ?? .json)
        case .range where schema.map({ isValue($0) }) == true:
            return payload(media, .json(schema.map { lower($0, named: name) } ?? .json), as: "application/json")
        case .range where media.essence == "text/*" || schema.map({ isText($0) }) == true: content = .text
        case .xml:
            diagnostics.lost(
                .sentAsText, "XML is not written from a schema", at: media.location,
                hint: "the caller writes the body as text")
            content = .text
        case .text, .events, .yaml: content = .text
        case .range, .bytes: content = .bytes
        }
        return payload(media, content, as: media.sentName)
    }

    mutating func payload(
        _ media: Named<MediaType>, _ content: Payload.Content, as mediaType: String
    ) -> Payload {
        let example = document.example(of: media.value)
        if case .json(let type) = content, let example { types.examples.append((example, type)) }
        return Payload(mediaType: mediaType, content: content, example: example.map(Sample.init))
    }

    /// Whether values of a schema are objects or arrays, so that a range of media types can only mean JSON.
    func isStructured(_ schema: Schema) -> Bool {
        guard let schema = document.resolve(schema) else { return false }
        if isBinary(schema) { return false }
        let types = schema.types.filter { $0 != "null" }
        if !types.isEmpty { return types.allSatisfy { $0 == "object" || $0 == "array" } }
        return !schema.properties.isEmpty || !schema.allOf.isEmpty || !schema.oneOf.isEmpty || !schema.anyOf.isEmpty
    }

    /// Whether a range of media types can only mean JSON: its values are objects, lists, numbers, true or false.
    func isValue(_ schema: Schema) -> Bool {
        guard let resolved = document.resolve(schema) else { return false }
        let types = resolved.types.filter { $0 != "null" }
        return isStructured(schema) || !types.isEmpty && !types.contains("string")
    }

    /// Whether the only values of a schema are texts.
    func isText(_ schema: Schema) -> Bool {
        guard let schema = document.resolve(schema) else { return false }
        return schema.types.filter { $0 != "null" } == ["string"] && !isBinary(schema)
    }

    /// Whether a schema stands for bytes as they are.
    func isBinary(_ schema: Schema) -> Bool {
        schema.format == "binary" || schema.contentEncoding == "binary"
            || schema.contentMediaType != nil && schema.contentEncoding == nil
    }
}

extension Named<MediaType> {
    /// The name that can be sent: JSON of any name is asked for, and sent, as JSON.
    var sentName: String { isJSON && essence.contains("*") ? "application/json" : name }

    /// `application/json` before all other names of JSON, and those before other kinds.
    fileprivate var rank: Int { essence == "application/json" && name.lowercased() == essence ? -1 : kind.rank }
}
