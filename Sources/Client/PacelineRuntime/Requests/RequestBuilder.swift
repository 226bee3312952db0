import HTTPTypes
import PacelineURLs

/// Collects what a generated method sends: values of the path, the query and the header, and the body.
///
/// Generated methods fill it in straight-line code and hand it to ``ClientCore``.
public struct RequestBuilder: Sendable {
    let operation: OperationDescriptor
    var options: CallOptions
    private var pathValues: [(name: String, value: String)] = []
    private var query = ""
    private var cookies: [String] = []
    private var fields = HTTPFields()
    private var content = RequestBody.none
    private var form: FormData?
    /// What stands behind `multipart/` in the media type of the form.
    var multipartSubtype = "form-data"
    private(set) var problem: CallError?
    /// Whether it has a body, or may have one, of whose values nothing is known, since somebody else sends it.
    private(set) var isBodyUnknown = false
    /// Where the request goes in place of its path and its query, as a response said: at the same origin.
    var target: RequestURL?

    /// A request of `operation`.
    public init(_ operation: OperationDescriptor, _ options: CallOptions) {
        self.operation = operation
        self.options = options
    }

    /// A request that somebody else sends, for what limits read of it.
    ///
    /// - Parameters:
    ///   - values: What stands in the path for the template's parameters, decoded.
    ///   - body: Its body; nil where that is not known.
    init(
        _ operation: OperationDescriptor, _ options: CallOptions, reading request: HTTPRequest,
        values: [(name: String, value: String)], body: [UInt8]?
    ) {
        self.init(operation, options)
        pathValues = values.map { ($0.name, $0.value.percentEncoded) }
        // Others may encode in another way, or not at all.
        for (name, value) in request.queryItems { appendQuery(name.percentEncoded + "=" + value.percentEncoded) }
        fields = request.headerFields
        content = body.map { .bytes($0) } ?? .none
        let type = fields[.contentType]
        let hasBody = [.post, .put, .patch].contains(request.method) || type != nil
        isBodyUnknown = body == nil ? hasBody : type?.lowercased().hasPrefix("multipart/") ?? false
    }

    /// Fills `{name}` of the path template.
    public mutating func path(_ name: String, _ value: some ParameterValue) {
        setPath(name, value.parameterText.percentEncoded)
    }

    /// Adds `name=value` to the query; an absent value adds nothing.
    public mutating func query(_ name: String, _ value: (some ParameterValue)?) {
        if let value { appendQuery(name.percentEncoded + "=" + value.parameterText.percentEncoded) }
    }

