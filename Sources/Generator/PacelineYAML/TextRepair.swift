/// Makes text readable that libyaml refuses or takes for something else, without moving anything.
///
/// libyaml refuses the escapes of half a character (`\ud83d`), which JSON uses for everything beyond U+FFFF, and the
/// control characters; U+0085, U+2028 and U+2029 end a line for it, which they have not done since YAML 1.2
/// (section 5.4). Each of them is replaced by one private character before libyaml sees it, so that lines and columns
/// stay true, and comes back when a text is taken over. A document that needs no repair is not copied.
enum TextRepair {
    /// What is done to a document.
    struct Result {
        /// The bytes to read in place of the document's.
        var bytes: [UInt8]
        /// The offset of the first control character that neither YAML nor JSON allows; nil when there is none.
        var firstControl: Int?
    }

    /// The private characters are U+10FF00 to U+10FFFF, in UTF-8 `F4 8F BC…BF xx`: this plus the number of what is
    /// replaced, which is the character itself below U+0100.
    private static let base: UInt32 = 0x10FF00
    /// The numbers of what has none below U+0100, out of those that are no control characters.
    private static let lineSeparator: UInt8 = 0x28
    private static let paragraphSeparator: UInt8 = 0x29
    private static let reversedMark: UInt8 = 0x3E
    private static let noCharacter: UInt8 = 0x3F
    private static let backslash: UInt8 = 0x5C

    /// The repaired document; nil when it needs no repair, or holds the private characters itself.
    static func repaired(_ bytes: UnsafeBufferPointer<UInt8>) -> Result? {
        guard var position = next(in: bytes, from: 0) else { return nil }
        var result = Result(bytes: [], firstControl: nil)
        result.bytes.reserveCapacity(bytes.count + bytes.count / 16)
        var copied = 0
        while true {
            guard let (number, length) = problem(in: bytes, at: position) else { return nil }
            if number < 0x20, result.firstControl == nil { result.firstControl = position }
            result.bytes += bytes[copied..<position]
            result.bytes += character(number)
            copied = position + length
            guard let following = next(in: bytes, from: copied) else { break }
            position = following
        }
        result.bytes += bytes[copied...]
        return result
    }

    /// A text of a repaired document as it was written; `lostHalf` tells that half a character stood alone in it.
    static func restored(
        _ text: UnsafeBufferPointer<UInt8>, isDoubleQuoted: Bool
    ) -> (bytes: [UInt8], lostHalf: Bool)? {
        guard var mark = replaced(in: text, from: 0) else { return nil }
        var (bytes, lostHalf, copied) = ([UInt8](), false, 0)
        while true {
            bytes += text[copied..<mark]
            let number = (text[mark + 2] & 0x03) << 6 | (text[mark + 3] & 0x3F)
            copied = mark + 4
            if number != backslash {
                bytes += original(number)
            } else if isDoubleQuoted, let unit = codeUnit(in: text, at: mark) {
                copied += 5
                if unit < 0xDC00, let low = codeUnit(in: text, at: copied), low >= 0xDC00 {
                    bytes += utf8(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
                    copied += 9
                } else {
                    bytes += utf8(0xFFFD)
                    lostHalf = true
                }
            } else {
                bytes.append(backslash)
            }
            guard let following = replaced(in: text, from: copied) else { break }
            mark = following
        }
        return (bytes + text[copied...], lostHalf)
    }

    // MARK: Finding

    /// Bytes with which something may begin that needs a look.
    private static let suspects: [Bool] = (0...255).map { (byte: Int) in
        switch byte {
        case 0x09, 0x0A, 0x0D: false
        case 0x00..<0x20, 0x5C, 0x7F, 0xC2, 0xE2, 0xEF, 0xF4: true
        default: false
        }
    }

    /// The offset of the next place that needs a repair; nil when there is none.
    private static func next(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        suspects.withUnsafeBufferPointer { suspects in
            var position = start
            while position < bytes.count {
                if suspects[Int(bytes[position])] {
                    if problem(in: bytes, at: position) != nil || isPrivate(bytes, at: position) { return position }
                    // The second of two backslashes begins no escape.
                    if bytes[position] == backslash { position += 1 }
                }
                position += 1
            }
            return nil
        }
    }

    /// What is wrong at a place, and how many bytes it takes; nil when nothing is.
    private static func problem(
        in bytes: UnsafeBufferPointer<UInt8>, at position: Int
    ) -> (number: UInt8, length: Int)? {
        func byte(_ offset: Int) -> UInt8 { position + offset < bytes.count ? bytes[position + offset] : 0 }
        switch (bytes[position], byte(1), byte(2)) {
        case (let control, _, _) where control < 0x20 || control == 0x7F: return (control, 1)
        case (backslash, UInt8(ascii: "u"), UInt8(ascii: "d")), (backslash, UInt8(ascii: "u"), UInt8(ascii: "D")):
            let isHalf = hexValue(byte(3)) ?? 0 >= 8 && hexValue(byte(4)) != nil && hexValue(byte(5)) != nil
            return isHalf ? (backslash, 1) : nil
        case (0xC2, let control, _) where (0x80...0x9F).contains(control): return (control, 2)
        case (0xE2, 0x80, 0xA8): return (lineSeparator, 3)
        case (0xE2, 0x80, 0xA9): return (paragraphSeparator, 3)
        case (0xEF, 0xBF, 0xBE): return (reversedMark, 3)
        case (0xEF, 0xBF, 0xBF): return (noCharacter, 3)
        default: return nil
        }
    }

    /// Whether one of the private characters stands here.
    private static func isPrivate(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Bool {
        position + 3 < bytes.count && bytes[position] == 0xF4 && bytes[position + 1] == 0x8F
            && bytes[position + 2] & 0xFC == 0xBC
    }

    private static func replaced(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var position = start
        while position < text.count {
            if isPrivate(text, at: position) { return position }
            position += 1
        }
        return nil
    }

    // MARK: Characters

    /// The code unit of `uXXXX` behind a replaced backslash.
    private static func codeUnit(in text: UnsafeBufferPointer<UInt8>, at mark: Int) -> UInt32? {
        guard isPrivate(text, at: mark), mark + 8 < text.count, text[mark + 4] == UInt8(ascii: "u") else { return nil }
        var value: UInt32 = 0
        for offset in 5...8 {
            guard let digit = hexValue(text[mark + offset]) else { return nil }
            value = value << 4 | digit
        }
        return (0xD800...0xDFFF).contains(value) ? value : nil
    }

    private static func character(_ number: UInt8) -> [UInt8] { utf8(base + UInt32(number)) }

    private static func original(_ number: UInt8) -> [UInt8] {
        switch number {
        case lineSeparator: utf8(0x2028)
        case paragraphSeparator: utf8(0x2029)
        case reversedMark: utf8(0xFFFE)
        case noCharacter: utf8(0xFFFF)
        default: utf8(UInt32(number))
        }
    }

    private static func utf8(_ value: UInt32) -> [UInt8] {
        Unicode.Scalar(value).map { Array(String(Character($0)).utf8) } ?? []
    }

    private static func hexValue(_ byte: UInt8) -> UInt32? {
        Character(Unicode.Scalar(byte)).hexDigitValue.map(UInt32.init)
    }
}
