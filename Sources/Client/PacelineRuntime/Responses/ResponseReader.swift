import HTTPTypes

/// Reads what the document's expressions point to in a response. The body is folded and parsed once, and only if asked.
struct ResponseReader {
    let response: Response
    private var folded: FoldedText?
    private var parsed: JSON??

    init(_ response: Response) { self.response = response }

    /// The value that an expression points to.
    mutating func value(_ value: ResponseValue) -> FoundValue {
        switch value {
        case .header(let name): FoundValue(response.headerFields.value(of: name))
        case .body(let pointer): json?.found(at: pointer) ?? .missing
        }
    }

    /// Whether the body holds `message`, but for case, white space and the kinds of quotes.
    mutating func holds(_ message: String) -> Bool {
        let text = folded ?? FoldedText(body: response.body)
        folded = text
        return text.contains(FoldedText(message: message))
    }

    /// The policies that the response names as exceeded, in a problem description of the type `quota-exceeded`
    /// (draft-ietf-httpapi-ratelimit-headers; RFC 9457).
    mutating func violatedPolicies() -> [String] {
        guard response.status >= 400,
            response.headerFields[.contentType]?.lowercased().hasPrefix("application/problem+json") == true
        else { return [] }
        return json?["violated-policies"]?.array?.compactMap(\.string) ?? []
    }

    /// The body as JSON; nil when it is something else.
    private var json: JSON? {
        mutating get {
            if let parsed { return parsed }
            let json = try? JSONReader.decode(JSON.self, from: response.body)
            parsed = .some(json)
            return json
        }
    }
}

extension HTTPFields {
    /// The value of a field by its name in text, without white space around it.
    func value(of name: String) -> String? {
        HTTPField.Name(name).flatMap { self[$0] }?.trimmed
    }
}
