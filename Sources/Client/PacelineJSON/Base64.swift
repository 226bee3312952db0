/// Bytes that stand in JSON, or in a parameter, as a Base64 string (RFC 4648).
public struct Base64: Hashable, Sendable {
    /// The bytes themselves.
    public var bytes: [UInt8]

    /// Bytes to be sent as Base64.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Bytes from a text in either alphabet of RFC 4648, with or without padding, line breaks skipped; nil for
    /// anything else.
    public init?(text: String) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count / 4 * 3)
        var bits: UInt32 = 0
        var count = 0
        var isPadded = false
        for character in text.utf8 where character != UInt8(ascii: "\n") && character != UInt8(ascii: "\r") {
            if character == UInt8(ascii: "=") {
                isPadded = true
                continue
            }
            guard !isPadded, let value = Self.value(of: character) else { return nil }
            bits = bits << 6 | value
            count += 1
            if count % 4 != 1 { bytes.append(UInt8(truncatingIfNeeded: bits >> (6 - 2 * UInt32((count - 1) % 4)))) }
        }
        // One character alone holds no byte.
        guard count % 4 != 1 else { return nil }
        self.bytes = bytes
    }

    /// The bytes in the standard alphabet, padded.
    public var text: String {
        let alphabet = Self.alphabet.utf8Start
        return String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { text in
            var count = 0
            for start in stride(from: 0, to: bytes.count, by: 3) {
                let group = bytes[start..<min(start + 3, bytes.count)]
                let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << (8 * UInt32(3 - group.count))
                for position in 0..<4 {
                    let isData = position <= group.count
                    text[count] = isData ? alphabet[Int(bits >> (18 - 6 * UInt32(position)) & 63)] : UInt8(ascii: "=")
                    count += 1
                }
            }
            return count
        }
    }

    private static let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

    private static func value(of character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}

extension Base64: JSONValue, ParameterValue {
    /// Reads a Base64 string.
    @_spi(Generated) public init(reading reader: JSONReader) {
        if reader.token.kind == .string, let value = Base64(text: reader.string(reader.token)) {
            self = value
        } else {
            reader.mismatch("a Base64 string")
            self.init([])
        }
    }

    /// Writes a Base64 string.
    @_spi(Generated) public func write(to writer: JSONWriter) { writer.scalar(text) }

    /// The text in Base64.
    public var parameterText: String { text }
}

extension Base64: Codable {
    /// Reads the string form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = Base64(text: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "expected a Base64 string")
        }
        self = value
    }

    /// Writes the string form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
