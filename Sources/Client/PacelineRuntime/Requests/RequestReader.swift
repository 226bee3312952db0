import HTTPTypes

/// Reads what the document's expressions point to in a request. The body is parsed once, and only if asked; one that is
/// read while it is sent has no values.
struct RequestReader {
    private let request: RequestBuilder
    private var parsed: Body?

    private enum Body {
        case json(JSON)
        case form([(name: String, value: String)])
        case none
    }

    init(_ request: RequestBuilder) { self.request = request }

    /// Whether nothing is known of the values of its body.
    var isBodyUnknown: Bool { request.isBodyUnknown }

    /// The value that an expression points to, decoded.
    mutating func value(_ value: RequestValue) -> FoundValue {
        switch value {
        case .path(let name): FoundValue(request.pathValue(name)?.percentDecoded)
        case .query(let name): FoundValue(request.queryValue(name)?.percentDecoded)
        case .header(let name): FoundValue(request.fieldValue(name))
        case .body(let pointer): bodyValue(pointer)
        }
    }

    private mutating func bodyValue(_ pointer: String) -> FoundValue {
        let body = parsed ?? request.readableBody.map(Self.parse) ?? .form(request.formTexts)
        parsed = body
        switch body {
        case .json(let json): return json.found(at: pointer)
        case .form(let pairs):
            let name = pointer.dropFirst().pointerToken
            return FoundValue(pairs.first { $0.name == name }?.value)
        case .none: return .missing
        }
    }

    private static func parse(_ body: (bytes: [UInt8], isForm: Bool)) -> Body {
        guard body.isForm else {
            guard let json = try? JSONReader.decode(JSON.self, from: body.bytes) else { return .none }
            return .json(json)
        }
        // A plus is a space in forms (WHATWG URL, section 5.1).
        let text = String(decoding: body.bytes, as: UTF8.self).replacing("+", with: " ")
        return .form(
            text.queryPairs.map { name, pair in
                (String(name).percentDecoded, String(pair.dropFirst(name.count + 1)).percentDecoded)
            })
    }
}

extension RequestCondition {
    /// Whether the request meets the condition, or may: nobody knows what a body says that is not at hand.
    func holds(in request: inout RequestReader) -> Bool {
        if case .body = value, request.isBodyUnknown { return true }
        return predicate.isMet(by: request.value(value))
    }
}
