/// Where the lines of a source begin.
///
/// A line ends at LF, CR and CRLF, as in YAML 1.2 (section 5.4) and JSON.
struct LineIndex {
    /// The byte offsets at which lines begin; the last entry is the end of the source plus its absent line break.
    private var starts: [Int] = []
    private let end: Int
    /// Of long lines that were asked for, the byte offsets of every ``step``th scalar.
    private var marks: [Int: [Int]] = [:]
    private static let step = 1024

    init(_ bytes: [UInt8]) {
        end = bytes.count
        var position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        starts.append(position)
        while position < bytes.count {
            let length = Self.lineBreakLength(in: bytes, at: position)
            position += max(length, 1)
            if length > 0 { starts.append(position) }
        }
    }

    /// The bytes of a line (from 1), with its line break; nil when the source has no such line.
    func range(ofLine line: Int) -> Range<Int>? {
        guard line >= 1, line <= starts.count else { return nil }
        return starts[line - 1]..<(line < starts.count ? starts[line] : end)
    }

    /// The byte offset of the scalar with the given number (from 0) in a line, or the line's end.
    ///
    /// A document may stand on one line with a thousand places to show, so that what has been counted is kept.
    mutating func offset(ofScalar number: Int, inLine line: Int, of bytes: [UInt8]) -> Int {
        guard let range = range(ofLine: line) else { return end }
        guard number > 0 else { return range.lowerBound }
        var start = range.lowerBound
        var remaining = number
        if number >= Self.step {
            let marks = marks[line] ?? Self.marks(of: range, in: bytes)
            self.marks[line] = marks
            guard number / Self.step < marks.count else { return range.upperBound }
            start = marks[number / Self.step]
            remaining = number % Self.step
        }
        for position in start..<range.upperBound where bytes[position] & 0xC0 != 0x80 {
            if remaining == 0 { return position }
            remaining -= 1
        }
        return range.upperBound
    }

    private static func marks(of range: Range<Int>, in bytes: [UInt8]) -> [Int] {
        var marks: [Int] = []
        var number = 0
        for position in range where bytes[position] & 0xC0 != 0x80 {
            if number % step == 0 { marks.append(position) }
            number += 1
        }
        return marks
    }

    /// The number of bytes of the line break at a position; 0 when there is none.
    static func lineBreakLength(in bytes: [UInt8], at position: Int) -> Int {
        switch bytes[position] {
        case 0x0A: 1
        case 0x0D: position + 1 < bytes.count && bytes[position + 1] == 0x0A ? 2 : 1
        default: 0
        }
    }
}