    /// Adds `name=value` to the query for each value (style `form`, exploded, as OpenAPI has it by default).
    public mutating func queryList(_ name: String, _ values: [some ParameterValue]?) {
        for value in values ?? [] { query(name, value) }
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
            fail(CallError(.encoding, "the body cannot be written as JSON: \(error)", underlying: error))
        }
    }

    /// Sends `value` as JSON where there is one, and no body where there is none.
    public mutating func optionalJSON(_ value: (some JSONValue)?, contentType: String = "application/json") {
        if let value { json(value, contentType: contentType) }
    }

    /// Sends `value` as JSON, an object to which members are added that are true or false.
    public mutating func json(
        _ value: some JSONValue, adding members: KeyValuePairs<String, Bool>, contentType: String = "application/json"
    ) {
        json(value, contentType: contentType)
        guard var text = content.bytes, text.last == UInt8(ascii: "}") else { return }
        text.removeLast()
        for (name, value) in members {
            if text.count > 1 { text.append(UInt8(ascii: ",")) }
            text += (try? JSONWriter.encode(name)) ?? []
            text += ":\(value)".utf8
        }
        bytes(text + [UInt8(ascii: "}")], contentType: contentType)
    }

    /// Sends `value` as JSON with members that are true or false, and these alone where there is no value.
    public mutating func optionalJSON(
        _ value: (some JSONValue)?, adding members: KeyValuePairs<String, Bool>,
        contentType: String = "application/json"
    ) {
        if let value { return json(value, adding: members, contentType: contentType) }
        json([:] as [String: Bool], adding: members, contentType: contentType)
    }

    /// Sends text as it is, where there is any.
    public mutating func text(_ text: String?, contentType: String) {
        if let text { bytes(Array(text.utf8), contentType: contentType) }
    }

    /// Sends a body as it is, where there is one.
    public mutating func upload(_ body: UploadBody?, contentType: String) {
        guard let body else { return }
        content = body.content
        fields[.contentType] = contentType
    }

    /// Sends bytes as they are, where there are any.
    mutating func bytes(_ bytes: [UInt8]?, contentType: String) {
        upload(bytes.map { .bytes($0) }, contentType: contentType)
    }

    /// Asks for responses of the given media types in place of those that the document lists first.
    public mutating func accept(_ mediaTypes: String) { fields[.accept] = mediaTypes }

    /// The value that was given for a path parameter, percent-encoded; nil when none was.
    func pathValue(_ name: String) -> String? { pathValues.first { $0.name == name }?.value }

    /// The first value that was given for a query parameter, percent-encoded; nil when none was.
    func queryValue(_ name: String) -> String? {
        if let own = options.query.first(where: { $0.key == name }) { return own.value.percentEncoded }
        let start = name.percentEncoded + "="
        return query.split(separator: "&").first { $0.hasPrefix(start) }
            .map { String($0.dropFirst(start.count)) }
    }

    /// The value that was given for a header field; nil when none was.
    func fieldValue(_ name: String) -> String? { options.headers.value(of: name) ?? fields.value(of: name) }

    /// The body: the form where there is one.
    var body: RequestBody { form?.body ?? content }

    /// The bytes of a body in memory that is no form of several parts, and whether they are fields of a form.
    var readableBody: (bytes: [UInt8], isForm: Bool)? {
        guard form == nil, let bytes = content.bytes else { return nil }
        let type = fields[.contentType]?.lowercased() ?? ""
        return (bytes, type.hasPrefix("application/x-www-form-urlencoded"))
    }

    /// The parts of the form that are no files, as text.
    var formTexts: [(name: String, value: String)] { form?.texts ?? [] }

    /// Whether there is a body to send.
    var hasBody: Bool { form != nil || !content.isNone }

    /// Gives the form that is sent, made when it is first asked for, to `change`.
    mutating func changeForm(_ change: (inout FormData) -> Void) {
        var changed = form ?? FormData(subtype: multipartSubtype)
        change(&changed)
        form = changed
    }

    /// Keeps a problem, the first one, until the request is made.
    mutating func fail(_ error: CallError) { problem = problem ?? error }

    /// Fills `{name}` of the path template with a text that is encoded already.
    mutating func setPath(_ name: String, _ encoded: String) { pathValues.append((name, encoded)) }

    /// Adds a pair that is encoded already.
    mutating func appendQuery(_ pair: String) {
        query += query.isEmpty ? "" : "&"
        query += pair
    }

    /// Adds a cookie that is encoded already.
    mutating func appendCookie(_ pair: String) { cookies.append(pair) }

    mutating func setField(_ name: String, _ value: String) {
        guard let fieldName = HTTPField.Name(name), HTTPField.isValidValue(value) else {
            fail(CallError(.invalidRequest, "the value for the header field \(name) cannot stand in a header"))
            return
        }
        fields[fieldName] = value
    }

    /// The finished request to `server`.
    ///
    /// Throws ``CallError`` where a value cannot be sent.
    func request(to server: ServerURL) throws(CallError) -> HTTPRequest {
        if let problem { throw problem }
        var fields = fields
        if let form { fields[.contentType] = form.contentType }
        if let accept = options.accept { fields[.accept] = accept }
        if fields[.accept] == nil { fields[.accept] = operation.accept }
        // Cookies are separated by a semicolon and a space (RFC 6265, section 4.2.1).
        if !cookies.isEmpty { fields[.cookie] = cookies.joined(separator: "; ") }
        for field in options.headers { fields[fields: field.name] = options.headers[fields: field.name] }
        let path =
            if let target { target.path } else {
                server.path + (try operation.template.filled(pathValues)) + queryPart
            }
        return HTTPRequest(
            method: operation.requestMethod, scheme: server.scheme, authority: server.authority, path: path,
            headerFields: fields)
    }

    /// The query behind the path; a template may have one already.
    private var queryPart: String {
        let query = options.query.isEmpty ? query : queryWithOptions
        return query.isEmpty ? "" : (operation.template.hasQuery ? "&" : "?") + query
    }

    /// The query with that of the options, which stands for what has the same names.
    private var queryWithOptions: String {
        let own = options.query.map { (name: $0.key.percentEncoded, value: $0.value.percentEncoded) }
        let rest = query.queryPairs.filter { pair in !own.contains { $0.name == pair.name } }
        return (rest.map { String($0.pair) } + own.map { "\($0.name)=\($0.value)" }).joined(separator: "&")
    }
}
