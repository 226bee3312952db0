// Numbers, and what only looks like one.

extension ProseScanner {
    /// Digits with separators, a fraction and a `k` or `M`; what is no number of things becomes a barrier.
    mutating func number(at place: Int) -> Int {
        var end = place
        let digits = digits(from: &end)
        var value = Double(digits) ?? .infinity
        var isThing = digits.utf8.count <= 20
        if let before = byte(place - 1), "$#.-".utf8.contains(before) {
            isThing = isThing && before == UInt8(ascii: "-") && !isSign(place)
        }
        switch byte(end) {
        case UInt8(ascii: "%"): isThing = false
        case UInt8(ascii: "."):
            // The parts of a version.
            while let next = byte(end + 1), byte(end) == UInt8(ascii: "."), Self.isDigit(next) {
                isThing = false
                end += 2
                while let byte = byte(end), Self.isDigit(byte) { end += 1 }
            }
        case UInt8(ascii: "-") where byte(end + 1).map(Self.isDigit) ?? false:
            // A range; its lower end is the safe one.
            end += 1
            value = min(value, Double(self.digits(from: &end)) ?? value)
            // A date.
            while byte(end) == UInt8(ascii: "-"), byte(end + 1).map(Self.isDigit) ?? false {
                isThing = false
                end += 1
                _ = self.digits(from: &end)
            }
        case UInt8(ascii: "k"), UInt8(ascii: "K"), UInt8(ascii: "M"):
            guard !(byte(end + 1).map { Self.isLetter($0) || Self.isDigit($0) } ?? false) else { break }
            value *= bytes[end] == UInt8(ascii: "M") ? 1e6 : 1000
            end += 1
        default:
            let suffix = String(decoding: bytes[end..<min(end + 2, bytes.count)], as: UTF8.self)
            if ["st", "nd", "rd", "th"].contains(suffix), !(byte(end + 2).map(Self.isLetter) ?? false) {
                isThing = false
            }
        }
        add(isThing ? .number : .barrier, place..<end, value: value)
        return end
    }

    /// Whether `-` before a place is a minus, not the dash of a word or of a list.
    private func isSign(_ place: Int) -> Bool { byte(place - 2).map { Self.isSpace($0) } ?? true }

    /// The digits of a number without separators, with a point before a fraction.
    private func digits(from place: inout Int) -> String {
        func run(_ start: Int) -> Int {
            var end = start
            while let byte = byte(end), Self.isDigit(byte) { end += 1 }
            return end
        }
        func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        var end = run(place)
        var digits = text(place..<end)
        let isShort = end - place <= 3
        // `5,000`, `5_000`, `5'000`; `5 000` and `5.000` only where zeros show what is meant.
        while let mark = byte(end), isShort, ",_' .".utf8.contains(mark), run(end + 1) - end == 4 {
            let group = text(end + 1..<end + 4)
            guard group == "000" || ",_'".utf8.contains(mark), digits != "0" else { break }
            digits += group
            end += 4
        }
        if byte(end) == UInt8(ascii: "."), case let last = run(end + 1), last > end + 1, byte(last) != UInt8(ascii: ".")
        {
            digits += text(end..<last)
            end = last
        }
        place = end
        return digits
    }
}
