/// A value, or the name of a member, in a tokenized text.
struct JSONToken {
    enum Kind: UInt8 {
        /// The value of a member that is not there; only the first token of a tape.
        case absent
        case null, `false`, `true`, number, string, array, object
    }

    /// The first byte; of a string, the byte after the quote.
    var offset: UInt32
    /// Bytes of a scalar (of a string, without quotes); elements or members of a container.
    var length: UInt32
    /// The token after this value and all that is in it.
    var next: UInt32
    var kind: Kind
    /// A string without escapes, a number without fraction and exponent.
    var isPlain: Bool
}

/// The values of a text in wire order: a container is followed by its elements, or by name and value in turn.
///
/// The first token stands for an absent value, the second for the whole text.
final class JSONTape {
    /// The token of a value that is not there.
    static let absent = 0
    /// The token of the whole text.
    static let root = 1

    private(set) var tokens: UnsafeMutablePointer<JSONToken>
    private(set) var count: Int
    private var capacity: Int

    /// An empty tape for a text of `bytes` bytes.
    init(expecting bytes: Int) {
        // API answers have a token every 10 to 15 bytes; a denser text grows the tape.
        capacity = 16 + bytes / 12
        tokens = .allocate(capacity: capacity)
        tokens.initialize(to: JSONToken(offset: 0, length: 0, next: 1, kind: .absent, isPlain: false))
        count = 1
    }

    deinit {
        tokens.deallocate()
    }

    /// Adds a scalar or a member's name.
    func append(_ kind: JSONToken.Kind, offset: Int, length: Int, isPlain: Bool = false) {
        if count == capacity { grow() }
        (tokens + count).initialize(
            to: JSONToken(
                offset: UInt32(truncatingIfNeeded: offset), length: UInt32(truncatingIfNeeded: length),
                next: UInt32(truncatingIfNeeded: count + 1), kind: kind, isPlain: isPlain))
        count += 1
    }

    /// Adds a container whose contents follow; returns its token, for `close`.
    func open(_ kind: JSONToken.Kind, offset: Int) -> Int {
        append(kind, offset: offset, length: 0)
        return count - 1
    }

    /// Ends a container of `length` elements or members.
    func close(_ container: Int, length: Int) {
        tokens[container].length = UInt32(truncatingIfNeeded: length)
        tokens[container].next = UInt32(truncatingIfNeeded: count)
    }

    private func grow() {
        let larger = UnsafeMutablePointer<JSONToken>.allocate(capacity: capacity * 2)
        larger.moveInitialize(from: tokens, count: count)
        tokens.deallocate()
        tokens = larger
        capacity *= 2
    }
}
