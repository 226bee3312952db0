import PacelinePolicy

/// A hash that is the same in every run and on every machine.
enum StableHash {
    static func of(_ text: String) -> Int { Int(FNVHash.of(text.utf8) >> 1) }

    /// The hash of some bytes in 16 hexadecimal digits.
    static func digits(of bytes: [UInt8]) -> String {
        let digits = String(FNVHash.of(bytes), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
