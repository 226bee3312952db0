import HTTPTypes

extension Response {
    /// The text of a response whose media type the document leaves open: where it comes as JSON, the string that it is,
    /// else the body as text.
    ///
    /// Throws `JSONError` when the body is not text.
    public func anyText() throws(JSONError) -> String {
        if isJSON, let text = try? decode(String.self) { return text }
        return try text()
    }

    /// Whether the response says that it is JSON (RFC 6839, section 3.1, for `+json`).
    private var isJSON: Bool {
        let essence = (headerFields[.contentType] ?? "").prefix { $0 != ";" }.filter { !$0.isWhitespace }.lowercased()
        return essence.hasSuffix("/json") || essence.hasSuffix("+json")
    }
}
