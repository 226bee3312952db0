#if Redis
import NIOCore

@testable import PacelineRedis

/// Replies as servers write them, with what they mean.
enum RESPCorpus {
    static let replies: [(bytes: String, value: RESPValue)] = [
        ("+OK\r\n", .string("OK")),
        ("+\r\n", .string("")),
        ("-ERR unknown command\r\n", .error(RESPServerError(text: "ERR unknown command"))),
        (":0\r\n", .integer(0)),
        (":-9223372036854775808\r\n", .integer(.min)),
        (":+42\r\n", .integer(42)),
        ("$0\r\n\r\n", .string("")),
        ("$5\r\na\r\nbc\r\n", .string("a\r\nbc")),
        ("$-1\r\n", .null),
        ("*-1\r\n", .null),
        ("*0\r\n", .array([])),
        ("*3\r\n:1\r\n$-1\r\n*1\r\n+a\r\n", .array([.integer(1), .null, .array([.string("a")])])),
        ("_\r\n", .null),
        ("#t\r\n", .boolean(true)),
        ("#f\r\n", .boolean(false)),
        (",-1.5e3\r\n", .double(-1_500)),
        (",inf\r\n", .double(.infinity)),
        (",-inf\r\n", .double(-.infinity)),
        (",7\r\n", .double(7)),
        ("(-349289032840923850932485094385094\r\n", .bigNumber("-349289032840923850932485094385094")),
        ("!10\r\nERR a\r\nbcd\r\n", .error(RESPServerError(text: "ERR a\r\nbcd"))),
        ("=8\r\ntxt:a\r\nb\r\n", .string("a\r\nb")),
        ("~2\r\n+a\r\n+b\r\n", .array([.string("a"), .string("b")])),
        ("%0\r\n", .map([])),
        (
            "%2\r\n+a\r\n:1\r\n:2\r\n%1\r\n+b\r\n_\r\n",
            .map([
                .init(key: .string("a"), value: .integer(1)),
                .init(key: .integer(2), value: .map([.init(key: .string("b"), value: .null)])),
            ])
        ),
        (">3\r\n+message\r\n+c\r\n$1\r\nx\r\n", .push([.string("message"), .string("c"), .string("x")])),
        // Attributes stand before a value and count as none.
        ("|1\r\n+ttl\r\n:3600\r\n:7\r\n", .integer(7)),
        ("*2\r\n|1\r\n+a\r\n*1\r\n:1\r\n:1\r\n|0\r\n:2\r\n", .array([.integer(1), .integer(2)])),
    ]

    /// What no server sends, with why it is not taken.
    static let broken: [(bytes: String, error: RESPError)] = [
        ("HTTP/1.1 400 Bad Request\r\n", .unknownType(UInt8(ascii: "H"))),
        ("\r\n", .unknownType(13)),
        (":1\n", .malformed),
        (":1\rx", .malformed),
        ("+a\nb\r\n", .malformed),
        (":\r\n", .malformed),
        (":1 \r\n", .malformed),
        (":0x10\r\n", .malformed),
        (":9223372036854775808\r\n", .malformed),
        (":000000000000000000001\r\n", .lineTooLong),
        ("$3\r\nabcde\r\n", .malformed),
        ("$-2\r\n", .malformed),
        ("$+3\r\nabc\r\n", .malformed),
        ("$\r\n", .malformed),
        ("$?\r\n", .malformed),
        ("*?\r\n", .malformed),
        ("%-1\r\n", .malformed),
        ("~-1\r\n", .malformed),
        ("$99999999999999999999\r\n", .malformed),
        ("$999999999999999999999\r\n", .lineTooLong),
        ("$9223372036854775807\r\n", .tooLarge),
        ("*9223372036854775807\r\n", .tooLarge),
        ("%9223372036854775807\r\n", .tooLarge),
        ("|4611686018427387904\r\n", .tooLarge),
        ("*1000000\r\n", .tooLarge),
        ("$1048577\r\n", .tooLarge),
        ("_x\r\n", .malformed),
        ("#x\r\n", .malformed),
        ("#tt\r\n", .lineTooLong),
        (",0x1p3\r\n", .malformed),
        (",\r\n", .malformed),
        (",infinity\r\n", .malformed),
        ("(12a\r\n", .malformed),
        ("(-\r\n", .malformed),
        ("(" + String(repeating: "1", count: 65) + "\r\n", .lineTooLong),
        ("=3\r\ntxt\r\n", .malformed),
        ("=5\r\ntext:\r\n", .malformed),
        ("+" + String(repeating: "a", count: 16_385) + "\r\n", .lineTooLong),
        (String(repeating: "*1\r\n", count: 33), .tooDeep),
        (String(repeating: "|1\r\n", count: 33), .tooDeep),
    ]

    /// What a parser makes of bytes that come in these pieces: the values, then the error if there is one.
    static func outcome(_ pieces: [ArraySlice<UInt8>]) -> (values: [RESPValue], error: RESPError?) {
        var parser = RESPParser()
        var values: [RESPValue] = []
        do throws(RESPError) {
            for piece in pieces {
                parser.append(ByteBuffer(bytes: piece))
                while let value = try parser.next() { values.append(value) }
            }
        } catch {
            return (values, error)
        }
        return (values, nil)
    }
}
#endif
