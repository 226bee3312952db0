/// Checks a text against RFC 8259 in one pass and lays its values out on a tape.
///
/// Where the RFC leaves a choice: a byte order mark at the start is skipped (8.1); containers may be nested
/// `depthLimit` deep (9), which bounds every recursion over the text; an unpaired surrogate escape is accepted (8.2)
/// and read as U+FFFD, since servers that cut text at a length do send it.
struct JSONTokenizer {
    /// The deepest nesting of arrays and objects that is accepted.
    static let depthLimit = 512

    let bytes: UnsafePointer<UInt8>
    let count: Int
    let tape: JSONTape
    var position = 0

    /// Throws when the bytes are not exactly one JSON value.
    static func tokenize(_ text: UnsafeBufferPointer<UInt8>) throws(JSONError) -> JSONTape {
        guard let bytes = text.baseAddress, text.count > 0 else { throw JSONError(message: "the text is empty") }
        // Tokens hold places in 32 bits.
        guard text.count < UInt32.max else { throw JSONError(message: "the text is larger than 4 GB") }
        let tape = JSONTape(expecting: text.count)
        var tokenizer = JSONTokenizer(bytes: bytes, count: text.count, tape: tape)
        try tokenizer.text()
        return tape
    }

    private mutating func text() throws(JSONError) {
        if count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { position = 3 }
        skipSpace()
        try value(depth: 0)
        skipSpace()
        if position < count { throw unexpected("the end of the text") }
    }

    private mutating func value(depth: Int) throws(JSONError) {
        switch peek() {
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "{"): try object(depth: depth + 1)
        case UInt8(ascii: "["): try array(depth: depth + 1)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
        case UInt8(ascii: "t"): try literal("true", .true)
        case UInt8(ascii: "f"): try literal("false", .false)
        case UInt8(ascii: "n"): try literal("null", .null)
        default: throw unexpected("a value")
        }
    }

    private mutating func object(depth: Int) throws(JSONError) {
        let object = try open(.object, depth: depth)
        var members = 0
        if !take(UInt8(ascii: "}")) {
            repeat {
                skipSpace()
                guard peek() == UInt8(ascii: "\"") else { throw unexpected("a member's name") }
                try string()
                skipSpace()
                guard take(UInt8(ascii: ":")) else { throw unexpected("a colon") }
                skipSpace()
                try value(depth: depth)
                members += 1
                skipSpace()
            } while take(UInt8(ascii: ","))
            guard take(UInt8(ascii: "}")) else { throw unexpected("a comma or the object's end") }
        }
        tape.close(object, length: members)
    }

    private mutating func array(depth: Int) throws(JSONError) {
        let array = try open(.array, depth: depth)
        var elements = 0
        if !take(UInt8(ascii: "]")) {
            repeat {
                skipSpace()
                try value(depth: depth)
                elements += 1
                skipSpace()
            } while take(UInt8(ascii: ","))
            guard take(UInt8(ascii: "]")) else { throw unexpected("a comma or the array's end") }
        }
        tape.close(array, length: elements)
    }

    /// Steps over the opening bracket and the space after it.
    private mutating func open(_ kind: JSONToken.Kind, depth: Int) throws(JSONError) -> Int {
        guard depth <= Self.depthLimit else { throw failure("nested deeper than \(Self.depthLimit)") }
        let container = tape.open(kind, offset: position)
        position += 1
        skipSpace()
        return container
    }

    private mutating func literal(_ word: StaticString, _ kind: JSONToken.Kind) throws(JSONError) {
        let start = position
        for index in 0..<word.utf8CodeUnitCount {
            guard take(word.utf8Start[index]) else { throw unexpected("\(word)") }
        }
        tape.append(kind, offset: start, length: position - start)
    }

    /// `[ minus ] int [ frac ] [ exp ]` (RFC 8259, 6).
    private mutating func number() throws(JSONError) {
        let start = position
        var isPlain = true
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) {
            isPlain = false
            try digits()
        }
        if peek() | 0x20 == UInt8(ascii: "e") {
            isPlain = false
            position += 1
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        tape.append(.number, offset: start, length: position - start, isPlain: isPlain)
    }

    private mutating func digits() throws(JSONError) {
        let start = position
        while peek() &- UInt8(ascii: "0") < 10 { position += 1 }
        if position == start { throw unexpected("a digit") }
    }
}

extension JSONTokenizer {
    /// The byte at the position; 0, which no rule of the grammar accepts, at the end.
    @inline(__always) func peek() -> UInt8 {
        position < count ? bytes[position] : 0
    }

    /// Steps over a byte if it is the next.
    @inline(__always) mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    @inline(__always) mutating func skipSpace() {
        while position < count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    func failure(_ message: String) -> JSONError {
        JSONError(message: message, offset: position)
    }

    /// "expected a colon, found '='".
    func unexpected(_ expected: String) -> JSONError {
        guard position < count else { return failure("expected \(expected), found the end of the text") }
        let byte = bytes[position]
        let found = (0x21...0x7E).contains(byte) ? "'\(UnicodeScalar(byte))'" : "byte 0x" + String(byte, radix: 16)
        return failure("expected \(expected), found \(found)")
    }
}
