#if Redis
/// A value of RESP2 or RESP3, the protocols of Redis and Valkey.
enum RESPValue: Hashable, Sendable {
    /// No value: the null of RESP3, and the null string and the null array of RESP2.
    case null
    /// A simple, bulk or verbatim string. Strings of Redis are bytes.
    case string([UInt8])
    case integer(Int64)
    case double(Double)
    case boolean(Bool)
    /// An integer of any size, as its digits.
    case bigNumber(String)
    /// An array or a set.
    case array([RESPValue])
    /// A map, in the order in which its pairs came.
    case map([Pair])
    /// What the server sends unasked (RESP3 only): messages of a subscription.
    case push([RESPValue])
    case error(RESPServerError)

    /// A key of a map with its value.
    struct Pair: Hashable, Sendable {
        var key: RESPValue
        var value: RESPValue
    }

    /// A string of this text.
    static func string(_ text: String) -> RESPValue { .string(Array(text.utf8)) }
}

extension RESPValue {
    /// The text of a string; what is not UTF-8 in it is replaced. Nil for all else.
    var text: String? {
        if case .string(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { nil }
    }

    /// The value of an integer; nil for all else.
    var integer: Int64? {
        if case .integer(let value) = self { value } else { nil }
    }

    /// The elements of an array, a set or a push; nil for all else.
    var elements: [RESPValue]? {
        switch self {
        case .array(let elements), .push(let elements): elements
        default: nil
        }
    }
}

/// An error that the server replied with.
struct RESPServerError: Hashable, Sendable {
    /// All that the server said: by custom a code, a space and a sentence.
    let text: String

    /// The code, such as `LOADING` or `ERR`.
    ///
    /// Redis before 7 wraps the error of a command within a script: `ERR Error running script (call to f_…):
    /// @user_script:1: @user_script: 1: -OOM command not allowed`. The code is that of the command.
    var code: String {
        let inner = text.hasPrefix("ERR Error running script") ? text.split(separator: ": -").last : nil
        return String((inner ?? text[...]).prefix { $0 != " " })
    }

    /// The text for people: on one line, and not without end.
    var shownText: String {
        let line = text.map { $0.isNewline || ($0.asciiValue ?? 0x20) < 0x20 ? " " : $0 }
        return line.count > 300 ? String(line.prefix(300)) + "…" : String(line)
    }
}
#endif
