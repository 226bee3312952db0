/// The growing text of a writer. A class, since a structure inside the writer would be checked for exclusive access at
/// every byte, which took a third of the time.
final class JSONBuffer {
    private var bytes: UnsafeMutablePointer<UInt8>
    private(set) var count = 0
    private var capacity = 512

    init() {
        bytes = .allocate(capacity: capacity)
    }

    deinit {
        bytes.deallocate()
    }

    var array: [UInt8] { Array(UnsafeBufferPointer(start: bytes, count: count)) }

    /// The bytes, as long as nothing is put behind them.
    var view: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: bytes, count: count) }

    /// Eight bytes as they are.
    func put(_ bits: UInt64) {
        reserve(8)
        UnsafeMutableRawPointer(bytes + count).storeBytes(of: bits, as: UInt64.self)
        count += 8
    }

    @inline(__always) func put(_ byte: UInt8) {
        reserve(1)
        bytes[count] = byte
        count += 1
    }

    func put(_ text: String) {
        var text = text
        text.withUTF8 { put($0) }
    }

    func put(_ text: UnsafeBufferPointer<UInt8>) {
        guard let source = text.baseAddress else { return }
        reserve(text.count)
        (bytes + count).update(from: source, count: text.count)
        count += text.count
    }

    func digits(_ value: Int64) {
        reserve(20)
        if value < 0 {
            bytes[count] = UInt8(ascii: "-")
            count += 1
        }
        var rest = value.magnitude
        var length = 1
        var bound: UInt64 = 10
        while length < 19, rest >= bound {
            length += 1
            bound &*= 10
        }
        count += length
        for index in 1...length {
            bytes[count - index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    func quote(_ text: String) {
        var text = text
        text.withUTF8 { quote($0) }
    }

    /// A string in quotes. Only what RFC 8259, 7 demands is escaped: quotes, backslashes, control characters.
    func quote(_ text: UnsafeBufferPointer<UInt8>) {
        // Whole words are copied before they are looked at, hence the eight bytes more.
        reserve(text.count + 10)
        bytes[count] = UInt8(ascii: "\"")
        count += 1
        var read = 0
        while read < text.count {
            read += copyPlainText(UnsafeBufferPointer(rebasing: text[read...]))
            guard read < text.count else { break }
            escape(text[read])
            read += 1
            reserve(text.count - read + 10)
        }
        put(UInt8(ascii: "\""))
    }

    /// Copies the characters before the first that must be escaped; returns their number of bytes.
    @inline(__always) private func copyPlainText(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        guard let source = text.baseAddress else { return 0 }
        let target = bytes + count
        var length = 0
        while length + 8 <= text.count {
            let word = JSONBytes.word(at: source + length)
            UnsafeMutableRawPointer(target + length).storeBytes(of: word.littleEndian, as: UInt64.self)
            let special = JSONBytes.special(in: word)
            if special != 0 {
                length += JSONBytes.firstMarked(special)
                count += length
                return length
            }
            length += 8
        }
        while length < text.count, JSONBytes.isPlain(source[length]) {
            target[length] = source[length]
            length += 1
        }
        count += length
        return length
    }

    private func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): put("\\\"")
        case UInt8(ascii: "\\"): put("\\\\")
        case 0x08: put("\\b")
        case 0x09: put("\\t")
        case 0x0A: put("\\n")
        case 0x0C: put("\\f")
        case 0x0D: put("\\r")
        default:
            put("\\u00")
            for nibble in [byte >> 4, byte & 0xF] {
                put(nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10)
            }
        }
    }

    /// Takes back what was put after the first `count` bytes.
    func truncate(to count: Int) { self.count = count }

    /// Whether the bytes from `start` on are those that end at `end`.
    func hasTail(from start: Int, endingAt end: Int) -> Bool {
        let length = count - start
        return length <= end && JSONBytes.equal(bytes + end - length, bytes + start, count: length)
    }

    /// The byte before a place.
    func byte(before index: Int) -> UInt8 { bytes[index - 1] }

    /// Moves the bytes from `start` on to an earlier place, before those that stand there.
    func moveTail(from start: Int, to place: Int) {
        let tail = Array(UnsafeBufferPointer(start: bytes + start, count: count - start))
        (bytes + place + tail.count).update(from: bytes + place, count: start - place)
        tail.withUnsafeBufferPointer { tail in
            if let source = tail.baseAddress { (bytes + place).update(from: source, count: tail.count) }
        }
    }

    @inline(__always) private func reserve(_ length: Int) {
        if capacity - count < length { grow(by: length) }
    }

    private func grow(by length: Int) {
        capacity = max(capacity * 2, count + length)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.moveInitialize(from: bytes, count: count)
        bytes.deallocate()
        bytes = larger
    }
}
