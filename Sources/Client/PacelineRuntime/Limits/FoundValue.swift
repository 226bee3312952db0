/// What an expression of the document points to, in a request or a response.
enum FoundValue: Equatable {
    /// Nothing is there.
    case missing
    /// A text, a number, `true`, `false` or `null`, as it is written.
    case text(String)
    /// An array or an object.
    case composite

    init(_ text: String?) { self = text.map { .text($0) } ?? .missing }

    /// The text, where there is one.
    var text: String? { if case .text(let text) = self { text } else { nil } }

    /// The number that the text writes, where it writes one.
    var number: Double? { text.flatMap(Double.init).flatMap { $0.isFinite ? $0 : nil } }
}

extension JSON {
    /// What a pointer finds (RFC 6901, section 4).
    func found(at pointer: String) -> FoundValue {
        var value = self
        for part in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            let isIndex = part.count == 1 || part.first != "0"
            let element = isIndex ? decimal(part).flatMap { index in value[index] } : nil
            guard let next = value[part.pointerToken] ?? element else { return .missing }
            value = next
        }
        return value.scalarText.map { .text($0) } ?? .composite
    }

    private func decimal(_ text: Substring) -> Int? { text.utf8.allSatisfy(\.isDigit) ? Int(text) : nil }

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

extension Substring {
    /// The name that a part of a pointer stands for (RFC 6901, section 4).
    var pointerToken: String { String(self).replacing("~1", with: "/").replacing("~0", with: "~") }
}
