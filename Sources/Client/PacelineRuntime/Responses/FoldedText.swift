/// Text prepared for the search of a refusal's message: case, white space, kinds of quotes and JSON escapes folded
/// away.
///
/// What an API documents and what it sends may differ in these; the meaning does not.
struct FoldedText {
    private let bytes: [UInt8]

    /// Folds a body, in which quotes and the like may be escaped as in JSON.
    init(body: [UInt8]) { bytes = Self.fold(Self.unescape(body)) }

    /// Folds a declared message.
    init(message: String) { bytes = Self.fold(Array(message.utf8)) }

    /// Whether `message` occurs in this text.
    func contains(_ message: FoldedText) -> Bool {
        let wanted = message.bytes
        guard let first = wanted.first, wanted.count <= bytes.count else { return wanted.isEmpty }
        return (0...(bytes.count - wanted.count)).contains { start in
            bytes[start] == first && bytes[start..<(start + wanted.count)].elementsEqual(wanted)
        }
    }

    /// Resolves JSON's escapes (RFC 8259, section 7); what is not one stays as it is.
    private static func unescape(_ body: [UInt8]) -> [UInt8] {
        guard body.contains(UInt8(ascii: "\\")) else { return body }
        var result: [UInt8] = []
        var index = 0
        while index < body.count {
            guard body[index] == UInt8(ascii: "\\"), index + 1 < body.count else {
                result.append(body[index])
                index += 1
                continue
            }
            if body[index + 1] == UInt8(ascii: "u"), index + 6 <= body.count,
                let digits = String(validating: body[(index + 2)..<(index + 6)], as: UTF8.self),
                let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init)
            {
                result.append(contentsOf: Character(scalar).utf8)
                index += 6
            } else {
                let escaped = body[index + 1]
                let isSpace =
                    escaped == UInt8(ascii: "n") || escaped == UInt8(ascii: "t") || escaped == UInt8(ascii: "r")
                result.append(isSpace ? UInt8(ascii: " ") : escaped)
                index += 2
            }
        }
        return result
    }

    private static func fold(_ text: [UInt8]) -> [UInt8] {
        var folded: [UInt8] = []
        folded.reserveCapacity(text.count)
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            switch scalar {
            case "\u{2018}", "\u{2019}", "\u{201B}", "\u{2032}", "\u{00B4}", "`": folded.append(UInt8(ascii: "'"))
            case "\u{201C}", "\u{201D}", "\u{201F}", "\u{2033}": folded.append(UInt8(ascii: "\""))
            case _ where scalar.properties.isWhitespace:
                if folded.last != UInt8(ascii: " ") { folded.append(UInt8(ascii: " ")) }
            default: folded.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
            }
        }
        return folded
    }
}
