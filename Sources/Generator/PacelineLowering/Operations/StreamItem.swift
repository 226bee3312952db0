package import PacelineDocument

/// What the values of a stream are, by the schemas of its media type.
package struct StreamItem {
    /// The schema of what is written for a value: of an event or its data, or of JSON; nil where there is none.
    package let element: Schema?
    /// The schema of a value of JSON; nil where an event's data are text, and where JSON can be anything.
    package let value: Schema?

    /// The fields of an event (WHATWG, "HTML", section 9.2).
    private static let fields: Set<String> = ["data", "event", "id", "retry"]

    /// What `itemSchema` says, or `schema`; an array in `schema` stands for the whole stream.
    package init(of media: MediaType, _ format: StreamFormat, _ document: Document) {
        let whole = media.schema.flatMap(document.resolve)
        let isList = whole.map { $0.types.filter { $0 != "null" } == ["array"] } ?? false
        element = media.itemSchema ?? (isList ? whole?.items : nil) ?? media.schema
        value =
            format == .events
            ? element.flatMap { Self.data(of: $0, isEvent: media.itemSchema != nil, document) } : element
    }

    /// The schema of JSON in an event's data, by one of the event or of its data.
    private static func data(of item: Schema, isEvent: Bool, _ document: Document) -> Schema? {
        guard let resolved = document.resolve(item) else { return nil }
        let parts = [resolved] + resolved.allOf.compactMap(document.resolve)
        let alternatives = parts.flatMap { $0.oneOf + $0.anyOf }.compactMap(document.resolve)
        let properties = parts.flatMap(\.properties)
        // Where the data differ by event they are text, and the reader decodes them by the event's name.
        if areFields(properties, mayBeAlone: isEvent) {
            let data = alternatives.isEmpty ? properties.first { $0.name == "data" }?.value : nil
            return data.flatMap { json($0, document) }
        }
        let areEvents = alternatives.allSatisfy { areFields($0.properties, mayBeAlone: isEvent) }
        return areEvents && !alternatives.isEmpty ? nil : json(item, document)
    }

    /// Whether the properties are those of an event. In `schema` the data are meant, unless other fields stand beside
    /// `data`.
    private static func areFields(_ properties: [Named<Schema>], mayBeAlone: Bool) -> Bool {
        let names = Set(properties.map(\.name))
        return names.contains("data") && names.isSubset(of: fields) && (names.count > 1 || mayBeAlone)
    }

    /// The schema of JSON in the data; nil where they are text.
    private static func json(_ data: Schema, _ document: Document) -> Schema? {
        guard let resolved = document.resolve(data) else { return data }
        if let content = resolved.contentSchema { return content }
        return resolved.types.filter { $0 != "null" } == ["string"] ? nil : data
    }
}
