/// A value as a parameter or a form sees it: a text, a list, or members in the order in which the value writes them.
package indirect enum ParameterTree {
    /// Null: not sent.
    case none
    case text(String)
    /// A number, true or false.
    case token(String)
    case list([ParameterTree])
    case members([Member])

    package struct Member {
        package var name: String
        package var value: ParameterTree
    }

    /// Takes a value apart by what it writes as JSON, so that every type that can be written can be a parameter.
    package init(_ value: some JSONValue) throws(JSONError) {
        let bytes = try JSONWriter.encode(value)
        self = try bytes.withUnsafeBufferPointer { bytes throws(JSONError) in
            let tape = try JSONTokenizer.tokenize(bytes)
            guard let base = bytes.baseAddress else { throw JSONError(message: "the text is empty") }
            return ParameterTree(JSONReader(tape: tape, bytes: base), at: JSONTape.root)
        }
    }

    private init(_ reader: JSONReader, at index: Int) {
        let token = reader.tape.tokens[index]
        switch token.kind {
        case .absent, .null: self = .none
        case .true: self = .token("true")
        case .false: self = .token("false")
        case .number: self = .token(reader.number(token).text)
        case .string: self = .text(reader.string(token))
        case .array:
            var elements: [ParameterTree] = []
            var child = index + 1
            while child < Int(token.next) {
                elements.append(ParameterTree(reader, at: child))
                child = Int(reader.tape.tokens[child].next)
            }
            self = .list(elements)
        case .object:
            var members: [Member] = []
            var child = index + 1
            while child < Int(token.next) {
                let name = reader.string(reader.tape.tokens[child])
                members.append(Member(name: name, value: ParameterTree(reader, at: child + 1)))
                child = Int(reader.tape.tokens[child + 1].next)
            }
            self = .members(members)
        }
    }

    /// The value as JSON.
    package var json: String {
        switch self {
        case .none: "null"
        case .token(let text): text
        case .text(let text): Self.quoted(text)
        case .list(let elements): "[" + elements.map(\.json).joined(separator: ",") + "]"
        case .members(let members):
            "{" + members.map { Self.quoted($0.name) + ":" + $0.value.json }.joined(separator: ",") + "}"
        }
    }

    /// The value as one text: JSON where it is a list or has members, for which no style has a form inside another.
    package var text: String {
        switch self {
        case .none: ""
        case .text(let text), .token(let text): text
        case .list, .members: json
        }
    }

    package var isNone: Bool { if case .none = self { true } else { false } }

    /// Whether the value is one text.
    package var isScalar: Bool {
        switch self {
        case .none, .text, .token: true
        case .list, .members: false
        }
    }

    /// Writing a string cannot fail.
    private static func quoted(_ text: String) -> String {
        (try? JSONWriter.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }
}
