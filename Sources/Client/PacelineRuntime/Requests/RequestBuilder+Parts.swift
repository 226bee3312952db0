// Parts of a body of several (`multipart/form-data`, RFC 7578, and its kin). An absent value adds none.

extension RequestBuilder {
    /// Says what stands behind `multipart/` in the media type; without a word it is `form-data`.
    public mutating func multipart(_ subtype: String) { multipartSubtype = subtype }

    /// Adds a file, of the type `contentType` unless it says otherwise, or the value in its place.
    public mutating func part(_ name: String, _ content: FileOr<some JSONValue>?, contentType: String) {
        switch content {
        case nil: break
        case .file(let file): part(name, file, contentType: contentType)
        case .value(let value): part(name, json: value)
        }
    }

    /// Adds files and values in their place, each as a part of the same name.
    public mutating func parts(_ name: String, _ contents: [FileOr<some JSONValue>]?, contentType: String) {
        for content in contents ?? [] { part(name, content, contentType: contentType) }
    }

    /// Adds a value in a style of parameters, exploded values as parts of their own.
    public mutating func part(_ name: String, _ value: (some JSONValue)?, _ style: ParameterStyle, explode: Bool) {
        guard let value, let tree = tree(of: value, name) else { return }
        let fields = style.fields(tree, name: name, explode: explode, .none)
        changeForm { form in for field in fields { form.append(field.name, field.text) } }
    }

    /// Adds a value.
    public mutating func part(_ name: String, _ value: (some ParameterValue)?) {
        if let value { changeForm { $0.append(name, value.parameterText) } }
    }

    /// Adds a file, of the type `contentType` unless it says otherwise.
    public mutating func part(_ name: String, _ file: FormFile?, contentType: String) {
        if let file { changeForm { $0.append(name, file, contentType: contentType) } }
    }

    /// Adds files, each as a part of the same name (RFC 7578, section 4.3).
    public mutating func parts(_ name: String, _ files: [FormFile]?, contentType: String) {
        for file in files ?? [] { part(name, file, contentType: contentType) }
    }

    /// Adds a value of any shape: each element of a list as a part of its own, what has members as JSON, and all else
    /// as text. `contentType` is the media type where the document names one.
    public mutating func part(_ name: String, json value: (some JSONValue)?, contentType: String? = nil) {
        guard let value, let tree = tree(of: value, name) else { return }
        let isJSON =
            contentType.map { $0 == "application/json" || $0.hasSuffix("json") || $0.hasSuffix("yaml") } ?? false
        if case .list(let elements) = tree, !isJSON {
            for element in elements { append(name, element, contentType, isJSON: false) }
        } else {
            append(name, tree, contentType, isJSON: isJSON)
        }
    }

    /// Sends the given parts, where there are any.
    public mutating func parts(_ parts: [FormPart]?) {
        guard let parts else { return }
        changeForm { form in for part in parts { form.append(part) } }
    }

    private mutating func append(_ name: String, _ tree: ParameterTree, _ contentType: String?, isJSON: Bool) {
        switch tree {
        case .none: break
        case .text(let text), .token(let text):
            let text = isJSON ? tree.json : text
            changeForm { $0.append(name, text, contentType: contentType) }
        case .list, .members:
            changeForm { $0.append(name, tree.json, contentType: contentType ?? "application/json") }
        }
    }
}
