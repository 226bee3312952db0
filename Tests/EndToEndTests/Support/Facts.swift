#if MockServer
import Foundation
import Testing

/// A request as the reference has it.
struct Fact: Decodable {
    var name, operationID, method, path: String
    var pathParameters, headers: [String: String]
    var query: [String: Value]
    var bodyKind: String?
    var body: Value?

    /// Expects that the request is this one: its path filled, its query in any order, its header fields
    /// among those sent, its body as a JSON value.
    func expect(of request: Logged) {
        #expect(request.method == method, "\(name)")
        let filled = pathParameters.reduce(path) { $0.replacing("{\($1.key)}", with: $1.value) }
        #expect(request.path == filled, "\(name)")
        let pairs = query.flatMap { key, value in value.texts.map { "\(key)=\($0)" } }
        let sent = request.query.split(separator: "&").map { $0.removingPercentEncoding ?? "" }
        #expect(sent.sorted() == pairs.sorted(), "\(name)")
        for (field, value) in headers { #expect(request.fields[field] == value, "\(name): \(field)") }
        guard bodyKind == "multipart/form-data", case .object(let parts) = body else {
            #expect(request.body == body, "\(name)")
            return
        }
        guard case .string(let form) = request.body else {
            Issue.record("\(name): the body is no form")
            return
        }
        #expect(!parts.isEmpty)
        for (part, content) in parts {
            #expect(form.contains("; name=\"\(part)\""), "\(name)")
            #expect(content.texts.allSatisfy { form.contains("\r\n\r\n\($0)\r\n--") }, "\(name)")
        }
    }
}

/// A line of the server's log, with the header fields that the client sent.
struct Logged: Decodable {
    var method, path, operation, query: String
    var status: Int
    var body: Value?
    var fields: [String: String] = [:]

    private enum CodingKeys: CodingKey {
        case method, path, operation, query, status, body
    }
}

/// A JSON value, read apart from the runtime that wrote it.
indirect enum Value: Hashable, Decodable {
    case boolean(Bool)
    case number(Double)
    case string(String)
    case array([Value])
    case object([String: Value])
    case null

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([Value].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: Value].self))
        }
    }

    /// The value as parameters of a query have it, one text for each element.
    var texts: [String] {
        switch self {
        case .boolean(let value): [String(value)]
        case .number(let value): [Int(exactly: value).map(String.init) ?? String(value)]
        case .string(let value): [value]
        case .array(let elements): elements.flatMap(\.texts)
        case .object, .null: []
        }
    }
}
#endif
