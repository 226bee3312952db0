/// A source line and the line with the caret to print below it.
package struct Excerpt: Hashable, Sendable {
    /// The line, cut around the column when it is long, with nothing in it that a terminal would obey.
    package let text: String
    /// Blanks as wide as what stands before the column, then `^`.
    package let caret: String

    /// How many scalars of a line are shown: at most before the column, before it in a line that is cut, and in all.
    private static let longestBefore = 90
    private static let keptBefore = 40
    private static let shown = 120

    /// Takes the line of the given number (from 1) out of a source; nil when there is no such line.
    package init?(bytes: [UInt8], lineNumber: Int, column: Int) {
        var index = LineIndex(bytes)
        self.init(bytes: bytes, index: &index, lineNumber: lineNumber, column: column)
    }

    init?(bytes: [UInt8], index: inout LineIndex, lineNumber: Int, column: Int) {
        guard let line = index.range(ofLine: lineNumber) else { return nil }
        let target = max(column - 1, 0)
        let skipped = target > Self.longestBefore ? target - Self.keptBefore : 0
        let start = index.offset(ofScalar: skipped, inLine: lineNumber, of: bytes)
        // A scalar takes at most four bytes; decoding no more than needed keeps a document on one line cheap.
        let window = String(decoding: bytes[start..<min(line.upperBound, start + 4 * (Self.shown + 1))], as: UTF8.self)
        var text = skipped > 0 ? "…" : ""
        var caret = skipped > 0 ? " " : ""
        var shown = 0
        for scalar in window.unicodeScalars {
            if Self.isLineBreak(scalar) { break }
            if shown == Self.shown {
                text += "…"
                break
            }
            if shown < target - skipped { caret += Self.blank(asWideAs: scalar) }
            text.unicodeScalars.append(scalar.isCommand && scalar != "\t" ? "\u{FFFD}" : scalar)
            shown += 1
        }
        // The place may lie past the end of the line, where something is missing.
        self.text = text
        self.caret = caret + "^"
    }

    private static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool { scalar == "\n" || scalar == "\r" }

    /// What to print in the caret's line for a scalar of the line above it.
    private static func blank(asWideAs scalar: Unicode.Scalar) -> String {
        if scalar == "\t" { return "\t" }
        // U+FFFD is shown in its place.
        if scalar.isCommand { return " " }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return ""
        default: return isWide(scalar) ? "  " : " "
        }
    }

    /// Whether terminals give a scalar two columns: the wide and full-width blocks of Unicode's annex 11, and emoji.
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
            true
        default: scalar.properties.isEmojiPresentation
        }
    }
}
