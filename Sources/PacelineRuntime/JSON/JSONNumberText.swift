/// The text of a number that the tokenizer has checked.
struct JSONNumberText {
    private let bytes: UnsafeBufferPointer<UInt8>
    /// Neither fraction nor exponent.
    private let isPlain: Bool

    init(_ bytes: UnsafeBufferPointer<UInt8>, isPlain: Bool) {
        self.bytes = bytes
        self.isPlain = isPlain
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    var isNegative: Bool { bytes[0] == UInt8(ascii: "-") }

    /// Whether a double is all that was meant: no double needs more than 17 significant digits.
    var fitsDouble: Bool {
        let digits = bytes.prefix { $0 | 0x20 != UInt8(ascii: "e") }
            .filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ".") }
            .drop { $0 == UInt8(ascii: "0") }
        return digits.count <= 17
    }

    /// The number if it is an integer of 64 bits, however it is written: `12`, `12.0`, `1.2e1`.
    var integer: Int64? {
        // A double holds every integer of such size exactly; past it, digits after the point cannot be told apart.
        guard isPlain else {
            return double.flatMap { abs($0) <= 0x1p53 ? Int64(exactly: $0) : nil }
        }
        var magnitude: UInt64 = 0
        for index in (isNegative ? 1 : 0)..<bytes.count {
            let digit = UInt64(bytes[index] &- UInt8(ascii: "0"))
            if index < 18 {
                magnitude = magnitude &* 10 &+ digit
            } else {
                let (tens, carry) = magnitude.multipliedReportingOverflow(by: 10)
                let (sum, overflow) = tens.addingReportingOverflow(digit)
                if carry || overflow { return nil }
                magnitude = sum
            }
        }
        let limit = UInt64(Int64.max) + (isNegative ? 1 : 0)
        guard magnitude <= limit else { return nil }
        return Int64(truncatingIfNeeded: isNegative ? 0 &- magnitude : magnitude)
    }

    /// The nearest double; nil past its range.
    var double: Double? {
        if let quick = exactDouble { return quick }
        // The standard library rounds correctly, and gives infinity past the range.
        return Double(text).flatMap { $0.isFinite ? $0 : nil }
    }

    /// The value by one correctly rounded operation, where mantissa and power of ten are both exact doubles (Clinger,
    /// "How to read floating point numbers accurately", 1990).
    private var exactDouble: Double? {
        guard let (mantissa, exponent) = parts, mantissa <= 1 << 53, abs(exponent) <= 22 else { return nil }
        let value = Double(mantissa)
        let power = Self.powersOfTen[abs(exponent)]
        let magnitude = exponent < 0 ? value / power : value * power
        return isNegative ? -magnitude : magnitude
    }

    /// Digits without the point, and the power of ten that they count; nil for more digits than fit.
    private var parts: (mantissa: UInt64, exponent: Int)? {
        guard bytes.count <= 24 else { return nil }
        var index = isNegative ? 1 : 0
        var mantissa: UInt64 = 0
        var exponent = 0
        var afterPoint = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: ".") {
                afterPoint = 1
            } else if byte | 0x20 == UInt8(ascii: "e") {
                guard let written = Int(String(decoding: bytes[index...], as: UTF8.self)) else { return nil }
                exponent += written
                break
            } else {
                if mantissa > 1 << 53 { return nil }
                mantissa = mantissa &* 10 &+ UInt64(byte &- UInt8(ascii: "0"))
                exponent -= afterPoint
            }
        }
        return (mantissa, exponent)
    }

    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]
}
