/// A value of JSON whose members keep their order.
package indirect enum SchemaJSON: Sendable {
    case string(String)
    case number(Int)
    case boolean(Bool)
    case array([SchemaJSON])
    case object([(String, SchemaJSON)])

    var text: String { text(indent: "") }

    private func text(indent: String) -> String {
        let inner = indent + "  "
        switch self {
        case .string(let text): return Self.literal(text)
        case .number(let number): return String(number)
        case .boolean(let value): return String(value)
        case .array(let elements):
            let isFlat = elements.allSatisfy { if case .object = $0 { false } else { true } }
            if isFlat { return "[" + elements.map { $0.text(indent: indent) }.joined(separator: ", ") + "]" }
            return "[\n" + elements.map { inner + $0.text(indent: inner) }.joined(separator: ",\n") + "\n\(indent)]"
        case .object(let members):
            if members.isEmpty { return "{}" }
            let lines = members.map { "\(inner)\(Self.literal($0)): \($1.text(indent: inner))" }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        }
    }

    private static func literal(_ text: String) -> String {
        text.reduce(into: "\"") { literal, character in
            switch character {
            case "\"": literal += "\\\""
            case "\\": literal += "\\\\"
            case "\n": literal += "\\n"
            default: literal.append(character)
            }
        } + "\""
    }
}

extension SchemaJSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .number(value) }
    package init(booleanLiteral value: Bool) { self = .boolean(value) }
    package init(arrayLiteral elements: SchemaJSON...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, SchemaJSON)...) { self = .object(elements) }

    /// The members of an object; none of anything else.
    var members: [(String, SchemaJSON)] { if case .object(let members) = self { members } else { [] } }
}
