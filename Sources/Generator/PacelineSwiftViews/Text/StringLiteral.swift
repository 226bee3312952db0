/// A string as a literal of Swift.
enum StringLiteral {
    static func of(_ text: String) -> String {
        text.utf8.allSatisfy(isPlain) ? "\"\(text)\"" : escaped(text)
    }

    /// Whether the byte is a character of ASCII that stands for itself in a literal.
    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private static func escaped(_ text: String) -> String {
        var literal = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": literal += "\\\""
            case "\\": literal += "\\\\"
            case "\n": literal += "\\n"
            case "\r": literal += "\\r"
            case "\t": literal += "\\t"
            case _ where scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format:
                literal += "\\u{\(String(scalar.value, radix: 16))}"
            default: literal.unicodeScalars.append(scalar)
            }
        }
        return literal + "\""
    }

    /// Names in one literal, as the reader's lists have them: separated by spaces, or each ended by a line break where
    /// a name holds a space.
    static func names(_ names: [String]) -> String {
        let hasSpaces = names.contains { $0.contains(" ") }
        return broken(hasSpaces ? names.map { $0 + "\n" }.joined() : names.joined(separator: " "))
    }

    /// A literal on several lines where one would be too long, broken behind spaces, bars and commas. The lines stand
    /// at the depth of an argument inside a method of a type of the client.
    static func broken(_ text: String) -> String {
        guard text.utf8.count > longest, text.utf8.allSatisfy(isPlain) else { return of(text) }
        let indent = "\n" + String(repeating: " ", count: 16)
        var literal = "\"\"\"" + indent
        var length = 0
        for byte in text.utf8 {
            literal.unicodeScalars.append(UnicodeScalar(byte))
            length += 1
            if length >= longest, " |,".utf8.contains(byte) {
                literal += "\\" + indent
                length = 0
            }
        }
        return literal + indent + "\"\"\""
    }

    /// How many characters of a long literal stand on a line before it is broken.
    private static let longest = 90

    /// A list of strings as an array literal.
    static func list(_ texts: [String]) -> String { "[" + texts.map(of).joined(separator: ", ") + "]" }
}
