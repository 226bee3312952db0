/// Where the lines of a source begin.
///
/// A line ends at LF, CR and CRLF, as in YAML 1.2 (section 5.4) and JSON.
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
        switch bytes[position] {
        case 0x0A: 1
        case 0x0D: position + 1 < bytes.count && bytes[position + 1] == 0x0A ? 2 : 1
        default: 0
        }
    }
}
