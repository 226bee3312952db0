import HTTPTypes

/// Reads what the document's expressions point to in a response. The body is folded and parsed once, and only if asked.
struct ResponseReader {
    /// What an expression points to.
    enum Found: Equatable {
        /// Nothing is there.
        case missing
        /// A text, a number, `true`, `false` or `null`, as it is written.
        case text(String)
        /// An array or an object.
        case composite
    }

    let response: Response
    private var folded: FoldedText?
    private var parsed: JSON??

    init(_ response: Response) { self.response = response }

    /// The value that an expression points to.
    mutating func value(_ value: ResponseValue) -> Found {
        switch value {
        case .header(let name): response.headerFields.value(of: name).map { .text($0) } ?? .missing
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

extension JSON {
    /// What a pointer finds (RFC 6901, section 4).
    fileprivate func found(at pointer: String) -> ResponseReader.Found {
        var value = self
        for part in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            let name = String(part).replacing("~1", with: "/").replacing("~0", with: "~")
            let isIndex = part.count == 1 || part.first != "0"
            let element = isIndex ? decimal(part).flatMap { index in value[index] } : nil
            guard let next = value[name] ?? element else { return .missing }
            value = next
        }
        return value.scalarText.map { .text($0) } ?? .composite
    }

    private func decimal(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
    }

    private var scalarText: String? {
        switch self {
        case .null: "null"
        case .bool(let value): String(value)
        case .integer(let value): String(value)
        case .number(let value): String(value)
        case .decimal(let text), .string(let text): text
        case .array, .object: nil
        }
    }
}
