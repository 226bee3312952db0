/// Where the lines of a source begin.
///
/// A line ends where libyaml ends it, or the lines of its marks would not be found: at LF, CR, CRLF, and at U+0085,
/// U+2028 and U+2029.
struct LineIndex {
    /// The byte offsets at which lines begin; the last entry is the end of the source plus its absent line break.
    private var starts: [Int] = []
    private let end: Int

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

    /// The number of bytes of the line break at a position; 0 when there is none.
    static func lineBreakLength(in bytes: [UInt8], at position: Int) -> Int {
        func byte(_ offset: Int) -> UInt8? { position + offset < bytes.count ? bytes[position + offset] : nil }
        switch bytes[position] {
        case 0x0A: return 1
        case 0x0D: return byte(1) == 0x0A ? 2 : 1
        case 0xC2: return byte(1) == 0x85 ? 2 : 0
        case 0xE2: return byte(1) == 0x80 && (byte(2) == 0xA8 || byte(2) == 0xA9) ? 3 : 0
        default: return 0
        }
    }
}
