/// A hash that is the same in every process and on every machine, unlike the standard library's: FNV-1a of 64 bits
/// (http://www.isthe.com/chongo/tech/comp/fnv). No secret is kept by it.
package enum FNVHash {
    /// The hash of some bytes.
    @inlinable package static func of(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }
}
