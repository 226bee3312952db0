import PacelineJSON
import Testing

@Suite struct JSONNumberTests {
    @Test(arguments: [
        ("0", 0), ("-0", 0), ("9007199254740991", 9_007_199_254_740_991), ("9007199254740993", 9_007_199_254_740_993),
        ("-9007199254740993", -9_007_199_254_740_993), ("9223372036854775807", Int.max),
        ("-9223372036854775808", Int.min), ("1.0", 1), ("-12.50e1", -125), ("1e3", 1000), ("0e99", 0), ("100e-2", 1),
        ("999999999999999999", 999_999_999_999_999_999), ("9007199254740993.0", 9_007_199_254_740_993),
        ("9.223372036854775807e18", Int.max), ("-9.223372036854775808E18", Int.min),
        ("1e18", 1_000_000_000_000_000_000),
        ("-9007199254740993.000", -9_007_199_254_740_993), ("0.000e5", 0),
    ]) func integers(text: String, expected: Int) throws {
        #expect(try decode(Int.self, text) == expected)
    }

    @Test(arguments: [
        "9223372036854775808", "-9223372036854775809", "18446744073709551616", "99999999999999999999999", "1.5", "1e-1",
        "1e19", "1e400", "-1e400", #""1""#, "true", "0.9999999999999999",
    ]) func noIntegers(text: String) {
        #expect(throws: JSONError.self) { try decode(Int.self, text) }
        #expect(throws: JSONError.self) { try decode(Int32.self, text) }
    }

    @Test func smallerIntegers() throws {
        #expect(try decode(Int32.self, "2147483647") == .max)
        #expect(try decode(Int32.self, "-2147483648") == .min)
        #expect(
            problem([Int32].self, "[2147483648]") == "/0: expected an integer of 32 bits, found the number 2147483648")
        #expect(
            problem([Int].self, "[9223372036854775808]") == """
                /0: expected an integer of 64 bits (`format: decimal` in the document reads larger ones), \
                found the number 9223372036854775808
                """)
        #expect(problem([Int].self, "[1.5]") == "/0: expected an integer of 64 bits, found the number 1.5")
    }

    /// A document that names no size of an integer allows larger ones, which are no reason to fail the whole response.
    @Test(arguments: [
        ("9223372036854775808", nil), ("-99999999999999999999999999999999", nil), ("9223372036854775807", Int.max),
        ("12", 12), ("null", nil),
    ]) func largeOptionalIntegers(text: String, expected: Int?) throws {
        struct Counted: JSONValue {
            var count: Int?
            init(reading reader: JSONReader) { count = reader.intIfPresent("count") }
            func write(to writer: JSONWriter) {}
        }
        #expect(try decode(Counted.self, "{\"count\":\(text)}").count == expected)
        for text in ["1.5", "9223372036854775808.5", "\"9223372036854775808\""] {
            #expect(throws: JSONError.self) { try decode(Counted.self, "{\"count\":\(text)}") }
        }
    }

    @Test(arguments: [
        "0", "1", "-1.5", "0.1", "123.456", "1e22", "1e23", "-1e-22", "1e-23", "9007199254740992", "9007199254740993",
        "9007199254740993.0", "1.7976931348623157e308", "2.2250738585072014e-308", "5e-324", "2.4703282292062328e-324",
        "1e-400", "0.1e1", "17976931348623157e292", "8.41e21", "3.1415926535897932384626433832795028841971",
        "9214843084008499", "6929495644600919.5", "1448997445238699", "10e-1", "4.35", "0.000001", "123456789012345678",
        "0.00000000000000000000000000000000000000000000000001", "1E+0005", "1e-00000000000000000001",
    ]) func doublesAreCorrectlyRounded(text: String) throws {
        let expected = try #require(Double(text))
        #expect(try decode(Double.self, text).bitPattern == expected.bitPattern)
    }

    @Test func longDecimalsAreCorrectlyRounded() throws {
        var random = SeededRandom(seed: 8)
        for _ in 0..<50_000 {
            let digits = random.next() >> (random.next() % 64)
            let text = "\(digits)e\(Int(random.next() % 50) - 25)"
            let expected = try #require(Double(text))
            #expect(try decode(Double.self, text).bitPattern == expected.bitPattern, "\(text)")
        }
    }

    @Test func manyDoublesReadAndWriteExactly() throws {
        var random = SeededRandom(seed: 7)
        for _ in 0..<20_000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            #expect(try decode(Double.self, try encode(value)).bitPattern == value.bitPattern)
            let short = (value.significand * 1e6).rounded() / 1e3
            #expect(try decode(Double.self, "\(short)").bitPattern == short.bitPattern)
            #expect(try decode(Double.self, try encode(short)).bitPattern == short.bitPattern)
            let narrow = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
            if narrow.isFinite { #expect(try decode(Float.self, try encode(narrow)).bitPattern == narrow.bitPattern) }
            let integer = Int(truncatingIfNeeded: random.next() >> (random.next() % 64))
            #expect(try decode(Int.self, try encode(integer)) == integer)
        }
    }

    @Test(arguments: [
        (5, "5"), (0, "0"), (-0.0, "-0"), (0.1, "0.1"), (1e15, "1000000000000000"), (1e16, "1e+16"), (-2.5, "-2.5"),
        (9_007_199_254_740_991, "9007199254740991"), (Double.leastNonzeroMagnitude, "5e-324"), (1e-5, "1e-05"),
    ]) func writesTheShortestText(value: Double, expected: String) throws {
        #expect(try encode(value) == expected)
    }

    @Test func writesExtremes() throws {
        #expect(
            try encode([Int.min, -1, 0, 9, 10, 99, 100, Int.max])
                == "[-9223372036854775808,-1,0,9,10,99,100,9223372036854775807]")
    }

    @Test func pastTheRange() {
        #expect(
            problem(Double.self, "1e400") == "expected a number in the range of Double, found the number 1e400 (byte 0)"
        )
        #expect(throws: JSONError.self) { try decode(Double.self, "-1e309") }
        #expect(throws: JSONError.self) { try decode(Float.self, "1e39") }
        #expect(throws: JSONError.self) { try decode(Double.self, "1" + String(repeating: "0", count: 400)) }
    }

    @Test(arguments: [
        ("1", JSON.integer(1)), ("1.0", .integer(1)), ("-0", .number(-0.0)), ("1.5", .number(1.5)),
        ("9007199254740993", .integer(9_007_199_254_740_993)), ("9223372036854775807", .integer(.max)),
        ("-9223372036854775808", .integer(.min)), ("9223372036854775808", .decimal("9223372036854775808")),
        ("1e400", .decimal("1e400")), ("0.1234567890123456789", .decimal("0.1234567890123456789")),
        ("0.00000000000000000001", .number(1e-20)), ("12345678901234567.5", .decimal("12345678901234567.5")),
    ]) func freeNumbersKeepTheirDigits(text: String, expected: JSON) throws {
        let value = try decode(JSON.self, text)
        #expect(value == expected)
        #expect(try decode(JSON.self, try encode(value)) == expected)
    }
}

/// A repeatable source of numbers (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
