import PacelineJSON
import Testing

/// Broken and hostile bytes: every outcome but a crash is right, and what is accepted can be written and read again.
@Suite struct JSONMutationTests {
    private static let seeds = [
        JSONRoundTripTests.text,
        #"[{"kind":"contact","e mail":"\ud834\udd1e\n","is_agent":true,"manager":[{"kind":"x"}]},null,-1.5e-7,[[]]]"#,
        #"{"int":-5,"double":0.1,"bool":true,"int32":1,"int64":2,"float":0.1,"day":"2024-02-29","nullable":null,"#
            + #""holes":["a",null],"grid":[[1],[]],"days":{"x":"0001-01-01"},"opt_date":"1999-12-31T23:59:59.9Z"}"#,
    ]

    private static let telling =
        Array(#"{}[]",:\/0129-+.eEutfn "#.utf8) + [0, 0x1F, 0x80, 0xC0, 0xE0, 0xED, 0xF4, 0xFF]

    private static func mutate(_ text: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var bytes = text
        for _ in 0...random.next() % 4 where !bytes.isEmpty {
            let place = Int(random.next() % UInt64(bytes.count))
            switch random.next() % 5 {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes[place] = telling[Int(random.next() % UInt64(telling.count))]
            case 2: bytes.remove(at: place)
            case 3: bytes.insert(telling[Int(random.next() % UInt64(telling.count))], at: place)
            default: bytes.removeSubrange(place..<min(bytes.count, place + Int(random.next() % 20)))
            }
        }
        return bytes
    }

    private static func attempt<Value: JSONValue>(_ type: Value.Type, _ bytes: [UInt8]) throws -> Bool {
        guard let value = try? JSONReader.decode(type, from: bytes) else { return false }
        let text = try JSONWriter.encode(value)
        #expect(try JSONWriter.encode(JSONReader.decode(type, from: text)) == text)
        return true
    }

    @Test(arguments: seeds.indices) func mutatedBytesNeverCrash(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        var accepted = 0
        for _ in 0..<4_000 {
            let bytes = Self.mutate(Array(Self.seeds[seed].utf8), &random)
            if try Self.attempt(JSON.self, bytes) { accepted += 1 }
            _ = try Self.attempt(Skill.self, bytes)
            _ = try Self.attempt(Scalars.self, bytes)
            _ = try Self.attempt([Party].self, bytes)
            _ = try Self.attempt(Response.self, bytes)
        }
        #expect(accepted > 100 && accepted < 3_900)
    }

    @Test(arguments: seeds) func everyPrefixIsRefused(text: String) {
        let bytes = Array(text.utf8)
        for count in 0..<bytes.count {
            #expect(throws: JSONError.self) { try JSONReader.decode(JSON.self, from: Array(bytes[..<count])) }
        }
    }

    @Test func randomBytesNeverCrash() {
        var random = SeededRandom(seed: 5)
        for _ in 0..<5_000 {
            let bytes = (0..<random.next() % 64).map { _ in
                Self.telling[Int(random.next() % UInt64(Self.telling.count))]
            }
            _ = try? JSONReader.decode(JSON.self, from: bytes)
            _ = try? JSONReader.decode(Response.self, from: bytes)
        }
    }

    @Test func aReaderThatOutlivesItsCallStandsAtNothing() throws {
        final class Holder: Sendable {
            nonisolated(unsafe) var reader: JSONReader?
        }
        struct Leak: JSONValue {
            @TaskLocal static var holder = Holder()
            init(reading r: JSONReader) { Self.holder.reader = r }
            func write(to w: JSONWriter) {}
        }
        try Leak.$holder.withValue(Holder()) {
            _ = try decode(Leak.self, #"{"a":"b"}"#)
            let reader = try #require(Leak.holder.reader)
            #expect(reader.kind == .null)
            #expect(reader.stringIfPresent("a") == nil)
            #expect(reader.string("a").isEmpty)
        }
    }
}
