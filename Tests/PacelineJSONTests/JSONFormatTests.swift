import Foundation
import PacelineJSON
import Testing

/// Values whose form in JSON is not that of their kind: bytes, decimals, large integers, absent and null.
@Suite struct JSONFormatTests {
    @Test(
        arguments: [
            ("", []), ("AA==", [0]), ("AAE=", [0, 1]), ("AAEC", [0, 1, 2]), ("+/8=", [251, 255]), ("-_8", [251, 255]),
            ("AA", [0]), ("AAEC\r\nAw==", [0, 1, 2, 3]),
        ] as [(String, [UInt8])])
    func readsBase64(_ text: String, _ bytes: [UInt8]) {
        #expect(Base64(text: text)?.bytes == bytes)
    }

    @Test(arguments: ["A", "AAECA", "A?==", "AA==A", "é"])
    func refusesWhatIsNoBase64(_ text: String) throws {
        #expect(Base64(text: text) == nil)
        #expect(try problem(Base64.self, encode(text)) == "expected a Base64 string, found a string (byte 0)")
    }

    @Test func base64AgreesWithFoundation() throws {
        var random = SeededRandom(seed: 7)
        for count in 0..<200 {
            let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            let value = Base64(bytes)
            #expect(value.text == Data(bytes).base64EncodedString() && value.parameterText == value.text)
            #expect(try decode(Base64.self, encode(value)) == value)
            #expect(try JSONDecoder().decode(Base64.self, from: JSONEncoder().encode(value)) == value)
        }
    }

    @Test(arguments: ["0", "-0.1", "12345678901234567890.123456789", "0.000000000000000000000000000001"])
    func decimalsKeepTheirDigits(_ text: String) throws {
        #expect(try encode(decode(Decimal.self, text)) == text)
    }

    @Test func decimalsHaveARange() throws {
        #expect(throws: JSONError.self) { try decode(Decimal.self, "1e500") }
        #expect(throws: JSONError.self) { try decode(Decimal.self, #""1""#) }
        #expect(throws: JSONError.self) { try JSONWriter.encode(Decimal.nan) }
    }

    @Test func integersWithoutASign() throws {
        #expect(try decode(UInt64.self, "18446744073709551615") == .max)
        #expect(try decode(UInt64.self, "1e3") == 1000)
        #expect(try encode(UInt64.max) == "18446744073709551615")
        for text in ["-1", "18446744073709551616", "1.5", #""1""#] {
            #expect(throws: JSONError.self) { try decode(UInt64.self, text) }
        }
    }

    @Test func absentAndNull() throws {
        struct Patch: JSONValue {
            var note: Nullable<String> = .absent
            var count: Nullable<Int> = .absent
            init() {}
            init(reading reader: JSONReader) {
                note = reader.nullable("note")
                count = reader.nullable("count")
            }
            func write(to writer: JSONWriter) {
                writer.nullable("note", note)
                writer.nullable("count", count)
            }
        }
        var patch = Patch()
        #expect(try encode(patch) == "{}")
        patch.note = "n"
        patch.count = .null
        #expect(try encode(patch) == #"{"note":"n","count":null}"#)
        let read = try decode(Patch.self, #"{"note":null,"count":3}"#)
        #expect(read.note == .null && read.note.value == nil && read.count == 3)
        #expect(Nullable(String?.none) == .absent && Nullable("x") == .value("x"))
        #expect(throws: JSONError.self) { try decode(Patch.self, #"{"count":"3"}"#) }
    }

    /// Null is a JSON value as any other: it comes out again, and is not taken for an absent member.
    @Test func anyValueThatIsNull() throws {
        struct Holder: JSONValue {
            var free: JSON?
            var text: String?
            init(reading reader: JSONReader) {
                free = reader.valueIfPresent("free")
                text = reader.valueIfPresent("text")
            }
            func write(to writer: JSONWriter) {
                writer.valueIfPresent("free", free)
                writer.valueIfPresent("text", text)
            }
        }
        #expect(try decode(Holder.self, #"{"free":null,"text":null}"#).free == .some(.null))
        #expect(try decode(Holder.self, "{}").free == nil)
        #expect(try encode(decode(Holder.self, #"{"free":null,"text":null}"#)) == #"{"free":null}"#)
    }
}
