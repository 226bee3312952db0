/// What a scalar means by the core schema of YAML 1.2 (section 10.3.2), which holds for JSON as well.
package enum ScalarMeaning: Hashable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    /// A float, or an integer beyond 64 bits (whose digits are the node's `text`).
    case number(Double)
    case string(String)

    /// The meaning of a scalar without quotes.
    init(plain text: UnsafeBufferPointer<UInt8>) {
        guard let first = text.first else {
            self = .null
            return
        }
        switch first {
        case UInt8(ascii: "~"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"), UInt8(ascii: "T"),
            UInt8(ascii: "f"), UInt8(ascii: "F"):
            let word = String(decoding: text, as: UTF8.self)
            switch word {
            case "~", "null", "Null", "NULL": self = .null
            case "true", "True", "TRUE": self = .boolean(true)
            case "false", "False", "FALSE": self = .boolean(false)
            default: self = .string(word)
            }
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            let word = String(decoding: text, as: UTF8.self)
            self = Self.numeric(word) ?? .string(word)
        default: self = .string(String(decoding: text, as: UTF8.self))
        }
    }

    /// Whether this is an integer, of any size.
    var isWhole: Bool {
        switch self {
        case .integer: true
        case .number(let value): value.rounded() == value
        default: false
        }
    }

    var isBoolean: Bool { if case .boolean = self { true } else { false } }

    /// The value of a number.
    var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    private static func numeric(_ word: String) -> ScalarMeaning? {
        if word.hasPrefix("0o") { return whole(word.dropFirst(2), radix: 8) }
        if word.hasPrefix("0x") { return whole(word.dropFirst(2), radix: 16) }
        let unsigned = word.first == "-" || word.first == "+" ? word.dropFirst() : Substring(word)
        switch unsigned {
        case ".inf", ".Inf", ".INF": return .number(word.first == "-" ? -.infinity : .infinity)
        case ".nan", ".NaN", ".NAN": return unsigned.count == word.count ? .number(.nan) : nil
        default: break
        }
        guard let isInteger = decimalForm(unsigned.utf8) else { return nil }
        if isInteger, let value = Int64(word) { return .integer(value) }
        return Double(word).map { .number($0) }
    }

    /// An integer of the given radix, without a sign, as the core schema has it.
    private static func whole(_ digits: Substring, radix: UInt64) -> ScalarMeaning? {
        guard !digits.isEmpty, digits.utf8.allSatisfy({ digitValue($0) < radix }) else { return nil }
        if let value = Int64(digits, radix: Int(radix)) { return .integer(value) }
        return .number(digits.utf8.reduce(0) { $0 * Double(radix) + Double(digitValue($1)) })
    }

    private static func digitValue(_ byte: UInt8) -> UInt64 {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A")) + 10
        default: .max
        }
    }

    /// Whether a text without its sign is an integer (true), a float (false) or no number (nil):
    /// `( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`.
    private static func decimalForm(_ text: Substring.UTF8View) -> Bool? {
        func isDigit(_ byte: UInt8) -> Bool { digitValue(byte) < 10 }
        let whole = text.prefix(while: isDigit)
        var rest = text[whole.endIndex...]
        var isInteger = true
        if rest.first == UInt8(ascii: ".") {
            isInteger = false
            let fraction = rest.dropFirst().prefix(while: isDigit)
            if whole.isEmpty, fraction.isEmpty { return nil }
            rest = rest[fraction.endIndex...]
        } else if whole.isEmpty {
            return nil
        }
        guard let mark = rest.first else { return isInteger }
        guard mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") else { return nil }
        rest = rest.dropFirst()
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        return !rest.isEmpty && rest.allSatisfy(isDigit) ? false : nil
    }
}
