// A scalar by its token; a placeholder and a kept problem if the token is of another kind. `name` is the member that
// the token was looked for under.

extension JSONReader {
    func string(at index: Int, name: StaticString? = nil) -> String {
        let token = tape.tokens[index]
        if token.kind == .string { return string(token) }
        mismatch("a string", at: index, name: name)
        return ""
    }

    func bool(at index: Int, name: StaticString? = nil) -> Bool {
        switch tape.tokens[index].kind {
        case .true: return true
        case .false: return false
        default:
            mismatch("a Boolean", at: index, name: name)
            return false
        }
    }

    func double(at index: Int, name: StaticString? = nil) -> Double {
        let token = tape.tokens[index]
        if token.kind == .number, let value = number(token).double { return value }
        mismatch("a number in the range of Double", at: index, name: name, inFull: true)
        return 0
    }

    func integer<Integer: FixedWidthInteger>(at index: Int, name: StaticString? = nil) -> Integer {
        let token = tape.tokens[index]
        if token.kind == .number, let value = number(token).integer, let integer = Integer(exactly: value) {
            return integer
        }
        switch Integer.bitWidth {
        case 32: mismatch("an integer of 32 bits", at: index, name: name, inFull: true)
        default:
            mismatch(
                isLargeInteger(index)
                    ? "an integer of 64 bits (`format: decimal` in the document reads larger ones)"
                    : "an integer of 64 bits", at: index, name: name, inFull: true)
        }
        return 0
    }

    /// Whether a member is not there or `null`.
    func isNone(_ index: Int) -> Bool {
        let kind = tape.tokens[index].kind
        return kind == .absent || kind == .null
    }

    /// Whether a number is a whole one of more than 64 bits.
    func isLargeInteger(_ index: Int) -> Bool {
        let token = tape.tokens[index]
        // Eighteen digits always fit.
        guard token.kind == .number, token.isPlain, token.length > 18 else { return false }
        return number(token).integer == nil
    }

    func utf8(_ token: JSONToken) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: bytes + Int(token.offset), count: Int(token.length))
    }

    func string(_ token: JSONToken) -> String {
        let text = utf8(token)
        if token.isPlain { return String(decoding: text, as: UTF8.self) }
        return String(unsafeUninitializedCapacity: text.count) { JSONBytes.unescape(text, into: $0) }
    }

    func number(_ token: JSONToken) -> JSONNumberText {
        JSONNumberText(utf8(token), isPlain: token.isPlain)
    }
}
