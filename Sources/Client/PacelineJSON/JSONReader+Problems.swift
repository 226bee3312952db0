extension JSONReader {
    /// Keeps "expected …, found …" as the problem of the value at which the reader stands, unless there is one already.
    ///
    /// For types with a form of their own: `expected` says what it is, with an article ("a UUID").
    public func mismatch(_ expected: StaticString) {
        mismatch(expected, at: current)
    }

    /// Keeps what is wrong with a value; `name` is the member that was looked for if there is no value.
    func mismatch(
        _ expected: StaticString, at index: Int, name: StaticString? = nil, inFull: Bool = false,
        found text: String? = nil
    ) {
        // What is not there has been reported by who asked for it first.
        guard problem == nil, index != JSONTape.absent || current != JSONTape.absent else { return }
        let value = tape.tokens[index]
        let message = "expected \(expected), found \(text ?? found(value, inFull: inFull))"
        if index == JSONTape.absent {
            let member = name.map { "/" + Self.escaped("\($0)") } ?? ""
            keep(JSONError(message: message, path: pointer(to: current) + member, offset: offset(of: token)))
        } else {
            keep(JSONError(message: message, path: pointer(to: index), offset: offset(of: value)))
        }
    }

    /// Keeps that the elements of a list or a map would take too much memory.
    func tooLarge(_ count: Int, at index: Int) {
        guard problem == nil else { return }
        let message = "\(count) elements here would take more memory than the response may"
        keep(JSONError(message: message, path: pointer(to: index), offset: offset(of: tape.tokens[index])))
    }

    /// Keeps that a value is none of those that a closed enumeration has.
    func unknownValue(_ text: String, of type: String) {
        guard problem == nil else { return }
        keep(
            JSONError(
                message: "expected one of the values of \(type), found `\(text)`", path: pointer(to: current),
                offset: offset(of: token)))
    }

    private func found(_ token: JSONToken, inFull: Bool) -> String {
        switch token.kind {
        case .absent: "nothing"
        case .null: "null"
        case .true: "true"
        case .false: "false"
        // Which number it is matters only where another number was meant.
        case .number: inFull && token.length <= 24 ? "the number \(number(token).text)" : "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    private func offset(of token: JSONToken) -> Int {
        Int(token.offset) - (token.kind == .string ? 1 : 0)
    }

    /// The JSON pointer (RFC 6901) to a token, found by walking down to it.
    private func pointer(to target: Int) -> String {
        var pointer = ""
        var container = JSONTape.root
        while container != target {
            let isObject = tape.tokens[container].kind == .object
            var index = container + 1
            var position = 0
            // The child that is the target or holds it.
            while Int(tape.tokens[isObject ? index + 1 : index].next) <= target {
                index = Int(tape.tokens[isObject ? index + 1 : index].next)
                position += 1
            }
            pointer += "/" + (isObject ? Self.escaped(string(tape.tokens[index])) : String(position))
            container = isObject ? index + 1 : index
        }
        return pointer
    }

    /// The JSON pointer to the value that starts at a byte; empty if the bytes are not JSON.
    static func path(toByte offset: Int, of text: [UInt8]) -> String {
        text.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress, let tape = try? JSONTokenizer.tokenize(bytes) else { return "" }
            let reader = JSONReader(tape: tape, bytes: base)
            let index = (JSONTape.root..<tape.count).first { reader.offset(of: tape.tokens[$0]) == offset }
            return index.map(reader.pointer) ?? ""
        }
    }

    private static func escaped(_ name: String) -> String {
        var result = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "~": result += "~0"
            case "/": result += "~1"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
