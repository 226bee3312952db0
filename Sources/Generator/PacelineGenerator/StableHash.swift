/// FNV-1a, 64 bits: the same in every run and on every machine, unlike the standard library's.
enum StableHash {
    static func of(_ text: String) -> Int { Int(hash(text.utf8) >> 1) }

    /// The hash of some bytes in 16 hexadecimal digits.
    static func digits(of bytes: [UInt8]) -> String {
        let digits = String(hash(bytes), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }
}
