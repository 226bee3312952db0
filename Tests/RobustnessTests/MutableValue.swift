import PacelineYAML

/// A document that can be changed and written again, as JSON.
indirect enum MutableValue {
    /// A scalar as JSON writes it.
    case scalar(String)
    case list([MutableValue])
    /// A mapping, in which a key may stand twice.
    case map([(key: String, value: MutableValue)])

    init(_ node: Node) {
        if node.isMapping {
            self = .map(node.entries.map { ($0.key, MutableValue($0.value)) })
        } else if node.isSequence {
            self = .list(node.elements.map(MutableValue.init))
        } else if node.kind == .string {
            self = .text(node.text ?? "")
        } else {
            self = .scalar(node.isNull ? "null" : node.text ?? "null")
        }
    }

    static func text(_ text: String) -> MutableValue {
        var literal = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": literal += "\\\(scalar)"
            case "\n": literal += "\\n"
            default: literal.unicodeScalars.append(scalar)
            }
        }
        return .scalar(literal + "\"")
    }

    /// How many values there are, this one included.
    var count: Int {
        switch self {
        case .scalar: 1
        case .list(let elements): elements.reduce(1) { $0 + $1.count }
        case .map(let entries): entries.reduce(1) { $0 + $1.value.count }
        }
    }

    /// The pointers to all values, in document order.
    func pointers(_ prefix: [String] = []) -> [JSONPointer] {
        let own = JSONPointer(tokens: prefix)
        return switch self {
        case .scalar: [own]
        case .list(let elements):
            elements.enumerated().reduce(into: [own]) { $0 += $1.element.pointers(prefix + ["\($1.offset)"]) }
        case .map(let entries): entries.reduce(into: [own]) { $0 += $1.value.pointers(prefix + [$1.key]) }
        }
    }

    /// Changes the value with the given number, in document order from 0.
    mutating func change(_ number: Int, _ body: (inout MutableValue) -> Void) {
        var left = number
        change(&left, body)
    }

    /// Counts `left` down to the value that is meant; it is below zero once that has been met.
    private mutating func change(_ left: inout Int, _ body: (inout MutableValue) -> Void) {
        left -= 1
        guard left >= 0 else { return body(&self) }
        switch self {
        case .scalar: break
        case .list(var elements):
            for index in elements.indices where left >= 0 { elements[index].change(&left, body) }
            self = .list(elements)
        case .map(var entries):
            for index in entries.indices where left >= 0 { entries[index].value.change(&left, body) }
            self = .map(entries)
        }
    }

    /// The value with the given number.
    func value(_ number: Int) -> MutableValue {
        var copy = self
        var found = self
        copy.change(number) { found = $0 }
        return found
    }

    /// Appends the JSON text, with a line for each entry.
    func write(to text: inout String) {
        switch self {
        case .scalar(let literal): text += literal
        case .list(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                text += index == 0 ? "\n" : ",\n"
                element.write(to: &text)
            }
            text += "]"
        case .map(let entries):
            text += "{"
            for (index, entry) in entries.enumerated() {
                text += index == 0 ? "\n" : ",\n"
                MutableValue.text(entry.key).write(to: &text)
                text += ": "
                entry.value.write(to: &text)
            }
            text += "}"
        }
    }
}
