import PacelineDocument
import PacelineModel
import PacelineYAML

extension ReplyMaker {
    /// Fields that HTTP itself sets, or that would change how the message is read.
    private static let own: Set<String> = [
        "connection", "content-encoding", "content-length", "content-range", "content-type", "date", "keep-alive",
        "trailer", "transfer-encoding", "upgrade",
    ]

    /// The declared header fields of a response, each with a value that satisfies its schema. Those that lead to
    /// further pages are left out, for there are none.
    func fields(of response: PacelineDocument.Response) -> [MockRequest.Pair] {
        response.headers.compactMap { entry in
            let name = entry.name.lowercased()
            guard !Self.own.contains(name), name != "link", !name.leadsToFurtherPages,
                let header = contracts.document.resolve(entry.value)
            else { return nil }
            let value = Self.usual(name, header, in: contracts.document) ?? value(of: header)
            // A value that is no field's (RFC 9110, section 5.5) would make the whole response unreadable.
            guard value.utf8.allSatisfy({ (0x20...0x7E).contains($0) || $0 == 0x09 }) else { return nil }
            return .init(entry.name, value)
        }
    }

    private func value(of header: Header) -> String {
        guard let schema = header.schema else { return header.example?.text ?? "string" }
        return samples.sample(of: schema, example: header.example).fieldText(explode: header.explodes)
    }

    /// What stands in fields whose form a standard defines where the document says no more than "a text".
    private static func usual(_ name: String, _ header: Header, in document: Document) -> String? {
        let isFree = header.schema.map { document.parts(of: $0).allSatisfy(\.isFreeText) } ?? true
        guard isFree, header.example == nil else { return nil }
        switch name {
        case "etag": return "\"sample\""
        case "last-modified", "expires": return httpDate(1_736_933_400)
        case "location", "content-location": return "/"
        case "www-authenticate": return "Basic"
        case "retry-after": return "1"
        default: return nil
        }
    }
}

extension Header {
    /// Whether the members of an object stand as `name=value` (`explode`).
    fileprivate var explodes: Bool { node["explode"]?.boolean ?? false }
}

extension Schema {
    /// Whether any text will do.
    fileprivate var isFreeText: Bool {
        ["enum", "const", "pattern", "format", "example", "examples", "minLength", "maxLength", "default"].allSatisfy {
            node[$0] == nil
        } && (types.isEmpty || types.contains("string"))
    }
}

extension Sample {
    /// The value in the style `simple` (OpenAPI 3.1, section 4.8.12.3), as header fields have it.
    fileprivate func fieldText(explode: Bool) -> String {
        switch self {
        case .array(let elements): elements.map(\.plainText).joined(separator: ",")
        case .object(let members):
            members.map { "\($0.name)\(explode ? "=" : ",")\($0.value.plainText)" }.joined(separator: ",")
        case .null: ""
        case .boolean, .number, .string: plainText
        }
    }
}
