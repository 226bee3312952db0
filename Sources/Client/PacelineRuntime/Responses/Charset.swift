/// A way in which bytes stand for characters (IANA, "Character Sets"; WHATWG, "Encoding").
enum Charset {
    case utf8, utf16, utf16BigEndian, utf16LittleEndian, ascii, latin1, latin9, windows1252

    /// The charset of this name; nil when it is not known. Case has no meaning.
    init?(_ name: String) {
        switch name.lowercased() {
        case "utf-8", "utf8", "unicode-1-1-utf-8": self = .utf8
        case "utf-16", "utf16": self = .utf16
        case "utf-16be": self = .utf16BigEndian
        case "utf-16le": self = .utf16LittleEndian
        case "us-ascii", "ascii", "iso646-us", "ansi_x3.4-1968": self = .ascii
        case "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "l1", "cp819", "ibm819": self = .latin1
        case "iso-8859-15", "iso8859-15", "iso_8859-15", "latin9", "latin-9", "l9": self = .latin9
        case "windows-1252", "cp1252", "x-cp1252": self = .windows1252
        default: return nil
        }
    }

    /// The text that the bytes stand for; nil when they stand for none.
    func text(of bytes: [UInt8]) -> String? {
        switch self {
        case .utf8: return String(validating: bytes, as: UTF8.self)
        case .utf16:
            let isLittle = bytes.starts(with: [0xFF, 0xFE])
            let hasMark = isLittle || bytes.starts(with: [0xFE, 0xFF])
            return Self.utf16(hasMark ? bytes[2...] : bytes[...], isLittle: isLittle)
        case .utf16BigEndian: return Self.utf16(bytes[...], isLittle: false)
        case .utf16LittleEndian: return Self.utf16(bytes[...], isLittle: true)
        case .ascii: return bytes.allSatisfy { $0 < 0x80 } ? String(validating: bytes, as: UTF8.self) : nil
        case .latin1: return Self.text(bytes) { UnicodeScalar($0) }
        case .latin9: return Self.text(bytes) { Self.euroBytes[$0] ?? UnicodeScalar($0) }
        case .windows1252:
            return Self.text(bytes) { 0x80...0x9F ~= $0 ? Self.printedControls[Int($0) - 0x80] : UnicodeScalar($0) }
        }
    }

    private static func text(_ bytes: [UInt8], _ scalar: (UInt8) -> UnicodeScalar) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: bytes.lazy.map(scalar))
        return String(text)
    }

    private static func utf16(_ bytes: ArraySlice<UInt8>, isLittle: Bool) -> String? {
        guard bytes.count.isMultiple(of: 2) else { return nil }
        let units = stride(from: bytes.startIndex, to: bytes.endIndex, by: 2).map { index in
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            return isLittle ? second << 8 | first : first << 8 | second
        }
        return String(validating: units, as: UTF16.self)
    }

    /// What ISO-8859-15 has in place of ISO-8859-1.
    private static let euroBytes: [UInt8: UnicodeScalar] = [
        0xA4: "\u{20AC}", 0xA6: "\u{160}", 0xA8: "\u{161}", 0xB4: "\u{17D}", 0xB8: "\u{17E}", 0xBC: "\u{152}",
        0xBD: "\u{153}", 0xBE: "\u{178}",
    ]

    /// What windows-1252 has for the bytes 0x80 to 0x9F.
    private static let printedControls: [UnicodeScalar] = [
        "\u{20AC}", "\u{81}", "\u{201A}", "\u{192}", "\u{201E}", "\u{2026}", "\u{2020}", "\u{2021}", "\u{2C6}",
        "\u{2030}", "\u{160}", "\u{2039}", "\u{152}", "\u{8D}", "\u{17D}", "\u{8F}", "\u{90}", "\u{2018}",
        "\u{2019}", "\u{201C}", "\u{201D}", "\u{2022}", "\u{2013}", "\u{2014}", "\u{2DC}", "\u{2122}", "\u{161}",
        "\u{203A}", "\u{153}", "\u{9D}", "\u{17E}", "\u{178}",
    ]
}
