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
        guard isPlain else { return wholeParts }
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

    /// The integer that a fraction or an exponent makes; nil where there is none of 64 bits.
    private var wholeParts: Int64? {
        guard var (magnitude, exponent) = parts else {
            // Of more digits than fit, those behind the point may all be zeros. A double holds integers of such size
            // exactly.
            return double.flatMap { abs($0) <= 0x1p53 ? Int64(exactly: $0) : nil }
        }
        while exponent < 0, magnitude > 0 {
            let (quotient, rest) = magnitude.quotientAndRemainder(dividingBy: 10)
            guard rest == 0 else { return nil }
            magnitude = quotient
            exponent += 1
        }
        if magnitude == 0 { return 0 }
        guard exponent < Self.powersOfTen.count else { return nil }
        let (product, overflow) = magnitude.multipliedReportingOverflow(by: Self.powersOfTen[exponent])
        guard !overflow, product <= UInt64(Int64.max) + (isNegative ? 1 : 0) else { return nil }
        return Int64(truncatingIfNeeded: isNegative ? 0 &- product : product)
    }

    /// The nearest double; nil past its range.
    var double: Double? {
        if let (mantissa, exponent) = parts, let magnitude = Self.double(mantissa, exponent) {
            return isNegative ? -magnitude : magnitude
        }
        // The standard library rounds correctly, and gives infinity past the range.
        return Double(text).flatMap { $0.isFinite ? $0 : nil }
    }

    /// The double nearest to `mantissa` · 10^`exponent`; nil where the power of ten needs more than 64 bits.
    private static func double(_ mantissa: UInt64, _ exponent: Int) -> Double? {
        guard abs(exponent) < powersOfTen.count else { return nil }
        let power = powersOfTen[abs(exponent)]
        // Both are exact, so one operation rounds once (Clinger, "How to read floating point numbers accurately",
        // 1990).
        if mantissa <= 1 << 53 {
            return exponent < 0 ? Double(mantissa) / Double(power) : Double(mantissa) * Double(power)
        }
        return exponent < 0 ? quotient(mantissa, power) : product(mantissa, power)
    }

    /// The double nearest to `number` / `divisor`, by the first 63 or 64 bits of the quotient and whether anything
    /// follows.
    private static func quotient(_ number: UInt64, _ divisor: UInt64) -> Double {
        let (up, down) = (number.leadingZeroBitCount, divisor.leadingZeroBitCount)
        let normal = number << UInt64(up)
        let (bits, rest) = (divisor << UInt64(down)).dividingFullWidth((normal >> 1, normal << 63))
        return Double(bits | (rest == 0 ? 0 : 1)) * Double(sign: .plus, exponent: down - up - 63, significand: 1)
    }

    /// The double nearest to `number` · `factor`, by the first 64 bits of the product and whether anything follows.
    private static func product(_ number: UInt64, _ factor: UInt64) -> Double {
        let (high, low) = number.multipliedFullWidth(by: factor)
        guard high != 0 else { return Double(low) }
        let up = UInt64(high.leadingZeroBitCount)
        let bits = up == 0 ? high : high << up | low >> (64 - up)
        let rest = low << up
        return Double(bits | (rest == 0 ? 0 : 1)) * Double(sign: .plus, exponent: 64 - Int(up), significand: 1)
    }

    /// Digits without the point, and the power of ten that they count; nil for more digits than fit.
    private var parts: (mantissa: UInt64, exponent: Int)? {
        guard bytes.count <= 32 else { return nil }
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
                if mantissa > (UInt64.max - 9) / 10 { return nil }
                mantissa = mantissa &* 10 &+ UInt64(byte &- UInt8(ascii: "0"))
                exponent -= afterPoint
            }
        }
        return (mantissa, exponent)
    }

    /// Those that 64 bits hold.
    private static let powersOfTen: [UInt64] = (0..<20).map { (0..<$0).reduce(1) { power, _ in power * 10 } }
}
