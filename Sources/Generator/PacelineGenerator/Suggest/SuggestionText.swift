import PacelineDiagnostics

/// A limits file under way: lines of YAML, and comments that hold whatever a document says without ending early.
struct SuggestionText {
    private(set) var text = ""

    /// The width at which remarks are broken.
    private static let width = 118

    /// A line of YAML.
    mutating func line(_ line: String) { text += line + "\n" }

    /// A line of YAML that is not in effect: without `# ` it is one at the same place.
    mutating func guess(_ line: String, indent: Int) {
        text += String(repeating: " ", count: indent) + "# " + line + "\n"
    }

    /// An empty remark, between others.
    mutating func gap() { text += "##\n" }

    mutating func emptyLine() { text += "\n" }

    /// A remark, broken between words.
    ///
    /// - Parameter hanging: By how much its further lines are indented.
    mutating func remark(_ words: String, indent: Int = 0, hanging: Int = 0) {
        let start = String(repeating: " ", count: indent) + "##"
        var line = start
        var length = line.count
        var isFirst = true
        for word in words.shown.split(separator: " ") {
            let size = word.count
            if !isFirst, length + 1 + size > Self.width {
                text += line + "\n"
                line = start + String(repeating: " ", count: hanging)
                length = line.count
            }
            line += " " + word
            length += 1 + size
            isFirst = false
        }
        text += line + "\n"
    }
}

extension String {
    /// The text on one line as it can stand in a comment or in quotes: what YAML or a terminal would obey becomes a
    /// space.
    var shown: String {
        var shown = ""
        var isSpaced = true
        for scalar in unicodeScalars {
            if scalar.isPlainText, !scalar.properties.isWhitespace {
                shown.unicodeScalars.append(scalar)
                isSpaced = false
            } else if !isSpaced {
                shown += " "
                isSpaced = true
            }
        }
        return isSpaced ? String(shown.dropLast(shown.isEmpty ? 0 : 1)) : shown
    }

    /// The first characters of a long text.
    func shortened(to most: Int) -> String {
        let start = prefix(most)
        return start.endIndex == endIndex ? self : start + "…"
    }

    /// The text as a scalar of YAML, in double quotes where it could be taken for anything else.
    var inYAML: String {
        let isPlain =
            first?.isLetter == true && utf8.count < 80
            && utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
            }
        let isWord = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(lowercased())
        return isPlain && !isWord ? self : inQuotes
    }

    /// The text in double quotes (YAML 1.2, section 7.3.1).
    var inQuotes: String {
        var quoted = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case _ where scalar.isPlainText: quoted.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
            }
        }
        return quoted + "\""
    }
}

extension Unicode.Scalar {
    /// Whether YAML prints the scalar as it is (YAML 1.2, section 5.1), and nobody obeys it.
    fileprivate var isPlainText: Bool {
        if isCommand { return false }
        return switch value {
        case 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x1_0000...0x10_FFFF: true
        default: false
        }
    }
}
