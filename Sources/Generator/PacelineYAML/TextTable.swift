/// Every distinct text of a document, once, in one block of bytes.
///
/// Documents repeat themselves: a number in place of a text makes a node small, and comparing keys is comparing
/// numbers.
struct TextTable: Sendable {
    private var bytes: [UInt8] = []
    /// Where each text begins; text `n` ends where text `n + 1` begins.
    private var starts: [UInt32] = [0]
    /// Open addressing: a text's number plus one; 0 is a free slot. The count is a power of two.
    private var slots: [UInt32]

    init(expectedBytes: Int) {
        bytes.reserveCapacity(expectedBytes)
        slots = Array(repeating: 0, count: 1024)
    }

    /// The number of distinct texts.
    var count: Int { starts.count - 1 }

    /// The number of a text, given out at its first appearance.
    mutating func intern(_ text: UnsafeBufferPointer<UInt8>) -> UInt32 {
        var slot = Self.hash(text) & (slots.count - 1)
        while slots[slot] != 0 {
            if isEqual(slots[slot] - 1, text) { return slots[slot] - 1 }
            slot = (slot + 1) & (slots.count - 1)
        }
        let number = UInt32(count)
        bytes.append(contentsOf: text)
        starts.append(UInt32(bytes.count))
        slots[slot] = number + 1
        if count * 2 > slots.count { grow() }
        return number
    }

    /// The number of a text; nil when the document does not hold it.
    func number(of text: String) -> UInt32? {
        var text = text
        return text.withUTF8 { number(of: $0) }
    }

    func number(of text: UnsafeBufferPointer<UInt8>) -> UInt32? {
        var slot = Self.hash(text) & (slots.count - 1)
        while slots[slot] != 0 {
            if isEqual(slots[slot] - 1, text) { return slots[slot] - 1 }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// The text with the given number.
    subscript(number: UInt32) -> String { withBytes(of: number) { String(decoding: $0, as: UTF8.self) } }

    /// Lends the bytes of a text.
    func withBytes<Result>(of number: UInt32, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let range = Int(starts[Int(number)])..<Int(starts[Int(number) + 1])
        return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
    }

    private func isEqual(_ number: UInt32, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = Int(starts[Int(number)])
        guard Int(starts[Int(number) + 1]) - start == text.count else { return false }
        return bytes.withUnsafeBufferPointer { $0[start..<(start + text.count)].elementsEqual(text) }
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for number in 0..<UInt32(count) {
            var slot = withBytes(of: number, Self.hash) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = number + 1
        }
    }

    /// A product over eight bytes at a time, with the high bits folded in, as only the low ones choose the slot.
    private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        let factor: UInt64 = 0x9E37_79B9_7F4A_7C15
        let bytes = UnsafeRawBufferPointer(text)
        var hash = UInt64(truncatingIfNeeded: bytes.count) &* factor
        var offset = 0
        while offset + 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            hash = (hash ^ word) &* factor
            hash ^= hash >> 32
            offset += 8
        }
        var last: UInt64 = 0
        while offset < bytes.count {
            last = last << 8 | UInt64(bytes[offset])
            offset += 1
        }
        hash = (hash ^ last) &* factor
        return Int(truncatingIfNeeded: hash ^ (hash >> 32))
    }
}
