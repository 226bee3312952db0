/// What the tokenizer, the reader and the writer know about the bytes of strings.
enum JSONBytes {
    /// The high bit of each byte of a word.
    static let highBits: UInt64 = 0x8080_8080_8080_8080
    private static let ones: UInt64 = 0x0101_0101_0101_0101

    /// The eight bytes at a place, the first in the lowest bits.
    @inline(__always) static func word(at place: UnsafePointer<UInt8>) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(place).loadUnaligned(as: UInt64.self))
    }

    /// Marks, by their high bits, the bytes of a word that cannot stand for themselves in a string: quotes, backslashes
    /// and control characters (RFC 8259, 7). Marks above the lowest may be wrong, since a borrow can cross bytes.
    @inline(__always) static func special(in word: UInt64) -> UInt64 {
        let quotes = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let backslashes = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
        let marks =
            (quotes &- ones) & ~quotes | (backslashes &- ones) & ~backslashes | (word &- ones &* 0x20) & ~word
        return marks & highBits
    }

    /// The index of the lowest byte that is marked.
    @inline(__always) static func firstMarked(_ marks: UInt64) -> Int {
        marks.trailingZeroBitCount >> 3
    }

    /// Whether a byte stands for itself in a string.
    @inline(__always) static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// The value of a hexadecimal digit.
    static func hexValue(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    /// Whether two runs of `count` bytes are equal.
    @inline(__always)
    static func equal(_ one: UnsafePointer<UInt8>, _ other: UnsafePointer<UInt8>, count: Int) -> Bool {
        var index = 0
        while index + 8 <= count {
            if word(at: one + index) != word(at: other + index) { return false }
            index += 8
        }
        while index < count {
            if one[index] != other[index] { return false }
            index += 1
        }
        return true
    }

    /// Writes the characters that a checked string stands for as UTF-8; returns their number of bytes, which is at most
    /// the string's.
    static func unescape(_ text: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>) -> Int {
        var read = 0
        var written = 0
        while read < text.count {
            let byte = text[read]
            read += 1
            guard byte == UInt8(ascii: "\\") else {
                output[written] = byte
                written += 1
                continue
            }
            let escape = text[read]
            read += 1
            if escape == UInt8(ascii: "u") {
                for unit in scalar(in: text, at: &read).utf8 {
                    output[written] = unit
                    written += 1
                }
            } else {
                output[written] = character(of: escape)
                written += 1
            }
        }
        return written
    }

    private static func character(of escape: UInt8) -> UInt8 {
        switch escape {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: escape
        }
    }

    /// The scalar of the escape whose digits start at `read`, with the second half of a surrogate pair; U+FFFD for half
    /// a pair.
    private static func scalar(in text: UnsafeBufferPointer<UInt8>, at read: inout Int) -> UnicodeScalar {
        let unit = codeUnit(in: text, at: read)
        read += 4
        guard 0xD800...0xDBFF ~= unit, read + 6 <= text.count, text[read] == UInt8(ascii: "\\"),
            text[read + 1] == UInt8(ascii: "u")
        else { return UnicodeScalar(unit) ?? "\u{FFFD}" }
        let second = codeUnit(in: text, at: read + 2)
        guard 0xDC00...0xDFFF ~= second else { return "\u{FFFD}" }
        read += 6
        return UnicodeScalar(0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
    }

    private static func codeUnit(in text: UnsafeBufferPointer<UInt8>, at start: Int) -> UInt32 {
        (start..<start + 4).reduce(0) { $0 << 4 | (hexValue(text[$1]) ?? 0) }
    }
}
