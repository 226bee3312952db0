import PacelineYAML
import Testing

struct ScalarMeaningTests {
    private static let table: [(String, ScalarMeaning)] = [
        ("no", .string("no")), ("yes", .string("yes")), ("on", .string("on")), ("y", .string("y")),
        ("1:00", .string("1:00")), ("2026-11-24", .string("2026-11-24")), ("0b1", .string("0b1")),
        ("0o14", .integer(12)), ("014", .integer(14)), ("0x1F", .integer(31)), ("-7", .integer(-7)),
        ("+7", .integer(7)), ("0x", .string("0x")), ("0o8", .string("0o8")), ("-0x1", .string("-0x1")),
        ("1_000", .string("1_000")), ("1,800", .string("1,800")),
        ("9223372036854775807", .integer(.max)), ("9223372036854775808", .number(9_223_372_036_854_775_808)),
        ("0xFFFFFFFFFFFFFFFF", .number(18_446_744_073_709_551_616)),
        ("1.50", .number(1.5)), (".5", .number(0.5)), ("1.", .number(1)), ("1e3", .number(1000)),
        ("-1.5E-2", .number(-0.015)), ("1e", .string("1e")), (".", .string(".")), ("1.2.3", .string("1.2.3")),
        ("0x1p3", .string("0x1p3")), (".inf", .number(.infinity)), ("-.INF", .number(-.infinity)),
        ("inf", .string("inf")), ("+.nan", .string("+.nan")),
        ("true", .boolean(true)), ("True", .boolean(true)), ("TRUE", .boolean(true)), ("tRUE", .string("tRUE")),
        ("False", .boolean(false)), ("~", .null), ("null", .null), ("Null", .null), ("nULL", .string("nULL")),
        ("\"1\"", .string("1")), ("'true'", .string("true")), ("''", .string("")),
        ("!!str 1", .string("1")), ("!!int '7'", .integer(7)), ("!!float 7", .number(7)), ("! 7", .string("7")),
        ("!!bool 'true'", .boolean(true)), ("!!null ''", .null),
    ]

    @Test(arguments: table)
    func followsTheCoreSchema(_ text: String, _ meaning: ScalarMeaning) throws {
        #expect(try node("a: \(text)")["a"]?.scalar == meaning)
    }

    @Test func knowsNotANumber() throws {
        let value = try node("a: .nan")["a"]?.double
        #expect(value?.isNaN == true)
    }

    @Test func absentValuesAreNull() throws {
        let root = try node("a:\nb: [ ]\n")
        #expect(root["a"]?.isNull == true)
        #expect(root["a"]?.text == "")
        #expect(root["b"]?.isNull == false)
    }

    @Test func convertsBetweenNumbersOnly() throws {
        let root = try node("{i: 3, f: 3.0, h: 3.5, t: '3', big: 12345678901234567890123}")
        #expect(root["i"]?.double == 3)
        #expect(root["f"]?.integer == 3)
        #expect(root["h"]?.integer == nil)
        #expect(root["t"]?.integer == nil && root["t"]?.double == nil)
        #expect(root["big"]?.integer == nil)
        #expect(root["big"]?.text == "12345678901234567890123")
        #expect(root["big"]?.kind == .number)
    }

    @Test func tagsMustFit() {
        #expect(Reading("a: !!int x").said == ["1:4 untidy wrong-yaml-tag"])
        #expect(Reading("a: !!bool 1").said == ["1:4 untidy wrong-yaml-tag"])
        #expect(Reading("a: !colour red").said == ["1:4 untidy unknown-yaml-tag"])
        #expect(Reading("a: !colour 1").tree?.root["a"]?.string == "1")
        #expect(Reading("a: !!seq {}").said == ["1:4 untidy unknown-yaml-tag"])
    }
}
