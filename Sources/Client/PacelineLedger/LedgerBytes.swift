/// Writes numbers and texts one after the other, so that a ledger can be kept by any store.
///
/// A number takes one byte for each seven bits of its size, a text its length and its bytes.
struct LedgerBytes {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ number: Int64) {
        // The sign comes last, so that small numbers below zero stay short.
        var rest = UInt64(bitPattern: (number << 1) ^ (number >> 63))
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func write(_ text: String) {
        write(Int64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    /// A number that may be missing.
    mutating func write(_ number: Int64?) {
        write(number == nil ? 0 : 1 as Int64)
        if let number { write(number) }
    }

    mutating func write(_ flag: Bool) { write(flag ? 1 : 0 as Int64) }

    mutating func write<Element>(_ list: some Collection<Element>, _ body: (inout LedgerBytes, Element) -> Void) {
        write(Int64(list.count))
        for element in list { body(&self, element) }
    }
}

/// What was kept is not what a ledger writes.
struct LedgerDamage: Error {}

/// Reads what ``LedgerBytes`` wrote. Bytes of any other kind end in a ``LedgerDamage``, and in nothing worse.
struct LedgerBytesReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty }
    /// What has not been read.
    var remaining: [UInt8] { Array(rest) }

    mutating func number() throws(LedgerDamage) -> Int64 {
        var (value, shift) = (UInt64(0), UInt64(0))
        while let byte = rest.popFirst() {
            guard shift < 64, shift < 63 || byte <= 1 else { throw LedgerDamage() }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 {
                let number = Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
                // Sums of as many as a ledger has cannot overflow then.
                guard number.magnitude <= 1 << 52 else { throw LedgerDamage() }
                return number
            }
            shift += 7
        }
        throw LedgerDamage()
    }

    /// A number of things that follow, each of which takes a byte or more.
    private mutating func count() throws(LedgerDamage) -> Int {
        let count = try number()
        guard count >= 0, count <= rest.count else { throw LedgerDamage() }
        return Int(count)
    }

    mutating func text() throws(LedgerDamage) -> String {
        let count = try count()
        guard let text = String(validating: rest.prefix(count), as: UTF8.self) else { throw LedgerDamage() }
        rest = rest.dropFirst(count)
        return text
    }

    mutating func optional() throws(LedgerDamage) -> Int64? { try flag() ? try number() : nil }

    mutating func flag() throws(LedgerDamage) -> Bool { try number() != 0 }

    mutating func list<Element>(
        _ body: (inout LedgerBytesReader) throws(LedgerDamage) -> Element
    ) throws(LedgerDamage) -> [Element] {
        let count = try count()
        var list: [Element] = []
        for _ in 0..<count { list.append(try body(&self)) }
        return list
    }
}
