#if Redis
/// Why bytes are no reply that is taken: they break the protocol, or a limit of ours.
enum RESPError: Error, Hashable, Sendable {
    /// No value begins with this byte.
    case unknownType(UInt8)
    /// A value is not written as its type is.
    case malformed
    /// A line or a number is longer than any that a server sends.
    case lineTooLong
    /// Values are nested more deeply than any that is expected.
    case tooDeep
    /// A reply is larger than any that is expected.
    case tooLarge
    /// A reply came that no command asked for.
    case unasked
}

extension RESPError: CustomStringConvertible {
    var description: String {
        switch self {
        case .unknownType(let byte): "no value begins with the byte \(byte)"
        case .malformed: "a value is malformed"
        case .lineTooLong: "a line is too long"
        case .tooDeep: "values are nested too deeply"
        case .tooLarge: "a reply is too large"
        case .unasked: "a reply came that nothing had asked for"
        }
    }
}

/// What a reply may cost us, whoever sends it.
struct RESPLimits: Sendable {
    /// Bytes of one reply. Replies to a ledger's script are some kilobytes.
    var size = 1 << 20
    /// Arrays within arrays. A script's tables are nested two or three deep.
    var depth = 32
    /// Bytes of a simple string or an error.
    var line = 1 << 14
    /// Characters of an integer or a length: those of the least integer.
    var digits = 20
    /// Characters of a floating-point number or an integer of any size.
    var longDigits = 64
}
#endif
