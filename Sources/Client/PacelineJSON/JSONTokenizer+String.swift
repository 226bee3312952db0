extension JSONTokenizer {
    /// Steps over a string from quote to quote and adds it to the tape: a value or a member's name.
    mutating func string() throws(JSONError) {
        position += 1
        let start = position
        var isPlain = true
        while true {
            skipPlainText()
            switch peek() {
            case UInt8(ascii: "\""):
                tape.append(.string, offset: start, length: position - start, isPlain: isPlain)
                position += 1
                return
            case UInt8(ascii: "\\"):
                isPlain = false
                try escape()
            case 0x80...0xFF:
                try scalar()
            default:
                if position == count { throw failure("the string does not end") }
                throw failure("a control character in a string must be escaped")
            }
        }
    }

    /// Steps over ASCII that stands for itself, eight bytes at a time.
    @inline(__always) private mutating func skipPlainText() {
        while position + 8 <= count {
            let word = JSONBytes.word(at: bytes + position)
            let special = JSONBytes.special(in: word) | word & JSONBytes.highBits
            if special != 0 {
                position += JSONBytes.firstMarked(special)
                return
            }
            position += 8
        }
        while position < count, JSONBytes.isPlain(bytes[position]), bytes[position] < 0x80 { position += 1 }
    }

    private mutating func escape() throws(JSONError) {
        position += 1
        switch peek() {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 1
        case UInt8(ascii: "u"):
            position += 1
            for _ in 0..<4 {
                guard JSONBytes.hexValue(peek()) != nil else { throw unexpected("four hexadecimal digits") }
                position += 1
            }
        default:
            throw unexpected("an escape")
        }
    }

    /// Steps over one well-formed sequence of two to four bytes (Unicode 16.0, table 3-7): no overlong form, no
    /// surrogate, nothing past U+10FFFF.
    private mutating func scalar() throws(JSONError) {
        let lead = bytes[position]
        let trailing: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0xC2...0xDF: trailing = 1
        case 0xE0...0xEF:
            trailing = 2
            if lead == 0xE0 { second = 0xA0...0xBF } else if lead == 0xED { second = 0x80...0x9F }
        case 0xF0...0xF4:
            trailing = 3
            if lead == 0xF0 { second = 0x90...0xBF } else if lead == 0xF4 { second = 0x80...0x8F }
        default: throw failure("a string is not valid UTF-8")
        }
        guard position + trailing < count, second.contains(bytes[position + 1]) else {
            throw failure("a string is not valid UTF-8")
        }
        for index in 1..<trailing where bytes[position + index + 1] & 0xC0 != 0x80 {
            throw failure("a string is not valid UTF-8")
        }
        position += trailing + 1
    }
}
