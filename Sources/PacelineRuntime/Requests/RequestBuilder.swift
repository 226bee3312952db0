import HTTPTypes

/// Collects what a generated method sends: values of the path, the query and the header, and the body.
///
/// Generated methods fill it in straight-line code and hand it to ``ClientCore``.
public struct RequestBuilder: Sendable {
    let operation: OperationDescriptor
    let options: CallOptions
    private var pathValues: [(name: String, value: String)] = []
    private var query = ""
    private var fields = HTTPFields()
    private var content = RequestBody.none
    private var form: FormData?
    private(set) var problem: CallError?

    /// A request of `operation`.
    public init(_ operation: OperationDescriptor, _ options: CallOptions) {
        self.operation = operation
        self.options = options
    }

    /// Fills `{name}` of the path template.
    public mutating func path(_ name: String, _ value: some ParameterValue) {
        pathValues.append((name, value.parameterText))
    }

    /// Adds `name=value` to the query; an absent value adds nothing.
    public mutating func query(_ name: String, _ value: (some ParameterValue)?) {
        if let value { appendQuery(name, value.parameterText) }
    }

    /// Adds `name=value` to the query for each value (style `form`, exploded, as OpenAPI has it by default).
    public mutating func queryList(_ name: String, _ values: [some ParameterValue]?) {
        for value in values ?? [] { appendQuery(name, value.parameterText) }
    }

    /// Adds a header field; an absent value adds nothing.
    public mutating func header(_ name: String, _ value: (some ParameterValue)?) {
        if let value { setField(name, value.parameterText) }
    }

    /// Adds a header field with the values separated by commas (style `simple`).
    public mutating func headerList(_ name: String, _ values: [some ParameterValue]?) {
        guard let values, !values.isEmpty else { return }
        setField(name, values.map(\.parameterText).joined(separator: ","))
    }

    /// Sends `value` as JSON.
    public mutating func json(_ value: some JSONValue, contentType: String = "application/json") {
        do throws(JSONError) {
            bytes(try JSONWriter.encode(value), contentType: contentType)
        } catch {
            problem = CallError(.encoding, "the body cannot be written as JSON: \(error)", underlying: error)
        }
    }

    /// Sends `value` as JSON where there is one, and no body where there is none.
    public mutating func optionalJSON(_ value: (some JSONValue)?, contentType: String = "application/json") {
        if let value { json(value, contentType: contentType) }
    }

    /// Sends text as it is, where there is any.
    public mutating func text(_ text: String?, contentType: String) {
        if let text { bytes(Array(text.utf8), contentType: contentType) }
    }

    /// Sends bytes as they are, where there are any.
    public mutating func bytes(_ bytes: [UInt8]?, contentType: String) {
        guard let bytes else { return }
        content = .bytes(bytes)
        fields[.contentType] = contentType
    }

    /// Adds a value to the form that is sent (RFC 7578); an absent value adds nothing.
    public mutating func part(_ name: String, _ value: (some ParameterValue)?) {
        guard let value else { return }
        form = form ?? FormData()
        form?.append(name, value.parameterText)
    }

    /// Adds a file to the form that is sent, of the type `contentType` unless it says otherwise; an absent file adds
    /// nothing.
    public mutating func part(_ name: String, _ file: FormFile?, contentType: String) {
        guard let file else { return }
        form = form ?? FormData()
        form?.append(name, file, contentType: contentType)
    }

    /// The body: the form where there is one.
    var body: RequestBody { form.map { .bytes($0.body) } ?? content }

    private mutating func appendQuery(_ name: String, _ value: String) {
        query += query.isEmpty ? "?" : "&"
        query += name.percentEncoded + "=" + value.percentEncoded
    }

    private mutating func setField(_ name: String, _ value: String) {
        guard let fieldName = HTTPField.Name(name), HTTPField.isValidValue(value) else {
            problem = CallError(.invalidRequest, "the value for the header field \(name) cannot stand in a header")
            return
        }
        fields[fieldName] = value
    }

    /// The finished request to `server`.
    ///
    /// Throws ``CallError`` where a value cannot be sent.
    func request(to server: ServerAddress) throws(CallError) -> HTTPRequest {
        if let problem { throw problem }
        var fields = fields
        if let form { fields[.contentType] = form.contentType }
        if fields[.accept] == nil { fields[.accept] = "application/json" }
        return HTTPRequest(
            method: HTTPRequest.Method(rawValue: operation.method.rawValue) ?? .get, scheme: server.scheme,
            authority: server.authority, path: server.path + (try filledPath()) + query, headerFields: fields)
    }

    private func filledPath() throws(CallError) -> String {
        var filled = ""
        var rest = operation.path[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = rest[rest.index(after: open)..<close]
            guard let value = pathValues.first(where: { $0.name == name })?.value, !value.isEmpty else {
                // An empty segment would name another resource: /skills/ instead of /skills/1.
                throw CallError(.invalidRequest, "the path parameter \(name) is empty")
            }
            filled += rest[..<open] + value.percentEncoded
            rest = rest[rest.index(after: close)...]
        }
        filled += rest
        guard !filled.split(separator: "/").contains(where: { $0 == "." || $0 == ".." }) else {
            // Such a segment is taken out on the way (RFC 3986, section 6.2.2.3), encoded or not: another resource again.
            throw CallError(.invalidRequest, "a path parameter is . or .., which a URL cannot hold")
        }
        return filled
    }
}
