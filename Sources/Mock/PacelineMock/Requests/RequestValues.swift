import Foundation
import PacelineModel
import PacelinePolicy

extension RequestValue {
    /// The value's text in a request; nil where there is none.
    func text(in request: MockRequest, pathValues: [String: String]) -> String? {
        switch self {
        case .path(let name): pathValues[name]
        case .query(let name): request.queryValue(name)
        case .header(let name): request.field(name)
        case .body(let pointer): request.bodyText(at: pointer)
        }
    }
}

extension RequestCondition {
    /// Whether the request meets the condition.
    func holds(for request: MockRequest, pathValues: [String: String]) -> Bool {
        predicate.holds(for: value.text(in: request, pathValues: pathValues))
    }
}

extension MockRequest {
    /// The text at a pointer into a body of JSON, or of the form's field that the pointer names.
    fileprivate func bodyText(at pointer: String) -> String? {
        guard case .bytes(let bytes) = body, !bytes.isEmpty else { return nil }
        let type = field("Content-Type") ?? ""
        let names = pointer.pointerNames
        if type.lowercased().hasPrefix("application/x-www-form-urlencoded") {
            let text = String(decoding: bytes, as: UTF8.self).replacing("+", with: " ")
            return Self.pairs(ofQuery: text[...]).first { $0.name == names.first }?.value
        }
        if type.lowercased().hasPrefix("multipart/") { return names.first.flatMap { formPart($0, bytes, type) } }
        return Sample(json: bytes)?.scalarText(at: pointer)
    }

    /// The text of a part of a form (RFC 7578) by its name.
    private func formPart(_ name: String, _ bytes: [UInt8], _ type: String) -> String? {
        guard let start = type.range(of: "boundary=")?.upperBound else { return nil }
        let boundary = type[start...].prefix { $0 != ";" }.filter { $0 != "\"" }
        let parts = String(decoding: bytes, as: UTF8.self).components(separatedBy: "--\(boundary)")
        for part in parts where part.contains("name=\"\(name)\"") {
            guard let end = part.range(of: "\r\n\r\n")?.upperBound else { continue }
            return String(part[end...].dropLast(part.hasSuffix("\r\n") ? 1 : 0))
        }
        return nil
    }
}

extension String {
    /// The names of a JSON pointer (RFC 6901), in order.
    var pointerNames: [String] {
        split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            String($0).replacing("~1", with: "/").replacing("~0", with: "~")
        }
    }
}

extension Sample {
    /// The text of the scalar at a pointer; nil where there is none.
    func scalarText(at pointer: String) -> String? { text(at: pointer.pointerNames[...]) }

    /// The text of the scalar at the end of a way; nil where there is none.
    private func text(at names: ArraySlice<String>) -> String? {
        guard let name = names.first else {
            return switch self {
            case .string(let text), .number(let text): text
            case .boolean(let value): "\(value)"
            case .null: "null"
            default: nil
            }
        }
        if case .array(let elements) = self {
            guard let index = Int(name), elements.indices.contains(index) else { return nil }
            return elements[index].text(at: names.dropFirst())
        }
        return member(name)?.text(at: names.dropFirst())
    }
}
