#if Redis
extension RESPValue {
    /// The value of a type whose values are one line.
    init(_ marker: RESPMarker, line: [UInt8]) throws(RESPError) {
        let text = String(decoding: line, as: UTF8.self)
        switch marker {
        case .simpleString: self = .string(line)
        case .simpleError: self = .error(RESPServerError(text: text))
        case .integer:
            guard let value = Int64(text) else { throw .malformed }
            self = .integer(value)
        case .null:
            guard line.isEmpty else { throw .malformed }
            self = .null
        case .boolean:
            guard text == "t" || text == "f" else { throw .malformed }
            self = .boolean(text == "t")
        case .double:
            guard let value = Self.double(text) else { throw .malformed }
            self = .double(value)
        case .bigNumber:
            let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
            guard !digits.isEmpty, digits.utf8.allSatisfy(Self.isDigit) else { throw .malformed }
            self = .bigNumber(text)
        default: throw .malformed
        }
    }

    /// A number as RESP3 writes it: Swift takes more, such as hexadecimal digits.
    private static func double(_ text: String) -> Double? {
        switch text {
        case "inf": .infinity
        case "-inf": -.infinity
        case "nan", "-nan": .nan
        default:
            text.utf8.allSatisfy { isDigit($0) || "+-.eE".utf8.contains($0) } ? Double(text) : nil
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
#endif
